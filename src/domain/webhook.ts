/** Webhooks: which URLs are allowed, and how a message is signed (Standard Webhooks 1.0.0). */
import { base64, fromBase64, utf8 } from './digest.ts';
import type { Site } from './site.ts';

export interface Webhook {
  id: string;
  url: string;
  label: string;
  lockVersion: number;
  createdAt: number;
  /** Since when nothing has been accepted there, or null. */
  failingSince: number | null;
  /** The instant from which nothing is sent to it, or null. */
  disabledAt: number | null;
}

const prefix = 'whsec_';

/** A new secret: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return prefix + base64(crypto.getRandomValues(new Uint8Array(32)));
}

/** The `webhook-signature` of a message; `timestamp` in whole seconds. */
export async function signatureOf(
  secret: string,
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const bytes = fromBase64(secret.slice(prefix.length));
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, utf8(`${id}.${timestamp}.${body}`));
  return `v1,${base64(mac)}`;
}

/** Top-level domains of private networks: reserved ones, and those in use there. */
const inward =
  /\.(?:localhost|local|localdomain|internal|intranet|intra|private|corp|home|lan|mail|arpa|onion|alt|invalid|test)$/;

/** A name of several labels, none empty or too long, whose last one can be a top-level domain. */
const publicName = /^(?=.{1,253}$)(?:[^.]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;

/** A number where a name should be: IPv4 in any spelling, as the URL standard reads it, or IPv6. */
const isNumber = (host: string) => host.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(host);

/** A machine's own addresses. */
const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The hosts of the site itself. */
export const ownHosts = ({ origin, previewOrigin, deskOrigin }: Site): string[] =>
  [origin, previewOrigin, deskOrigin].map((one) => new URL(one).hostname);

/**
 * Validates the URL of a webhook: https, a public host name, the default port. Returns the normalized
 * URL, or a sentence about why it is refused. The host is not resolved: a Worker's request leaves from
 * the public edge and cannot reach a private network.
 * @param own hosts of the site itself, which are refused
 * @param development whether loopback addresses are allowed, over http as well
 */
export function parseWebhookUrl(
  text: string,
  { own, development }: { own: readonly string[]; development: boolean },
): { href: string } | { fault: string } {
  if (/\s/.test(text) || !URL.canParse(text)) return { fault: 'must be an https address' };
  const url = new URL(text);
  // A dot at the end is a name's root: it is the same name, under which no list would find it.
  const host = url.hostname.replace(/\.+$/, '');
  if (url.username || url.password) return { fault: 'must not name a user or a password' };
  if (url.hash) return { fault: 'must not have a fragment' };
  if (development && loopback.test(host) && /^https?:$/.test(url.protocol))
    return { href: url.href };
  if (url.protocol !== 'https:') return { fault: 'must be an https address' };
  if (isNumber(host)) return { fault: 'must name its host, not a number' };
  if (!publicName.test(host) || inward.test(host)) return { fault: 'must be a public host' };
  if (url.port !== '' && url.port !== '8443') return { fault: 'must be at port 443 or 8443' };
  if (own.includes(host)) return { fault: 'must not be this site itself' };
  url.hostname = host;
  return { href: url.href };
}
