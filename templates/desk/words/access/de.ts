/** The words of sign-in and people in German. */
import type { accessEn } from './en.ts';

export const accessDe: typeof accessEn = {
  signInAgainText:
    'Ihre Sitzung ist beendet oder Ihre letzte Anmeldung liegt mehr als eine Stunde zurück. Es wurde nichts geändert, und Ihre Eingaben sind noch da. Bestätigen Sie mit einem Passkey oder melden Sie sich in einem anderen Tab neu an; senden Sie sie dann noch einmal.',
  accessAgain: 'Zuerst bei Cloudflare Access abmelden, um sich neu auszuweisen',
  personEmailHint:
    'Freiwillig. Wer über die eigene Organisation angemeldet wird, ist an dieser Adresse zu erkennen.',
  madeAt: 'erstellt {}',
  signInLinks: 'Unbenutzte Anmeldelinks',
  noLinks: 'Keine unbenutzten Anmeldelinks.',
  revokeLink: 'Anmeldelink widerrufen',
  doneLinkRevoked: 'Widerrufen. Der Anmeldelink gilt nicht mehr.',
  passkeys: 'Passkeys (Anmeldeschlüssel)',
  noPasskeys: 'Keine Passkeys.',
  passkeysText:
    'Mit einem Passkey melden Sie sich per Fingerabdruck, Gesicht oder PIN Ihres Geräts an, ohne Link. Fügen Sie auf jedem Gerät, das Sie benutzen, einen hinzu.',
  passkeysNeedScripts:
    'Passkeys brauchen einen aktuellen Browser mit Skripten. Anmeldelinks gehen auch ohne.',
  passkeyName: 'Name des Passkeys',
  passkeyNameHint: 'Zum Beispiel: Bürolaptop. Sonst: der Name von Browser und System.',
  addPasskey: 'Passkey hinzufügen',
  donePasskeyAdded: 'Hinzugefügt. Ab jetzt können Sie sich mit diesem Passkey anmelden.',
  donePasskeyRemoved: 'Der Passkey wurde entfernt. Er meldet niemanden mehr an.',
  passkeyKnown: 'Dieser Passkey ist schon registriert.',
  tooManyPasskeys: 'Sie haben {} Passkeys, mehr gehen nicht. Entfernen Sie zuerst einen.',
  signInWithPasskey: 'Mit einem Passkey anmelden',
  passkeyRefused:
    'Der Passkey wurde nicht angenommen. Versuchen Sie es noch einmal; wenn das nicht hilft, bitten Sie um einen Anmeldelink.',
  passkeyFailed:
    'Es wurde kein Passkey benutzt: abgebrochen, zu lange gewartet, oder dieses Gerät hat keinen für diese Site.',
  confirmAndSend: 'Mit Passkey bestätigen und Eingaben senden',
  signInAt: 'Anmelden mit {}',
  signInRefused: 'Sie wurden nicht angemeldet',
  identityUnknown:
    'Mit der Adresse {} darf sich hier niemand anmelden. Bitten Sie darum, eingeladen zu werden, oder dass Ihre Adresse eingetragen wird.',
  identityUnverified:
    'Der Anmeldedienst bestätigt Ihre E-Mail-Adresse nicht. Wenden Sie sich an seine Betreiber.',
  identityInvalid:
    'Die Antwort des Anmeldedienstes gilt hier nicht, oder sie ist zu alt. Versuchen Sie es noch einmal.',
  identityUnreachable:
    'Der Anmeldedienst antwortet nicht. Versuchen Sie es in einer Minute noch einmal oder auf anderem Weg.',
};
