/** Sessions of people in a browser, and the links that begin them. */
import { sha256 } from './digest.ts';
import { isSecret, newSecret } from './secret.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** A session ends after this time without a request, in milliseconds. */
export const longestIdle = 12 * hour;
/** A session ends after this time, used or not. */
export const longestSession = 14 * day;
/** Publishing, withdrawing and changing people need a sign-in that is not older. */
export const recentSignIn = hour;
/** A sign-in link ends after this time. */
export const linkLifetime = day;

const sessionPrefix = 'ds';
const linkPrefix = 'dk';

export const newSessionSecret = (): string => newSecret(sessionPrefix);
export const newLinkSecret = (): string => newSecret(linkPrefix);

/** Whether a text has the shape and the checksum of such a secret; says nothing about its validity. */
export const isSessionSecret = (text: string): boolean => isSecret(sessionPrefix, text);
export const isLinkSecret = (text: string): boolean => isSecret(linkPrefix, text);

/** The stored form of a session's or a link's secret: its SHA-256 in lower-case hex. */
export const hashSecret = (secret: string): Promise<string> => sha256(secret);

/** Whether a sign-in at `signedInAt` is recent enough for an act that asks again. */
export const isRecent = (signedInAt: number, now: number): boolean =>
  now - signedInAt <= recentSignIn;
