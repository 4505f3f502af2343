/** The words of sign-in and people in English. */
export const accessEn = {
  signInAgainText:
    'Your session ended, or your last sign-in is older than an hour. Nothing was changed, and what you typed is kept. Confirm with a passkey, or sign in again in another tab; then send it again.',
  accessAgain: 'Sign out of Cloudflare Access first, to prove again who you are',
  personEmailHint: 'Optional. People whose organization signs them in are known by this address.',
  madeAt: 'created {}',
  signInLinks: 'Unused sign-in links',
  noLinks: 'No unused sign-in links.',
  revokeLink: 'Revoke the sign-in link',
  doneLinkRevoked: 'Revoked. The sign-in link no longer works.',
  passkeys: 'Passkeys',
  noPasskeys: 'No passkeys.',
  passkeysText:
    'A passkey signs you in by fingerprint, face or PIN of your device, without a link. Add one on each device that you use.',
  passkeysNeedScripts:
    'Adding and using a passkey needs a current browser with scripts. Sign-in links work without.',
  passkeyName: 'Name of the passkey',
  passkeyNameHint: 'Such as: office laptop. Default: the name of the browser and the system.',
  addPasskey: 'Add a passkey',
  donePasskeyAdded: 'Added. From now on you can sign in with this passkey.',
  donePasskeyRemoved: 'The passkey was removed. It no longer signs anybody in.',
  passkeyKnown: 'This passkey is registered already.',
  tooManyPasskeys: 'You have {} passkeys, which is the most. Remove one first.',
  signInWithPasskey: 'Sign in with a passkey',
  passkeyRefused:
    'The passkey was not accepted. Try again; if that does not help, ask an administrator for a sign-in link.',
  passkeyFailed:
    'No passkey was used: it was cancelled, took too long, or this device has none for this site.',
  confirmAndSend: 'Confirm with a passkey and send what I typed',
  signInAt: 'Sign in with {}',
  signInRefused: 'You were not signed in',
  identityUnknown:
    'Nobody with the address {} may sign in here. Ask an administrator to invite you, or to enter your address.',
  identityUnverified:
    'The sign-in service does not confirm your e-mail address. Ask those who run it.',
  identityInvalid:
    'The answer of the sign-in service is not valid for this desk, or it is too old. Try again.',
  identityUnreachable:
    'The sign-in service does not answer. Try again in a minute, or use another way.',
};
