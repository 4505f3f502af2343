import type { editingEn } from './en.ts';

export const editingDe: typeof editingEn = {
  formatting: 'Formatierung',
  formatBold: 'Fett',
  formatItalic: 'Kursiv',
  formatHeading: 'Zwischentitel',
  formatList: 'Aufzählung',
  formatNumbered: 'Nummerierte Liste',
  formatLink: 'Verweis',
  formatQuote: 'Zitat',
  formatTable: 'Tabelle',
  characterCount:
    'Zeichen: {}. Suchmaschinen zeigen etwa {search}, Vorschauen in sozialen Medien etwa {cards}.',
};
