/**
 * Hostile requests to every route of the desk, generated from its route table: no 5xx, and what is
 * refused changes nothing. FUZZ_SEED sets the random seed, FUZZ_ROUNDS the number of random forms.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type DeskRoute, deskRouteTable } from './route-table.ts';
import { fillDesk, screenAddress } from './screens.ts';
import { type Page, Visitor } from './visitor.ts';

const seed = Number(process.env.FUZZ_SEED ?? 1);
const rounds = Number(process.env.FUZZ_ROUNDS ?? 2);

/** Parameters of requests, encoded as a form. Some are no UTF-8, or no valid escapes. */
const hostile = [
  '',
  '%00',
  'a%0Db',
  'a%0Ab%0D%0AX: y',
  '%E2%80%AE',
  '%ED%A0%80',
  '%FF%FE',
  '%F0%9F%98%80',
  '%',
  '%zz',
  '__proto__',
  'constructor',
  'toString',
  '-1',
  '1e309',
  '99999999999999999999',
  '2026-02-30T25:61',
  '%2B275760-09-13T00:00:00Z',
  '0000000000',
  '%2E%2E%2F%2E%2E',
  '%7B%22__proto__%22%3A%7B%22kind%22%3A1%7D%7D',
  '%5B%22%5Cud800%22%5D',
  'x'.repeat(20_000),
];

/** Fields beside the hostile ones, without which these would not be read. */
const usual: Record<string, string> = {
  version: '1',
  etag: '*',
  kind: 'press-release',
  languages: 'en',
  lang: 'fr',
  'editions.en.title': 'Office',
  'editions.en.markdown': 'Text.',
  'contacts.name': 'Ana',
  'note.en': 'A note.',
  local: '2031-01-01T10:00',
  mode: 'notice',
  name: 'Ana',
  role: 'author',
  days: '7',
  recipient: 'Ines',
  comment: 'A comment.',
  preview: 'en',
  url: 'https://mirror.example/',
  'names.en': 'Speech',
  slug: 'speech',
};

const otherFields = [
  ...['act', 'add', 'at', 'base', 'book', 'confirmed', 'credential', 'credit', 'date', 'email'],
  ...[
    'field',
    'key',
    'label',
    'latest',
    'legacyUrls',
    'licence',
    'list',
    'minor',
    'next',
    'opened',
  ],
  ...['order', 'parent', 'passage', 'path', 'phone', 'redirectTo', 'release', 'remove', 'replace'],
  ...['returnReason', 'reviewMessage', 'reviewer', 'scopes', 'target', 'title', 'sources'],
  ...['contacts.email', 'note.fr', 'note.__proto__', 'editions.__proto__.title', 'names.__proto__'],
  ...['alt.en', 'caption.en', 'reason.en', '__proto__', 'constructor', 'done', 'cursor', 'from'],
  ...['before', 'month', 'q', 'state', 'again', 'code', 'iss', 'to', 'editor', 'subject', 'action'],
];
const acts = ['', 'now', 'confirm', 'schedule', 'add', 'book', 'remember', 'restore', 'reopen'];
const fields = [...Object.keys(usual), ...otherFields];

/** Random numbers of a seed (mulberry32). */
function randomOf(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = randomOf(seed);
const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
const form = 'application/x-www-form-urlencoded';
const everything = (value: string) => fields.map((name) => `${name}=${value}`).join('&');

const usualForm = Object.entries(usual)
  .map(([name, value]) => `${name}=${value}`)
  .join('&');

/** The usual form with some hostile fields. */
function disturbed(): string {
  const filled: Record<string, string> = { ...usual, act: pick(acts) };
  for (let count = 1 + random(4); count > 0; count--) filled[pick(fields)] = pick(hostile);
  const pairs = Object.entries(filled).map(([name, value]) => `${name}=${value}`);
  return [...pairs, pick(pairs)].join('&');
}

const part = (name: string, value: string, more = '') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

type Body = readonly [mediaType: string, body: string];

/** Bodies that are no form, or one that no browser would send. */
function oddBodies(): Body[] {
  const file = (name: string, text: string) => part('file', text, `; filename="${name}"`);
  const files = [
    'a.txt',
    '..',
    '\u202e.png',
    '__proto__',
    'x'.repeat(3000),
    'terms.csv',
    'a\u0000.txt',
  ];
  const texts = ['', '\u0000', '{"__proto__":[]}', 'taxonomy,slug,en\nkinds,__proto__,\u202e', '"'];
  const multipart = 'multipart/form-data; boundary=x';
  return [
    ['', ''],
    [form, ''],
    ['application/json', '{"__proto__":{"kind":"x"},"a":"\\ud800"}'],
    ['text/plain', 'a=b'],
    [multipart, ''],
    [multipart, file('a.txt', 'A file').slice(0, -9)],
    ['multipart/form-data', `${file('a.txt', 'A file')}--x--`],
    [multipart, `${part('etag', '"\n"')}${file(pick(files), pick(texts))}--x--`],
    [multipart, `${part('replace', '1')}${part('etag', 'é\u0001')}${file('a.txt', '')}--x--`],
    [form, Array.from({ length: 600 }, (_, nth) => `note.${nth}=${nth}&languages=en`).join('&')],
    [form, `base=${'%5B'.repeat(20_000)}&${everything('1')}`],
  ];
}

const times = (count: number, make: () => Body): Body[] => Array.from({ length: count }, make);

/** Bodies for one route: some of each kind. */
function bodies(): Body[] {
  const odd = oddBodies();
  return [
    [form, everything('a%0Db')],
    [form, `${usualForm}&opened=%2B275760-09-13T00:00:00Z`],
    ...times(rounds, () => pick(odd)),
    ...times(rounds, () => [form, everything(pick(hostile))]),
    ...times(rounds, () => [form, disturbed()]),
  ];
}

/** Audit actions that change nothing. */
const harmless = /\.(?:refused|read|view|hit)$/;

/** A person at the desk who is signed in again when a request has ended the session. */
class Attacker {
  readonly role: 'admin' | 'author';
  readonly #visitor = new Visitor(newsroom);
  #lastEntry = 0;

  constructor(role: 'admin' | 'author') {
    this.role = role;
  }

  async request(path: string, init?: RequestInit): Promise<Page> {
    if (![...this.#visitor.cookies.keys()].some((name) => name.endsWith('dateline'))) {
      this.#visitor.headers = { 'Accept-Language': 'fr' };
      await this.#visitor.signIn(this.role);
      await this.changes();
    }
    return this.#visitor.request(path, init);
  }

  /** The actions that the audit has recorded since the last call, without those that change nothing. */
  async changes(): Promise<string[]> {
    const { results } = await newsroom.db
      .prepare('select id, action from audit where id > ? order by id')
      .bind(this.#lastEntry)
      .all<{ id: number; action: string }>();
    this.#lastEntry = results.at(-1)?.id ?? this.#lastEntry;
    return results.map(({ action }) => action).filter((one) => !harmless.test(one));
  }
}

let newsroom: Newsroom;
let values: Record<string, string>;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  values = await fillDesk(newsroom);
  const editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
  const release = `/desk/releases/${values.id}`;
  const reviewer = values.personId ?? '';
  await editor.post(`${release}/comments`, { version: '1', comment: 'Which text?' });
  await editor.post(`${release}/review`, { version: '1', reviewer, reviewMessage: 'Please.' });
  for (const [name, table] of Object.entries(tables)) {
    const row = await newsroom.db
      .prepare(`select id from ${table} limit 1`)
      .first<{ id: string }>();
    if (row) values[name] = row.id;
  }
});
afterAll(() => newsroom.dispose());

/** Parameters of routes that `fillDesk` does not name, and the tables that have them. */
const tables = {
  commentId: 'comments',
  reviewId: 'reviews',
  previewId: 'previews',
  linkId: 'sign_in_links',
  tokenId: 'tokens',
};

/** Words that stand in a sentence of the API, and in no French one. */
const english = /\b(?:must|is|the|has|this|belongs|and|which)\b/i;

function judge(what: string, page: Page): void {
  const { status, headers } = page;
  const faults = page.texts('.fault, .faults li').filter((fault) => english.test(fault));
  expect.soft([what, ...faults]).toEqual([what]);
  const kept = what.includes('/assets/') ? 'no-store' : headers.get('Cache-Control');
  expect
    .soft([what, status < 500, kept])
    .toEqual([what, true, expect.stringContaining('no-store')]);
}

/** The address of a route, with some of its parameters hostile. */
function disturbedPath(path: string): string {
  const filled = path.replace(/:\w+/g, (name) => {
    const value = pick(hostile).slice(0, 300);
    return random(3) > 0 ? (values[name.slice(1)] ?? '-') : value || '-';
  });
  return `/desk${filled}`;
}

const routes = deskRouteTable();
const isLast = ({ path }: DeskRoute) =>
  /(?:delete|remove|discard|sign-out|end|revoke|cancel|withdraw|return|recall)$/.test(path);
const timeout = 300_000;

describe.each(['admin', 'author'] as const)('by an %s', (role) => {
  let attacker: Attacker;
  beforeAll(() => {
    attacker = new Attacker(role);
  });

  test(
    'no GET fails',
    async () => {
      for (const route of routes.filter(({ method }) => method === 'GET')) {
        const address = screenAddress(route, values);
        const paths = [
          ...[0, 1].map(() => `${address}?${everything(pick(hostile).slice(0, 100))}`),
          `${address}?${pick(fields)}=${pick(hostile)}`,
          `${address}?done=constructor`,
          ...(route.path.includes(':') ? [0, 1].map(() => disturbedPath(route.path)) : []),
        ];
        for (const path of paths) judge(`GET ${path.slice(0, 200)}`, await attacker.request(path));
      }
    },
    timeout,
  );

  test(
    'no POST fails, and what is refused changes nothing',
    async () => {
      const posts = routes.filter(({ method }) => method === 'POST');
      for (const route of posts.toSorted((a, b) => Number(isLast(a)) - Number(isLast(b)))) {
        for (const [mediaType, body] of bodies()) {
          const path = random(5) > 0 ? screenAddress(route, values) : disturbedPath(route.path);
          const headers = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': mediaType };
          const reply = await attacker.request(path, { method: 'POST', body, headers });
          const what = `POST ${path} ${mediaType} ${body.slice(0, 200)}`;
          judge(what, reply);
          const changes = await attacker.changes();
          if (reply.status >= 400) expect.soft([what, ...changes]).toEqual([what]);
        }
      }
    },
    timeout,
  );
});
