/**
 * A site as readers reach it on the platform: over HTTP/2 with TLS. The local platform speaks HTTP/1.1, with
 * which a phone opens a second connection for the picture while the stylesheet has the first one. The
 * certificate is made for the run, by a package that is fetched from the registry for it.
 */
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { join } from 'node:path';
import { runFromRegistry } from './registry-program.ts';

/** A private key and a certificate for `localhost`, as PEM, made in the folder. */
async function makeCertificate(folder: string): Promise<{ key: Buffer; cert: Buffer }> {
  const make = (...args: string[]) => runFromRegistry('mkcert', '3.2.0', args, { cwd: folder });
  await make('create-ca');
  await make('create-cert', '--domains', 'localhost');
  const [key, cert] = await Promise.all(
    ['cert.key', 'cert.crt'].map((name) => readFile(join(folder, name))),
  );
  return { key: key as Buffer, cert: cert as Buffer };
}

/** Headers of one connection, which HTTP/2 does not have. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'host'];

const passed = (headers: NodeJS.Dict<string | string[]>) =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !name.startsWith(':') && !ofConnection.includes(name),
    ),
  );

/**
 * Starts a server at `https://localhost:{port}` that passes each request on to the site and its response back.
 * @param folder for the certificate
 * @returns a function that stops it
 */
export async function startHttp2Front(site: URL, port: number, folder: string) {
  const pass = (asked: Http2ServerRequest, answer: Http2ServerResponse) => {
    const headers = { ...passed(asked.headers), host: `localhost:${port}` };
    const options = { method: asked.method, path: asked.url, headers };
    const passing = request(site.href, options, (got) => {
      answer.writeHead(got.statusCode ?? 502, passed(got.headers));
      got.pipe(answer);
    });
    passing.on('error', () => answer.stream.close());
    asked.pipe(passing);
  };
  const server = createSecureServer(await makeCertificate(folder), pass);
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return () => server.close();
}
