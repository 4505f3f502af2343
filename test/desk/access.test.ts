/**
 * Access control of the desk: every caller at every route. The table says for each route who may use it;
 * a route of the source without a row fails. Callers who may not change nothing, and learn nothing.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/domain/editor.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { Storage, type Stored } from '../stored-state.ts';
import { type DeskRoute, deskRouteTable } from './route-table.ts';
import { createLink, type Page, Visitor } from './visitor.ts';

interface Row {
  /** The lowest role that may use it; null if everybody may, also before signing in. */
  role: Role | null;
  /** Whether it is about one release: authors may use it for their own only. */
  owned?: true;
}

const open: Row = { role: null };
const everybody: Row = { role: 'author' };
const own: Row = { role: 'author', owned: true };
const editors: Row = { role: 'editor', owned: true };
const office: Row = { role: 'admin' };

const table: Record<string, Row> = {
  'GET /assets/:file': open,
  'GET /sign-in': open,
  'GET /link/:secret': open,
  'POST /link/:secret': open,
  'POST /language': open,
  'POST /sign-in/passkey/request': open,
  'POST /sign-in/passkey': open,
  'POST /sign-in/access': open,
  'GET /sign-in/openid': open,
  'GET /sign-in/openid/answer': open,

  'GET /': everybody,
  'GET /find': everybody,
  'GET /releases': everybody,
  'GET /releases/new': everybody,
  'POST /releases/new': everybody,
  'GET /calendar': everybody,
  'GET /early-access': everybody,
  'POST /news/clear': everybody,
  'GET /preview': everybody,
  'POST /releases/new/preview': everybody,
  'GET /import': everybody,
  'POST /import': everybody,
  'GET /account': everybody,
  'POST /account/passkeys': everybody,
  'POST /account/passkeys/options': everybody,
  'POST /account/passkeys/:passkeyId/remove': everybody,
  'POST /account/sessions/:sessionId/end': everybody,
  'POST /account/sign-out': everybody,
  'POST /sign-out': everybody,

  'GET /releases/:id': own,
  'POST /releases/:id': own,
  'POST /releases/:id/discard': own,
  'POST /releases/:id/duplicate': own,
  'POST /releases/:id/autosave': own,
  'POST /releases/:id/presence': own,
  'POST /releases/:id/preview': own,
  'GET /releases/:id/activity': own,
  'GET /releases/:id/review': own,
  'POST /releases/:id/review': own,
  'POST /releases/:id/review/:reviewId/return': own,
  'POST /releases/:id/review/:reviewId/recall': own,
  'POST /releases/:id/comments': own,
  'POST /releases/:id/comments/:commentId/answer': own,
  'POST /releases/:id/comments/:commentId/resolve': own,
  'GET /releases/:id/publish': own,
  'POST /releases/:id/publish': editors,
  'POST /releases/:id/cancel': editors,
  'POST /releases/:id/approve': editors,
  'GET /releases/:id/withdraw': own,
  'POST /releases/:id/withdraw': editors,
  'POST /releases/:id/reinstate': editors,
  'GET /releases/:id/versions': own,
  'GET /releases/:id/versions/:number': own,
  'POST /releases/:id/versions/:number/restore': own,
  'GET /releases/:id/previews': own,
  'POST /releases/:id/previews': own,
  'POST /releases/:id/previews/:previewId/revoke': own,
  'GET /releases/:id/files': own,
  'POST /releases/:id/files': own,
  'GET /releases/:id/files/:filename': own,
  'GET /releases/:id/files/:filename/details': own,
  'POST /releases/:id/files/:filename/details': own,
  'POST /releases/:id/files/:filename/remove': own,

  'GET /front-page': { role: 'editor' },
  'POST /front-page': { role: 'editor' },
  'POST /front-page/unpin': { role: 'editor' },
  'GET /contacts': { role: 'editor' },
  'POST /contacts': { role: 'editor' },
  'GET /contacts/:id': { role: 'editor' },
  'POST /contacts/:id': { role: 'editor' },
  'POST /contacts/:id/delete': { role: 'editor' },
  'GET /health': { role: 'editor' },

  'GET /redirects': office,
  'POST /redirects': office,
  'GET /redirects/:id': office,
  'POST /redirects/:id': office,
  'POST /redirects/:id/delete': office,
  'GET /webhooks': office,
  'POST /webhooks': office,
  'GET /webhooks/:id': office,
  'POST /webhooks/:id': office,
  'POST /webhooks/:id/delete': office,
  'GET /deliveries': office,
  'POST /deliveries/:number/retry': office,
  'GET /audit': office,
  'GET /audit/verify': office,
  'GET /people': office,
  'GET /people/:id/tokens/new': office,
  'POST /people/:id/tokens/new': office,
  'POST /people': office,
  'GET /people/:id': office,
  'POST /people/:id': office,
  'POST /people/:id/link': office,
  'POST /people/:id/links/:linkId/revoke': office,
  'POST /people/:id/passkeys/:passkeyId/remove': office,
  'POST /people/:id/sign-out': office,
  'POST /people/:id/tokens/:tokenId/revoke': office,
  'GET /admin': { role: 'editor' },
  'GET /terms': office,
  'GET /terms/csv': office,
  'POST /terms/csv': office,
  'GET /terms/:taxonomy': office,
  'POST /terms/:taxonomy': office,
  'GET /terms/:taxonomy/:slug': office,
  'POST /terms/:taxonomy/:slug': office,
  'POST /terms/:taxonomy/:slug/delete': office,
};

const callers = ['nobody', 'another author', 'the author', 'the editor', 'the admin'] as const;
type Caller = (typeof callers)[number];
const ranks: Record<Caller, number> = {
  nobody: -1,
  'another author': 0,
  'the author': 0,
  'the editor': 1,
  'the admin': 2,
};

const routes = deskRouteTable();
const nameOf = ({ method, path }: DeskRoute) => `${method} ${path}`;
const rowOf = (route: DeskRoute): Row => table[nameOf(route)] ?? open;
const cases = routes
  .filter((route) => rowOf(route).role !== null)
  .flatMap((route) => callers.map((caller) => ({ name: nameOf(route), route, caller })));

function isPermitted({ role, owned }: Row, caller: Caller): boolean {
  if (role === null) return true;
  if (ranks[caller] < ['author', 'editor', 'admin'].indexOf(role)) return false;
  return !(owned && caller === 'another author');
}

let newsroom: Newsroom;
let visitors: Record<Caller, Visitor>;
const places: Record<string, string> = {
  filename: 'a.txt',
  number: '1',
  taxonomy: 'kinds',
  slug: 'press-release',
};

async function signIn(role: Role, name: string): Promise<Visitor> {
  const visitor = new Visitor(newsroom);
  await visitor.signIn(role, name);
  return visitor;
}

beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  visitors = {
    nobody: new Visitor(newsroom),
    'another author': await signIn('author', 'Another author'),
    'the author': await signIn('author', 'The author'),
    'the editor': await signIn('editor', 'The editor'),
    'the admin': await signIn('admin', 'The admin'),
  };
  await release(newsroom);
  const page = await visitors['the author'].open('/desk/releases/new');
  const made = await visitors['the author'].submit(
    page,
    { 'editions.en.title': 'Secret programme', kind: 'press-release' },
    { form: '.release-form', button: 'Create' },
  );
  places.id = /\/desk\/releases\/(\w+)/.exec(made.address)?.[1] ?? '';
  const file = new File(['The secret file.'], 'a.txt', { type: 'text/plain' });
  const files = await visitors['the author'].open(`/desk/releases/${places.id}/files`);
  await visitors['the author'].submit(files, {}, { button: 'Upload', file });
  await createLink(newsroom, 'author', 'Somebody');
  const preview = await newsroom.edit('POST', `/releases/${places.id}/previews`, {
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  places.previewId = preview.json.id;
  const { json } = await newsroom.edit('GET', '/editors', null);
  const somebody = json.items.find(({ name }: { name: string }) => name === 'Somebody');
  places.person = somebody.id;
  const token = await newsroom.edit('POST', `/editors/${somebody.id}/tokens`, {});
  places.tokenId = token.json.id;
});
afterAll(() => newsroom.dispose());

/** The address of a route, about a draft of the author's or about another person. */
function addressOf({ path }: DeskRoute): string {
  const isPerson = path.startsWith('/people/');
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    name === 'id' && isPerson ? (places.person ?? '') : (places[name] ?? 'a2b3c4d5e6f7g8h9'),
  );
  return `/desk${filled === '/' ? '' : filled}`;
}

/** Fields with which each act could be done by who may do it. */
const valid = {
  act: 'confirm',
  etag: '*',
  version: '1',
  mode: 'vanish',
  name: 'Intruder',
  role: 'admin',
};

const ask = (
  visitor: Visitor,
  route: DeskRoute,
  headers: Record<string, string> = {},
  fields: Record<string, string> = valid,
) =>
  route.method === 'GET'
    ? visitor.request(addressOf(route), { headers })
    : visitor.send(addressOf(route), fields, headers);

test('every route of the desk has a row of the table, and every row a route', () => {
  expect(Object.keys(table).sort()).toEqual(routes.map(nameOf).sort());
});

/** The state that must not change: everything but the audit of refusals and the use of sessions. */
function kept({ tables, objects }: Stored): string {
  const rows = [...tables].filter(([name]) => !/^(?:audit|sqlite_sequence|tokens)/.test(name));
  return JSON.stringify([rows, objects]);
}

const learnsNothing = ({ text }: Page) => expect(text).not.toMatch(/Secret programme|secret file/);

describe('who may not use a route is refused, and nothing changes', () => {
  let storage: Storage;
  let before: string;
  beforeAll(async () => {
    storage = new Storage(newsroom);
    await storage.open();
    before = kept(await storage.read());
  });
  const refused = cases.filter(({ route, caller }) => !isPermitted(rowOf(route), caller));

  test.each(refused)('$name, $caller', async ({ route, caller }) => {
    const page = await ask(visitors[caller], route);
    if (caller !== 'nobody') expect([403, 404]).toContain(page.status);
    else if (route.method === 'POST') expect(page.status).toBe(401);
    else {
      expect(page.status).toBe(303);
      expect(page.headers.get('Location')).toMatch(/^\/desk\/sign-in\?next=/);
    }
    learnsNothing(page);
    expect(kept(await storage.read())).toBe(before);
  });

  const posts = routes.filter(({ method }) => method === 'POST');
  test.each(posts.map((route) => ({ name: nameOf(route), route })))(
    '$name from another site',
    async ({ route }) => {
      const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example' };
      const { status } = await ask(visitors['the admin'], route, headers);
      expect(status).toBe(403);
      expect(kept(await storage.read())).toBe(before);
    },
  );
});

describe('who may use a route is not refused', () => {
  // Acts that end the session or the release come last, each with a visitor of its own.
  const isLast = ({ route }: { route: DeskRoute }) =>
    /sign-out|\/end$|\/discard$|\/remove$|\/delete$/.test(route.path) ? 1 : 0;
  const permitted = cases
    .filter(({ route, caller }) => isPermitted(rowOf(route), caller))
    .sort((one, other) => isLast(one) - isLast(other));

  test.each(permitted)('$name, $caller', async ({ route, caller }) => {
    const endsSession = /sign-out$/.test(route.path) && !route.path.startsWith('/people');
    const visitor = endsSession
      ? await signIn(caller === 'the admin' ? 'admin' : 'author', `Leaving ${caller} ${route.path}`)
      : visitors[caller];
    const page = await ask(visitor, route, {}, {});
    expect([401, 403]).not.toContain(page.status);
    expect(page.status).toBeLessThan(500);
    if (route.method === 'GET') expect([200, 303, 404]).toContain(page.status);
  });
});
