/**
 * E3 at the desk: no answer to a person who may not see an embargoed release has a word of it. Every
 * route of the source is asked by each of them; a control shows that the words are there for who may.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { png } from '../domain/positions.ts';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { type DeskRoute, deskRouteTable } from './route-table.ts';
import { screenAddress, screens } from './screens.ts';
import { Visitor } from './visitor.ts';

const hour = 3_600_000;

/** Words that stand in one place of the hidden release each. */
const marks = {
  title: 'Zephyrine',
  summary: 'Quarzelle',
  place: 'KUMBARA',
  text: 'Obelisarch',
  file: 'Vantoril',
  bytes: 'Quillonite',
  fileTitle: 'Mirandolph',
  alt: 'Grelvik',
  caption: 'Sontheria',
  credit: 'Ulmarek',
  licence: 'Baskovite',
  contact: 'Pelindrake',
  legacy: 'ixoline',
  comment: 'Drovanta',
  review: 'Hestiary',
  recipient: 'Jorvanil',
  person: 'Thessaly',
  later: 'Fendrake',
};
const marked = new RegExp(Object.values(marks).join('|'), 'gi');

let newsroom: Newsroom;
let admin: Visitor;
let values: Record<string, string>;
/** Addresses about the hidden release outside the desk, which a screen of it could name. */
let others: string[];
let ownId: string;
/** The `Cookie` of each caller who may not see the release. */
const cookies: Record<string, string> = {};

const cookieOf = ({ cookies }: Visitor): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

async function edit(method: string, path: string, body: unknown, headers = {}) {
  const reply = await newsroom.edit(method, path, body, { etag: '*', headers });
  if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
  return reply.text === '' ? null : reply.json;
}

const texts = (word: string) => ({
  title: `${word} ${marks.title} treaty`,
  summary: `The ${marks.summary}.`,
  place: marks.place,
  markdown: `The ${marks.text} signs.\n\nIt is signed [here](${marks.file}.txt).`,
});

/** An embargoed release, and a public one whose correction is scheduled; both changed since. */
async function hide(): Promise<void> {
  const hidden = draft({
    editions: { en: texts('The'), fr: texts('Le') },
    contacts: [{ name: marks.contact, role: 'Press officer', email: 'press@ord.example' }],
    legacyUrls: [`/press/${marks.legacy}.html`],
  });
  const { id } = await edit('POST', '/releases', hidden);
  const shown = await release(newsroom, { now: Date.now() - hour, date: '2026-06-30' });
  const upload = async (at: string, name: string, type: string, bytes: Uint8Array) =>
    (await edit('PUT', `/releases/${at}/attachments/${name}`, bytes, { 'Content-Type': type })).url;
  const correction = { ...hidden, legacyUrls: [] };
  await edit('PUT', `/releases/${shown.id}`, correction);
  const files: string[] = [];
  for (const one of [id, shown.id]) {
    files.push(await upload(one, `${marks.file}.txt`, 'text/plain', Buffer.from(marks.bytes)));
    files.push(await upload(one, `${marks.file}.png`, 'image/png', new Uint8Array(png([]))));
    await edit('PATCH', `/releases/${one}/attachments/${marks.file}.png`, {
      title: marks.fileTitle,
      alt: { en: marks.alt },
      caption: { en: marks.caption },
      credit: marks.credit,
      licence: marks.licence,
    });
    const at = new Date(Date.now() + 2 * hour).toISOString();
    await edit('PUT', `/releases/${one}/publication`, { at, minor: true });
    const revised = one === id ? hidden : correction;
    await edit('PUT', `/releases/${one}`, { ...revised, editions: { en: texts(marks.later) } });
  }
  const expiresAt = new Date(Date.now() + 24 * hour).toISOString();
  const preview = await edit('POST', `/releases/${id}/previews`, {
    expiresAt,
    recipient: marks.recipient,
  });
  const page = await admin.open(`/desk/releases/${id}/review`);
  const reviewer = [...page.document.querySelectorAll('[name=reviewer] option')].find(
    ({ textContent }) => textContent === marks.person,
  );
  const sent = { reviewer: reviewer?.getAttribute('value') ?? '', reviewMessage: marks.review };
  await admin.submit(page, sent, { button: 'Send for review' });
  const passage = await admin.open(
    `/desk/releases/${id}/review?lang=en&field=markdown&at=0#passage`,
  );
  await admin.submit(passage, { comment: marks.comment }, { form: '#passage', button: 'Comment' });
  const row = (table: string) =>
    newsroom.db
      .prepare(`select id from ${table} where release_id = ?`)
      .bind(id)
      .first<string>('id');
  values = {
    id,
    number: '1',
    filename: `${marks.file}.txt`,
    taxonomy: 'kinds',
    slug: 'press-release',
    ...Object.fromEntries(
      ['personId', 'contactId', 'redirectId', 'webhookId'].map((name) => [name, 'n0b0dyn0b0dy']),
    ),
    previewId: preview.id,
    reviewId: (await row('reviews')) ?? '',
    commentId: (await row('comments')) ?? '',
  };
  others = [
    ...files.map((url) => new URL(url).pathname),
    ...['', '.json', '.md', '/history'].map((form) => `/releases/${id}${form}`),
    ...['', `/files/${marks.file}.txt`].map((form) => `/preview/${preview.id}${form}`),
    `/press/${marks.legacy}.html`,
  ];
}

/** Signs in, at an instant in the past if `now` is given. */
async function signIn(role: 'author' | 'editor', name: string, now?: number): Promise<Visitor> {
  const visitor = new Visitor(newsroom);
  visitor.now = now ?? null;
  await visitor.signIn(role, name);
  return visitor;
}

beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Chief');
  await signIn('editor', marks.person);
  await hide();

  const other = await signIn('author', 'Another author');
  const form = await other.open('/desk/releases/new');
  const fields = { 'editions.en.title': 'An open text', kind: 'press-release' };
  const made = await other.submit(form, fields, { form: '.release-form', button: 'Create' });
  ownId = /releases\/(\w+)/.exec(made.address)?.[1] ?? '';
  const expiresAt = new Date(Date.now() + hour).toISOString();
  const link = await edit('POST', `/releases/${ownId}/previews`, { expiresAt });
  const disabled = await signIn('editor', 'Disabled');
  const ended = await signIn('editor', 'Signed out');
  const expired = await signIn('editor', 'Away', Date.now() - 13 * hour);
  Object.assign(cookies, {
    nobody: '',
    'the author of another release': cookieOf(other),
    'somebody disabled': cookieOf(disabled),
    'somebody who signed out': cookieOf(ended),
    'somebody whose session expired': cookieOf(expired),
    'the reader of another preview': `preview=${new URL(link.url).searchParams.get('key')}`,
    'somebody who guesses': `__Host-dateline=${cookieOf(other).split('=')[1]?.slice(0, -1)}A`,
  });
  const { items } = await edit('GET', '/editors', null);
  const { id } = items.find(({ name }: { name: string }) => name === 'Disabled');
  await edit('PUT', `/editors/${id}`, { name: 'Disabled', role: 'editor', disabled: true });
  await ended.post('/desk/account/sign-out', {});
});
afterAll(() => newsroom.dispose());

const routes = deskRouteTable();
/** Acts that end the session come last. */
const posts = routes
  .filter(({ method }) => method === 'POST')
  .sort((one, other) => Number(/sign-out/.test(one.path)) - Number(/sign-out/.test(other.path)));
const gets = routes.filter(({ method }) => method === 'GET');

/** The names of the parameters of queries, read from the source of the desk. */
function queryNames(): string[] {
  const folder = join(import.meta.dirname, '../../src/desk');
  const source = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const direct = source.flatMap((text) => [...text.matchAll(/req\.query\('(\w+)'\)/g)]);
  const lists = source.flatMap((text) => [...text.matchAll(/const filters = \[([^\]]*)\]/g)]);
  const listed = lists.flatMap(([, names = '']) => [...names.matchAll(/'(\w+)'/g)]);
  return [...new Set([...direct, ...listed].map(([, name = '']) => name))];
}

/** Searches by somebody who knows a part of the title, an old address or the id. */
const searches = () => [
  'ephyrin',
  `/press/${marks.legacy}.html`,
  `/releases/${values.id}/the-treaty`,
  values.id ?? '',
];

/** Values of other parameters; the id for those that are not here. */
const fitting: Record<string, string> = {
  state: 'scheduled',
  month: new Date(Date.now() + 2 * hour).toISOString().slice(0, 7),
  order: 'publishAt',
  author: 'The admin',
  kind: 'press-release',
  lang: 'fr',
  from: '1',
  at: '0',
};

/** The queries that are tried at a page. */
const queries = () =>
  queryNames().flatMap((name) =>
    ['q', 'url', 'next'].includes(name)
      ? searches().map((guess) => [name, guess] as const)
      : [[name, fitting[name] ?? values.id ?? ''] as const],
  );

const said = async (cookie: string, method: string, path: string, body?: URLSearchParams) => {
  const response = await newsroom.fetch(path, {
    method,
    redirect: 'manual',
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', 'X-Test-Now': String(Date.now()) },
    ...(body && { body }),
  });
  const headers = [...response.headers].filter(([name]) => !name.startsWith('x-test-'));
  return {
    status: response.status,
    text: `${headers.map((field) => field.join(': ')).join('\n')}\n${await response.text()}`,
  };
};

/** The words of the release in an answer, without those that the request itself said. */
function leaksIn(text: string, asked: readonly string[]): string[] {
  const known = asked.flatMap((one) => [
    one,
    encodeURIComponent(one),
    encodeURIComponent(encodeURI(one)),
  ]);
  const longestFirst = known
    .filter((one) => one.match(marked))
    .sort((one, other) => other.length - one.length);
  const rest = longestFirst.reduce((left, one) => left.replaceAll(one, ''), text);
  const id = asked.some((one) => one.includes(values.id as string)) ? [] : [values.id as string];
  return [...new Set([...(rest.match(marked) ?? []), ...id.filter((one) => rest.includes(one))])];
}

/** A form with which whoever may could do each act. */
const fields = () => ({
  act: 'confirm',
  etag: '*',
  version: '1',
  mode: 'vanish',
  release: values.id ?? '',
  url: `/press/${marks.legacy}.html`,
  preview: 'en',
  kind: 'press-release',
  'editions.en.title': 'A guess',
  'editions.en.markdown': `![](${values.filename}) and [it](/releases/${values.id})`,
  legacyUrls: `/press/${marks.legacy}.html`,
  lang: 'fr',
});

const author = 'the author of another release';
const callers = [
  'nobody',
  author,
  'somebody disabled',
  'somebody who signed out',
  'somebody whose session expired',
  'the reader of another preview',
  'somebody who guesses',
];

describe.each(callers)('%s learns nothing', (caller) => {
  const findings: string[] = [];
  async function ask(method: string, path: string, asked: string[], body?: Record<string, string>) {
    const form = body && new URLSearchParams(body);
    const { status, text } = await said(cookies[caller] ?? '', method, path, form);
    const leaks = leaksIn(text, [path, ...asked]);
    if (status >= 500) findings.push(`${method} ${path}: ${status}`);
    if (leaks.length > 0) findings.push(`${method} ${path}: ${leaks.join(', ')}`);
    return status;
  }

  test('by a page, with any parameter', { timeout: 240_000 }, async () => {
    findings.length = 0;
    for (const route of gets) {
      const path = screenAddress(route, values);
      const status = await ask('GET', path, []);
      // Who is led to the sign-in, or refused, is so before a parameter is read: once with all of them.
      const isShown = caller === author && (status === 200 || status === 303);
      for (const pairs of isShown ? queries().map((pair) => [pair]) : [queries()]) {
        const query = new URLSearchParams(pairs.map(([name, guess]) => [name, guess]));
        const guesses = pairs.map(([, guess]) => guess);
        await ask('GET', `${path}?${query}`, guesses);
      }
    }
    expect(findings).toEqual([]);
  });

  test('by an act', async () => {
    findings.length = 0;
    for (const route of posts) {
      const body = fields();
      await ask('POST', screenAddress(route, values), Object.values(body), body);
    }
    expect(findings).toEqual([]);
  });

  test('by an address outside the desk', async () => {
    findings.length = 0;
    for (const path of others) await ask('GET', path, []);
    expect(findings).toEqual([]);
  });
});

describe('who may see the release finds its words', () => {
  const ofRelease = screens.filter(({ path }) => path.startsWith('/releases/:id'));
  const lists = ['/', '/releases', '/calendar', '/early-access', '/front-page', '/audit'];
  const nameOf = ({ path }: DeskRoute) => path;
  const all = [...ofRelease.map(nameOf), ...lists].map((path) => ({ path }));

  test.each(all)('on $path', async ({ path }) => {
    const address = screenAddress({ method: 'GET', path }, values);
    const { status, text } = await said(cookieOf(admin), 'GET', address);
    expect(status).toBe(200);
    expect(leaksIn(text, [address])).not.toEqual([]);
  });

  test('and each of them somewhere', async () => {
    const found = new Set<string>();
    const file = `/desk/releases/${values.id}/files/${values.filename}`;
    const picture = `${file.replace('.txt', '.png')}/details`;
    const addresses = all.map(({ path }) => screenAddress({ method: 'GET', path }, values));
    for (const address of [...addresses, file, picture]) {
      const { text } = await said(cookieOf(admin), 'GET', address);
      for (const word of text.match(marked) ?? []) found.add(word.toLowerCase());
    }
    expect([...found].sort()).toEqual(
      Object.values(marks)
        .map((one) => one.toLowerCase())
        .sort(),
    );
  });
});
