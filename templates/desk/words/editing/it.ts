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
};
