import type { editingEn } from './en.ts';

export const editingFr: typeof editingEn = {
  formatting: 'Mise en forme',
  formatBold: 'Gras',
  formatItalic: 'Italique',
  formatHeading: 'Intertitre',
  formatList: 'Liste à puces',
  formatNumbered: 'Liste numérotée',
  formatLink: 'Lien',
  formatQuote: 'Citation',
  formatTable: 'Tableau',
  characterCount:
    'Caractères : {}. Les moteurs de recherche en affichent environ {search}, les cartes des réseaux sociaux environ {cards}.',
};
