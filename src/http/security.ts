/** Headers that every response carries: a site without scripts, frames or guests. */

const contentSecurity =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const everywhere: Record<string, string> = {
  'Content-Security-Policy': contentSecurity,
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains; preload',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

/** Where the site is reached by https, nothing in its pages is asked for by http. */
const secured = { 'Content-Security-Policy': `${contentSecurity}; upgrade-insecure-requests` };

/** What others may show in their pages, and read with their scripts: pictures, files, feeds, data. */
export const crossOriginHeaders = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** Adds what the response to a request does not say for itself. */
export function securityHeaders(headers: Headers, request: Request): void {
  const all = request.url.startsWith('https:') ? { ...everywhere, ...secured } : everywhere;
  for (const [name, value] of Object.entries(all)) {
    if (!headers.has(name)) headers.set(name, value);
  }
}
