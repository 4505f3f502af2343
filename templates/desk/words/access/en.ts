/** The words of sign-in and people in English. */
export const accessEn = {
  personEmailHint: 'Optional. People whose organization signs them in are known by this address.',
  madeAt: 'created {}',
  signInLinks: 'Unused sign-in links',
  noLinks: 'No unused sign-in links.',
  revokeLink: 'Revoke the sign-in link',
  doneLinkRevoked: 'Revoked. The sign-in link no longer works.',
  passkeys: 'Passkeys',
  noPasskeys: 'No passkeys.',
  donePasskeyRemoved: 'The passkey was removed. It no longer signs anybody in.',
};
