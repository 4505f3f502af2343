/** Signing in at the desk by a certified OpenID Connect issuer. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../dev/local.ts';
import { type Newsroom, openNewsroom, origin } from '../newsroom.ts';
import { inviteByEmail, openIdAnswer, openIdClient, openIdStart } from './openid-person.ts';
import { countRows } from './passkey-person.ts';
import { Visitor } from './visitor.ts';

const limits = { FAILURES: 1e9, WRITES: 1e9 };
const secret = 'a secret of 32 characters at least';

describe('a certified issuer', () => {
  const accounts: Record<string, { email: string; email_verified: boolean }> = {
    ada: { email: 'Ada@ORD.example', email_verified: true },
    bo: { email: 'bo@ord.example', email_verified: false },
    eve: { email: 'eve@ord.example', email_verified: true },
  };
  /** Who signs in at the issuer. */
  let account = 'ada';
  let newsroom: Newsroom;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'k1' };
    const provider = new Provider(url, {
      clients: [
        {
          client_id: openIdClient,
          client_secret: secret,
          redirect_uris: [origin + openIdAnswer],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      cookies: { keys: ['a key of the issuer'] },
      jwks: { keys: [key] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, ...accounts[id] }),
      }),
      loadExistingGrant: async ({ oidc }: { oidc: OidcContext }) => {
        const { accountId } = oidc.session;
        const grant = new provider.Grant({ accountId, clientId: oidc.client.clientId });
        grant.addOIDCScope('openid email');
        await grant.save();
        return grant;
      },
    });
    const respond = provider.callback();
    server = createServer((request, response) => {
      const isInteraction = request.url?.startsWith('/interaction/');
      const result = { login: { accountId: account } };
      return isInteraction
        ? provider.interactionFinished(request, response, result)
        : respond(request, response);
    });
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    newsroom = await openNewsroom({
      limits,
      vars: { OIDC_ISSUER: url, OIDC_CLIENT_ID: openIdClient, OIDC_CLIENT_SECRET: secret },
    });
    await inviteByEmail(newsroom, 'Ada', 'ada@ord.example', 'admin');
    await inviteByEmail(newsroom, 'Bo', 'bo@ord.example');
  });
  afterAll(async () => {
    await newsroom.dispose();
    await new Promise((done) => server.close(done));
  });

  /** The way through the issuer, as a browser goes it. @returns the path to which it leads back */
  async function through(address: string): Promise<string> {
    const cookies = new Map<string, string>();
    for (let at = address; ; ) {
      const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { Cookie } });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('Location');
      if (location === null) throw new Error(await response.text());
      at = new URL(location, at).href;
      if (at.startsWith(origin)) return at.slice(origin.length);
    }
  }

  async function signInAs(id: string, visitor = new Visitor(newsroom)) {
    account = id;
    const begun = await visitor.request(`${openIdStart}?next=/desk/releases`);
    return visitor.open(await through(begun.headers.get('Location') ?? ''));
  }

  test('signs in a person who was invited, by the verified address', async () => {
    const visitor = new Visitor(newsroom);
    const ways = await visitor.open('/desk/sign-in?next=/desk/releases');
    const link = ways.document.querySelector('.ways a');
    expect(link?.textContent).toBe(`Sign in with ${new URL(url).host}`);
    expect(link?.getAttribute('href')).toBe(`${openIdStart}?next=%2Fdesk%2Freleases`);
    const page = await signInAs('ada', visitor);
    expect([page.status, page.address]).toEqual([200, '/desk/releases']);
    expect(page.text1('.desk-foot')).toContain('Ada');
    const entry = await newsroom.db
      .prepare('select action, detail from audit order by id desc limit 1')
      .first<{ action: string; detail: string }>();
    expect([entry?.action, JSON.parse(entry?.detail ?? '')]).toEqual([
      'session.create',
      expect.objectContaining({ service: new URL(url).host, email: 'ada@ord.example' }),
    ]);
    const posted = await visitor.post('/desk/people', { name: 'Invited', role: 'author' });
    expect(posted.status).toBe(200);
  });

  test.each([
    ['bo', 'does not confirm your e-mail address'],
    ['eve', 'Nobody with the address eve@ord.example may sign in here.'],
  ])('does not sign in %s, and creates nobody', async (id, text) => {
    const before = [await countRows(newsroom, 'editors'), await countRows(newsroom, 'tokens')];
    const page = await signInAs(id);
    expect([page.status, page.text1('[role=alert]')]).toEqual([403, expect.stringContaining(text)]);
    expect([await countRows(newsroom, 'editors'), await countRows(newsroom, 'tokens')]).toEqual(
      before,
    );
  });

  test('accepts its answer once, and in the browser that began alone', async () => {
    account = 'ada';
    const visitor = new Visitor(newsroom);
    const begun = await visitor.request(openIdStart);
    const path = await through(begun.headers.get('Location') ?? '');
    expect((await new Visitor(newsroom).open(path)).status).toBe(403);
    expect((await visitor.open(path)).text1('h1')).toBe('Today');
    expect((await visitor.open(path)).status).toBe(403);
  });

  test('gives nothing for a code that was used, whoever brings it', async () => {
    account = 'ada';
    const visitor = new Visitor(newsroom);
    const begun = await visitor.request(openIdStart);
    const path = await through(begun.headers.get('Location') ?? '');
    expect((await visitor.open(path)).text1('h1')).toBe('Today');
    const code = new URL(path, origin).searchParams.get('code');
    const thief = new Visitor(newsroom);
    const asked = await thief.request(openIdStart);
    const state = new URL(asked.headers.get('Location') ?? '').searchParams.get('state');
    const sessions = await countRows(newsroom, 'tokens');
    const page = await thief.open(`${openIdAnswer}?code=${code}&state=${state}&iss=${url}`);
    expect([page.status, page.text1('[role=alert]')]).toEqual([
      403,
      expect.stringContaining('is not valid for this desk'),
    ]);
    expect(await countRows(newsroom, 'tokens')).toBe(sessions);
  });
});

interface OidcContext {
  session: { accountId: string };
  client: { clientId: string };
}
