/** The words of sign-in and people in Italian. */
import type { accessEn } from './en.ts';

export const accessIt: typeof accessEn = {
  signInAgainText:
    'La sessione è terminata o l’ultimo accesso risale a più di un’ora fa. Nulla è stato modificato, e quanto ha scritto è conservato. Confermi con una passkey o acceda di nuovo in un’altra scheda; poi lo invii di nuovo.',
  accessAgain: 'Uscire prima da Cloudflare Access, per dimostrare di nuovo chi è',
  personEmailHint:
    'Facoltativo. Chi accede tramite la propria organizzazione è riconosciuto da questo indirizzo.',
  madeAt: 'creato {}',
  signInLinks: 'Link di accesso non usati',
  noLinks: 'Nessun link di accesso non usato.',
  revokeLink: 'Revoca il link di accesso',
  doneLinkRevoked: 'Revocato. Il link di accesso non funziona più.',
  passkeys: 'Passkey (chiavi di accesso)',
  noPasskeys: 'Nessuna passkey.',
  passkeysText:
    'Con una passkey si accede con impronta, volto o PIN del dispositivo, senza link. Ne aggiunga una su ogni dispositivo che usa.',
  passkeysNeedScripts:
    'Per aggiungere e usare una passkey serve un browser recente con gli script. I link di accesso funzionano anche senza.',
  passkeyName: 'Nome della passkey',
  passkeyNameHint: 'Ad esempio: portatile dell’ufficio. Altrimenti: il nome di browser e sistema.',
  addPasskey: 'Aggiungi una passkey',
  donePasskeyAdded: 'Aggiunta. D’ora in poi può accedere con questa passkey.',
  donePasskeyRemoved: 'La passkey è stata rimossa. Non dà più accesso a nessuno.',
  passkeyKnown: 'Questa passkey è già registrata.',
  tooManyPasskeys: 'Ha {} passkey, il massimo. Prima ne rimuova una.',
  signInWithPasskey: 'Accedi con una passkey',
  passkeyRefused:
    'La passkey non è stata accettata. Riprovi; se non basta, chieda un link di accesso a un amministratore.',
  passkeyFailed:
    'Nessuna passkey usata: operazione annullata o troppo lunga, o il dispositivo non ne ha per questo sito.',
  confirmAndSend: 'Conferma con una passkey e invia quanto scritto',
  signInAt: 'Accedi con {}',
  signInRefused: 'Accesso non riuscito',
  identityUnknown:
    'Nessuno con l’indirizzo {} può accedere qui. Chieda a un amministratore di invitarla o di inserire il suo indirizzo.',
  identityUnverified:
    'Il servizio di accesso non conferma il suo indirizzo e-mail. Si rivolga a chi lo gestisce.',
  identityInvalid:
    'La risposta del servizio di accesso non è valida qui o è troppo vecchia. Riprovi.',
  identityUnreachable:
    'Il servizio di accesso non risponde. Riprovi tra un minuto o in un altro modo.',
};
