/** Where links lead: only what a browser can follow, spelled as every reader of HTML and XML takes it. */
import { sanitizeUri } from 'micromark-util-sanitize-uri';

/** To a place on the web or of this site, or to a person. */
const followed = /^(?:https?|mailto|tel)$/i;
const web = /^https?:/i;

const longestHost = 253;
/** Labels that parsers accept and no host can have: too long, or international and empty. */
const noLabel = /[^.]{64}|(?:^|\.)xn--(?:[^.]*-)?(?:\.|$)/;

/** A URL escaped for an attribute, or the empty string if its scheme may not be followed. */
export function attributeFor(url: string): string {
  // A scheme-relative URL is useless in feeds and mails, so it gets one.
  const whole = url.startsWith('//') ? `https:${url}` : url;
  const escaped = spell(whole);
  if (!web.test(escaped)) return escaped;
  // Markdown's escapes may be in the host itself: https://[::1]/.
  const asEscaped = parseWeb(escaped);
  const found = asEscaped ?? parseWeb(whole);
  if (!found) return '';
  // HTML has no links with the name of a person before the host.
  if (found.username !== '' || found.password !== '') return '';
  if (asEscaped && /^https?:\/\/[^/]/i.test(escaped)) return escaped;
  const { protocol, host, pathname, search, hash } = found;
  return `${protocol}//${host}${spell(pathname + search + hash)}`;
}

/** Whether an address is whole: it has a scheme. */
export const hasScheme = (url: string): boolean => /^[a-z][a-z\d+.-]*:/i.test(url);

/** An address without its percent-encoding, as the name of a file may be written; as it is if it has none. */
export function decodeAddress(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** An address of the web whose host can be one, or null. */
export function parseWeb(text: string): URL | null {
  const url = URL.parse(text);
  if (!url || !web.test(url.protocol)) return null;
  return url.hostname.length <= longestHost && !noLabel.test(url.hostname) ? url : null;
}

/** Where a person's mailbox is written to (RFC 6068). */
export function mailAddress(email: string): string {
  return `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`;
}

/** The address with the percent-encoding that Markdown gives it, and no character that needs escaping. */
function spell(url: string): string {
  const [before = '', ...after] = sanitizeUri(url, followed).split('#');
  const fragment = after.length > 0 ? `#${after.join('%23')}` : '';
  return (before + fragment).replace(/%(?![0-9a-f]{2})/gi, '%25');
}
