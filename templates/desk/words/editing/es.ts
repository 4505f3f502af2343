import type { editingEn } from './en.ts';

export const editingEs: typeof editingEn = {
  formatting: 'Formato',
  formatBold: 'Negrita',
  formatItalic: 'Cursiva',
  formatHeading: 'Subtítulo',
  formatList: 'Lista con viñetas',
  formatNumbered: 'Lista numerada',
  formatLink: 'Enlace',
  formatQuote: 'Cita',
  formatTable: 'Tabla',
  characterCount:
    'Caracteres: {}. Los buscadores muestran unos {search}; las tarjetas de redes sociales, unos {cards}.',
  removeTerm: 'Quitar {}',
  termsFound: 'Resultados: {}',
  recentTerms: 'Usados hace poco',
  outNow: 'Sale ahora',
  dropFiles: 'Puede elegir varios archivos o soltarlos aquí.',
  uploadWaiting: 'En espera',
  uploadDone: 'Subido',
  uploadLost: 'Se perdió la conexión. Lo que se subió se conserva.',
  uploadFailed: 'El servidor no respondió como se esperaba.',
  tryAgain: 'Reintentar',
  uploadCount: 'Subidos: {done} de {all}',
};
