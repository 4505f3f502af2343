/** Markup in every text that a person can type at the desk: it stays text on every screen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, renew } from '../newsroom.ts';
import { type DeskRoute, deskRouteTable } from './route-table.ts';
import { fillDesk, screenAddress, screens } from './screens.ts';
import { type Page, Visitor } from './visitor.ts';

/** Ends an attribute or an element with raw text, and begins an element. */
const vector = `x'xbroke="xbroke></textarea></title><xbroke>`;

let newsroom: Newsroom;
let values: Record<string, string>;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  values = await fillDesk(newsroom);
  admin = new Visitor(newsroom);
  admin.headers = { 'User-Agent': vector };
  await admin.signIn('admin', vector);
  await armRelease();
  await armSite();
});
afterAll(() => newsroom.dispose());

/** A call of the API with the newest ETag. */
async function edit(method: 'PATCH' | 'POST' | 'PUT', path: string, body: unknown, more = {}) {
  const reply = await newsroom.edit(method, path, body, { etag: '*', ...more });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.json;
}

async function armRelease(): Promise<void> {
  const release = `/releases/${values.id}`;
  const text = {
    title: vector,
    summary: vector,
    place: vector,
    markdown: `${vector}\n\n\`${vector}\``,
  };
  const editions = { en: text, fr: text };
  const contacts = [{ name: vector, role: vector }];
  await edit('PUT', release, draft({ editions, contacts }));
  await edit('PATCH', `${release}/attachments/map.png`, {
    alt: { en: vector },
    caption: { en: vector },
    credit: vector,
  });
  await edit('PUT', `${release}/publication`, { note: { en: vector, fr: vector } });
  await renew(newsroom, values.id ?? '');
  await edit(
    'PUT',
    release,
    draft({ editions: { en: { ...text, summary: `${vector} ${vector}` } } }),
  );
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await edit('POST', `${release}/previews`, { expiresAt, recipient: vector });
  const page = `/desk${release}`;
  const { version } = (await newsroom.edit('GET', release, null)).json;
  values.number = String(version);
  const editor = await edit('POST', '/editors', { name: `${vector}2`, role: 'editor' });
  const review = { version: String(version), reviewer: editor.id, reviewMessage: vector };
  await admin.post(`${page}/comments`, { version: String(version), comment: vector });
  await admin.post(`${page}/review`, review);
}

async function armSite(): Promise<void> {
  const person = await edit('POST', '/editors', { name: `${vector}3`, role: 'author' });
  values.personId = person.id;
  await edit('POST', `/editors/${person.id}/tokens`, { label: vector });
  await edit('POST', '/taxonomies/kinds/terms', { slug: 'hostile', names: { en: vector } });
  const url = `https://mirror.example/${vector}?${vector}`;
  values.webhookId = (await edit('POST', '/webhooks', { url, label: vector })).id;
  await admin.post('/desk/contacts', { name: vector, role: vector });
  const contact = 'select id from book_contacts where name = ?';
  const row = await newsroom.db.prepare(contact).bind(vector).first<{ id: string }>();
  values.contactId = row?.id ?? '';
  const passkey = `insert into passkeys (id, editor_id, credential_id, public_key, algorithm, counter, name, created_at)
    select 'passkey00001', id, 'credential', '', 'ES256', 0, ?, 0 from editors where name = ?`;
  await newsroom.db.prepare(passkey).bind(vector, vector).run();
}

/** How often the vector is on a page as text; fails if it is more than that. */
function expectText(what: string, { headers, text: html }: Page): number {
  // JSON with `nosniff` is no page.
  if (!headers.get('Content-Type')?.startsWith('text/html')) return 0;
  const broken = html.match(/.{60}(?:[<"]xbroke|<(?![a-z/!])).{20}/is);
  expect.soft([what, broken?.[0]]).toEqual([what, undefined]);
  const inline = html.match(
    /<script(?![^>]* src=")[^>]*>|<[^>]* (?:on\w+|style)="|="javascript:|<\w[^>"]*(?:"[^"]*"[^>"]*)*='/i,
  );
  expect.soft([what, inline?.[0]]).toEqual([what, undefined]);
  return html.split('&lt;xbroke&gt;').length - 1;
}

const versionOf = ({ path }: DeskRoute) => path.includes('/versions/:number');

test('no screen takes it for markup, with or without it in the address', async () => {
  let shown = 0;
  for (const route of screens) {
    const address = screenAddress(route, values);
    const names = [
      'q',
      'from',
      'to',
      'subject',
      'editor',
      'action',
      'month',
      'lang',
      'field',
      'at',
    ];
    const query = new URLSearchParams(names.map((name) => [name, vector]));
    const wanted = versionOf(route) ? '?from=1' : '';
    const page = await admin.request(address + wanted);
    expect.soft([address, page.status]).toEqual([address, 200]);
    const found = expectText(address, page);
    if (found > 0) shown += 1;
    const asked = await admin.request(`${address}?${query}&cursor=x&state=x&before=x&next=/desk`);
    expectText(`${address}?…`, asked);
  }
  expect(shown).toBeGreaterThan(screens.length / 2);
});

test('no form that is shown again takes it for markup', async () => {
  const names = [
    ...['act', 'add', 'at', 'base', 'book', 'comment', 'credit', 'date', 'days', 'email', 'etag'],
    ...['field', 'key', 'kind', 'label', 'lang', 'legacyUrls', 'licence', 'local', 'mode', 'name'],
    ...['next', 'opened', 'order', 'parent', 'passage', 'path', 'phone', 'recipient', 'redirectTo'],
    ...['release', 'returnReason', 'reviewMessage', 'reviewer', 'role', 'scopes', 'slug', 'target'],
    ...['title', 'url', 'names.en', 'editions.en.title', 'editions.en.markdown', 'note.en'],
    ...['contacts.name', 'contacts.email', 'alt.en', 'caption.en', 'reason.en', 'sources', vector],
  ];
  const fields = Object.fromEntries(names.map((name) => [name, vector]));
  let shown = 0;
  for (const route of deskRouteTable().filter(({ method }) => method === 'POST')) {
    if (/sign-out|\/end$|\/language$/.test(route.path)) continue;
    const address = screenAddress(route, values);
    const page = await admin.send(address, { ...fields, languages: 'en', version: '1' });
    if (expectText(address, page) > 0) shown += 1;
  }
  expect(shown).toBeGreaterThan(20);
});
