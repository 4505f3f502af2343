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
};
