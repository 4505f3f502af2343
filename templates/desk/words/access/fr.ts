/** The words of sign-in and people in French. */
import type { accessEn } from './en.ts';

export const accessFr: typeof accessEn = {
  personEmailHint:
    'Facultatif. Les personnes que leur organisation connecte sont reconnues à cette adresse.',
  madeAt: 'créé le {}',
  signInLinks: 'Liens de connexion inutilisés',
  noLinks: 'Aucun lien de connexion inutilisé.',
  revokeLink: 'Révoquer le lien de connexion',
  doneLinkRevoked: 'Révoqué. Le lien de connexion ne fonctionne plus.',
  passkeys: 'Clés d’accès',
  noPasskeys: 'Aucune clé d’accès.',
  donePasskeyRemoved: 'La clé d’accès a été retirée. Elle ne connecte plus personne.',
};
