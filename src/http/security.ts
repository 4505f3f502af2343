/** Security headers of every response: no scripts, no frames, nothing of other sites. */

const contentSecurity = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const defaults: Record<string, string> = {
  'Content-Security-Policy': contentSecurity,
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains; preload',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

/** Over https, pages request nothing by http. */
const secured = { 'Content-Security-Policy': `${contentSecurity}; upgrade-insecure-requests` };

/** For resources that other sites may embed and read: pictures, files, feeds, data. */
export const crossOriginHeaders = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** Sets each security header that the response does not have yet. */
export function securityHeaders(headers: Headers, request: Request): void {
  const all = request.url.startsWith('https:') ? { ...defaults, ...secured } : defaults;
  for (const [name, value] of Object.entries(all)) {
    if (!headers.has(name)) headers.set(name, value);
  }
}
