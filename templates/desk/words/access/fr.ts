/** The words of sign-in and people in French. */
import type { accessEn } from './en.ts';

export const accessFr: typeof accessEn = {
  signInAgainText:
    'Votre session a pris fin ou votre dernière connexion date de plus d’une heure. Rien n’a été modifié, et votre saisie est conservée. Confirmez avec une clé d’accès ou reconnectez-vous dans un autre onglet, puis renvoyez-la.',
  accessAgain: 'Se déconnecter d’abord de Cloudflare Access, pour prouver à nouveau votre identité',
  personEmailHint:
    'Facultatif. Les personnes que leur organisation connecte sont reconnues à cette adresse.',
  madeAt: 'créé le {}',
  signInLinks: 'Liens de connexion inutilisés',
  noLinks: 'Aucun lien de connexion inutilisé.',
  revokeLink: 'Révoquer le lien de connexion',
  doneLinkRevoked: 'Révoqué. Le lien de connexion ne fonctionne plus.',
  passkeys: 'Clés d’accès',
  noPasskeys: 'Aucune clé d’accès.',
  passkeysText:
    'Une clé d’accès vous connecte avec l’empreinte, le visage ou le code de votre appareil, sans lien. Ajoutez-en une sur chaque appareil que vous utilisez.',
  passkeysNeedScripts:
    'Pour ajouter ou utiliser une clé d’accès, il faut un navigateur récent avec les scripts. Les liens de connexion fonctionnent sans.',
  passkeyName: 'Nom de la clé d’accès',
  passkeyNameHint:
    'Par exemple : portable du bureau. Par défaut : le nom du navigateur et du système.',
  addPasskey: 'Ajouter une clé d’accès',
  donePasskeyAdded: 'Ajoutée. Vous pouvez désormais vous connecter avec cette clé d’accès.',
  donePasskeyRemoved: 'La clé d’accès a été retirée. Elle ne connecte plus personne.',
  passkeyKnown: 'Cette clé d’accès est déjà enregistrée.',
  tooManyPasskeys: 'Vous avez {} clés d’accès, le maximum. Retirez-en une d’abord.',
  signInWithPasskey: 'Se connecter avec une clé d’accès',
  passkeyRefused:
    'La clé d’accès n’a pas été acceptée. Réessayez ; si cela n’aide pas, demandez un lien de connexion à un administrateur.',
  passkeyFailed:
    'Aucune clé d’accès n’a été utilisée : opération annulée ou trop longue, ou l’appareil n’en a pas pour ce site.',
  confirmAndSend: 'Confirmer avec une clé d’accès et envoyer ma saisie',
  signInAt: 'Se connecter avec {}',
  signInRefused: 'Vous n’avez pas été connecté',
  identityUnknown:
    'Personne avec l’adresse {} ne peut se connecter ici. Demandez à un administrateur de vous inviter ou de saisir votre adresse.',
  identityUnverified:
    'Le service de connexion ne confirme pas votre adresse e-mail. Adressez-vous à ceux qui le gèrent.',
  identityInvalid:
    'La réponse du service de connexion n’est pas valable ici, ou elle est trop ancienne. Réessayez.',
  identityUnreachable:
    'Le service de connexion ne répond pas. Réessayez dans une minute, ou connectez-vous autrement.',
};
