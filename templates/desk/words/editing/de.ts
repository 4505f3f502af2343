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
  removeTerm: '{} entfernen',
  termsFound: 'Treffer: {}',
  recentTerms: 'Zuletzt verwendet',
  outNow: 'Geht jetzt hinaus',
  dropFiles: 'Sie können mehrere Dateien wählen oder hierher ziehen.',
  uploadWaiting: 'Wartet',
  uploadDone: 'Hochgeladen',
  uploadLost: 'Die Verbindung ist abgebrochen. Was hochgeladen wurde, bleibt erhalten.',
  uploadFailed: 'Der Server hat nicht wie erwartet geantwortet.',
  tryAgain: 'Erneut versuchen',
  uploadCount: 'Hochgeladen: {done} von {all}',
};
