import type { editingEn } from './en.ts';

export const editingIt: typeof editingEn = {
  formatting: 'Formattazione',
  formatBold: 'Grassetto',
  formatItalic: 'Corsivo',
  formatHeading: 'Titolo di sezione',
  formatList: 'Elenco puntato',
  formatNumbered: 'Elenco numerato',
  formatLink: 'Collegamento',
  formatQuote: 'Citazione',
  formatTable: 'Tabella',
  characterCount:
    'Caratteri: {}. I motori di ricerca ne mostrano circa {search}, le anteprime sui social circa {cards}.',
  removeTerm: 'Togli {}',
  termsFound: 'Risultati: {}',
  recentTerms: 'Usati di recente',
  outNow: 'In uscita adesso',
  dropFiles: 'Potete scegliere più file o trascinarli qui.',
  uploadWaiting: 'In attesa',
  uploadDone: 'Caricato',
  uploadLost: 'La connessione si è interrotta. Ciò che è stato caricato resta.',
  uploadFailed: 'Il server non ha risposto come previsto.',
  tryAgain: 'Riprova',
  uploadCount: 'Caricati: {done} di {all}',
};
