/** The words of sign-in and people in Italian. */
import type { accessEn } from './en.ts';

export const accessIt: typeof accessEn = {
  personEmailHint:
    'Facoltativo. Chi accede tramite la propria organizzazione è riconosciuto da questo indirizzo.',
  madeAt: 'creato {}',
  signInLinks: 'Link di accesso non usati',
  noLinks: 'Nessun link di accesso non usato.',
  revokeLink: 'Revoca il link di accesso',
  doneLinkRevoked: 'Revocato. Il link di accesso non funziona più.',
  passkeys: 'Passkey (chiavi di accesso)',
  noPasskeys: 'Nessuna passkey.',
  donePasskeyRemoved: 'La passkey è stata rimossa. Non dà più accesso a nessuno.',
};
