/**
 * Compression at the edge for readers that accept gzip: the media types that are compressed, and the
 * strong ETag that becomes weak. After
 * https://developers.cloudflare.com/speed/optimization/content/compression/.
 */

/** Media types that are compressed without a compression rule of the zone. */
const types = new Set([
  'text/html',
  'text/richtext',
  'text/plain',
  'text/css',
  'text/x-script',
  'text/x-component',
  'text/x-java-source',
  'text/x-markdown',
  'application/javascript',
  'application/x-javascript',
  'text/javascript',
  'text/js',
  'image/x-icon',
  'image/vnd.microsoft.icon',
  'application/x-perl',
  'application/x-httpd-cgi',
  'text/xml',
  'application/xml',
  'application/rss+xml',
  'application/vnd.api+json',
  'application/x-protobuf',
  'application/json',
  'multipart/bag',
  'multipart/mixed',
  'application/xhtml+xml',
  'font/ttf',
  'font/otf',
  'font/x-woff',
  'image/svg+xml',
  'application/vnd.ms-fontobject',
  'application/ttf',
  'application/x-ttf',
  'application/otf',
  'application/x-otf',
  'application/truetype',
  'application/opentype',
  'application/x-opentype',
  'application/font-woff',
  'application/eot',
  'application/font',
  'application/font-sfnt',
  'application/wasm',
  'application/javascript-binast',
  'application/manifest+json',
  'application/ld+json',
  'application/graphql+json',
  'application/geo+json',
]);

const statuses = [200, 403, 404];

/** Smaller bodies are not compressed. */
const minBytes = 48;

/** Marks a response as compressed if it is to be; the runtime then encodes its body. */
export function compressFor(request: Request, response: Response): Response {
  if (!acceptsGzip(request) || !isCompressible(response)) return response;
  const headers = new Headers(response.headers);
  headers.set('Content-Encoding', 'gzip');
  headers.delete('Content-Length');
  const vary = headers.get('Vary');
  if (!/accept-encoding|\*/i.test(vary ?? '')) headers.append('Vary', 'Accept-Encoding');
  const etag = headers.get('ETag');
  if (etag?.startsWith('"')) headers.set('ETag', `W/${etag}`);
  return new Response(response.body, { status: response.status, headers });
}

/** Whether the reader accepts gzip. The local runtime has the original header in `request.cf`. */
function acceptsGzip({ cf, headers }: Request): boolean {
  const accepted = String(cf?.clientAcceptEncoding ?? headers.get('Accept-Encoding') ?? '');
  return accepted
    .split(',')
    .some((one) => /^\s*(?:gzip|br)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));
}

function isCompressible({ status, headers }: Response): boolean {
  const [type = ''] = (headers.get('Content-Type') ?? '').toLowerCase().split(';');
  const length = headers.get('Content-Length');
  return (
    statuses.includes(status) &&
    types.has(type.trim()) &&
    !headers.has('Content-Encoding') &&
    !/\bno-transform\b/i.test(headers.get('Cache-Control') ?? '') &&
    (length === null || Number(length) >= minBytes)
  );
}
