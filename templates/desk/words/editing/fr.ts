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
  removeTerm: 'Retirer {}',
  termsFound: 'Résultats : {}',
  recentTerms: 'Utilisés récemment',
  outNow: 'Diffusion en cours',
  dropFiles: 'Vous pouvez choisir plusieurs fichiers ou les déposer ici.',
  uploadWaiting: 'En attente',
  uploadDone: 'Envoyé',
  uploadLost: 'La connexion a été interrompue. Ce qui a été envoyé est conservé.',
  uploadFailed: 'Le serveur n’a pas répondu comme prévu.',
  tryAgain: 'Réessayer',
  uploadCount: 'Envoyés : {done} sur {all}',
};
