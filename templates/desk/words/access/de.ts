/** The words of sign-in and people in German. */
import type { accessEn } from './en.ts';

export const accessDe: typeof accessEn = {
  personEmailHint:
    'Freiwillig. Wer über die eigene Organisation angemeldet wird, ist an dieser Adresse zu erkennen.',
  madeAt: 'erstellt {}',
  signInLinks: 'Unbenutzte Anmeldelinks',
  noLinks: 'Keine unbenutzten Anmeldelinks.',
  revokeLink: 'Anmeldelink widerrufen',
  doneLinkRevoked: 'Widerrufen. Der Anmeldelink gilt nicht mehr.',
  passkeys: 'Passkeys (Anmeldeschlüssel)',
  noPasskeys: 'Keine Passkeys.',
  donePasskeyRemoved: 'Der Passkey wurde entfernt. Er meldet niemanden mehr an.',
};
