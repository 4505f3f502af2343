/** The directory of press contacts: only where it is wanted, and from what is public. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, type Reply } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const embargo = noon + 3 * hour;

let newsroom: Newsroom;
let without: Newsroom;
beforeAll(async () => {
  [newsroom, without] = await Promise.all([
    openNewsroom({ vars: { CONTACTS_PAGE: 'true' } }),
    openNewsroom(),
  ]);
});
afterAll(() => Promise.all([newsroom.dispose(), without.dispose()]));

const dana = { name: 'Dana Weiss', role: 'Adviser', email: 'dana@ord.example' };
const zoe = { name: 'Zoé Brun', phone: '+43 1 514 36' };

async function published(
  title: string,
  contacts: object[],
  {
    at = noon,
    order = {},
    languages = ['en'],
  }: { at?: number; order?: object; languages?: string[] } = {},
): Promise<string> {
  const editions = Object.fromEntries(
    languages.map((lang) => [lang, { title, markdown: 'Text.' }]),
  );
  const made = await newsroom.edit('POST', '/releases', draft({ editions, contacts }), { now: at });
  expect(made.status, made.text).toBe(201);
  await publish(made.json.id, order, at);
  return made.json.id;
}

async function publish(id: string, order: object, now: number): Promise<void> {
  const put = await newsroom.edit('PUT', `/releases/${id}/publication`, order, { now, etag: '*' });
  expect(put.status, put.text).toBe(200);
}

/** The texts of each contact. */
const contactsOf = ({ text }: Reply) =>
  [
    ...(/<ul class="releases contacts">(.*?)<\/ul>/s.exec(text)?.[1] ?? '').matchAll(
      /<li>(.*?)<\/li>/gs,
    ),
  ].map(([, entry = '']) => [...entry.matchAll(/>([^<]+)</g)].map(([, part]) => part));

test('Each contact is listed once, as its newest release has it, by name, in each language.', async () => {
  await published('First', [dana, zoe], { languages: ['en', 'fr'] });
  await published('Second', [{ ...dana, role: 'Spokesperson' }], { at: noon + 1 });
  const reply = await newsroom.get('/contacts', noon + hour);
  expect(contactsOf(reply)).toEqual([
    ['Dana Weiss', 'Spokesperson', 'dana@ord.example', 'Second'],
    ['Zoé Brun', '+43 1 514 36', 'First'],
  ]);
  expect(reply.headers.get('X-Test-Trips')).toBe('1');
  const french = await newsroom.get('/fr/contacts', noon + hour);
  expect(contactsOf(french).map(([name, role]) => [name, role])).toEqual([
    ['Dana Weiss', 'Adviser'],
    ['Zoé Brun', '+43 1 514 36'],
  ]);
  expect((await newsroom.get('/', noon + hour)).text).toContain('<a href="/contacts">');
  expect((await newsroom.get('/sitemaps/pages.xml', noon + hour)).text).toContain('/fr/contacts<');
});

test('Desks of one name with roles of their own are two contacts, whose numbers can be dialled.', async () => {
  const numbers = { Vienna: '+43 (0)1 514 36', Rome: '+39 (0)6 123', Graz: '(0316) 514' };
  const desks = Object.entries(numbers).map(([role, phone]) => ({ name: 'Desk', role, phone }));
  await published('Desks', desks);
  const { text } = await newsroom.get('/contacts', noon + hour);
  expect(text).toContain('<a href="tel:+43151436">');
  expect(text).toContain('<a href="tel:+3906123">');
  expect(text).toContain('<a href="tel:0316514">');
});

test('Desks of one name that have a telephone number alone are as many contacts as numbers.', async () => {
  const desks = ['+43 1 514 0', '+39 06 123'].map((phone) => ({ name: 'Night desk', phone }));
  await published('Night', desks, { at: noon + 1 });
  const list = contactsOf(await newsroom.get('/contacts', noon + hour));
  expect(list.filter(([name]) => name === 'Night desk').toSorted()).toEqual([
    ['Night desk', '+39 06 123', 'Night'],
    ['Night desk', '+43 1 514 0', 'Night'],
  ]);
});

test('A scheduled contact or correction is nowhere before its instant, a withdrawn one nowhere after.', async () => {
  const list = async (now: number) => (await newsroom.get('/contacts', now)).text;
  const before = await list(noon + 2 * hour);
  const at = new Date(embargo).toISOString();
  await published('Hidden', [{ name: 'Secret Person' }], { at: noon + hour, order: { at } });
  const id = await published('Shown', [{ name: 'Old Name' }], { at: noon + 2 * hour - 1 });
  const shown = await list(noon + 2 * hour);
  expect(shown).toContain('Old Name');
  const body = draft({ contacts: [{ name: 'New Name' }] });
  await newsroom.edit('PUT', `/releases/${id}`, body, { now: noon + 2 * hour, etag: '*' });
  await publish(id, { at, minor: true }, noon + 2 * hour);
  expect(await list(embargo - 1)).toBe(shown);
  expect(shown.replace(/<li><strong>Old Name.*?<\/li>/s, '')).toBe(before);
  const after = await list(embargo);
  for (const name of ['Secret Person', 'New Name']) expect(after).toContain(name);
  expect(after).not.toContain('Old Name');
  const now = embargo + hour;
  const order = { mode: 'notice', note: { en: 'Wrong.' } };
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now, etag: '*' });
  expect(await list(now)).not.toContain('New Name');
});

test('A contact leaves two years after its last release, at midnight.', async () => {
  await published('Long ago', [{ name: 'Former Person' }], {
    order: { at: '2024-07-01T10:00:00Z', backdate: true },
  });
  const midnight = Date.UTC(2026, 6, 2, 22);
  const list = async (now: number) => (await newsroom.get('/contacts', now)).text;
  expect(await list(midnight - 1)).toContain('Former Person');
  expect(await list(midnight)).not.toContain('Former Person');
});

test('The page costs the same with 600 releases as with 1,200: the newest 500 are read.', async () => {
  const id = await published('Copied', [dana], { at: noon + 5 * hour });
  const copies = (from: number, to: number) => [
    `with recursive copy (n) as (select ${from} union all select n + 1 from copy where n < ${to})
      insert into releases
      select 'copy' || n, version, change, created_at, created_by, updated_at, updated_by
      from releases, copy where id = '${id}'`,
    `with recursive copy (n) as (select ${from} union all select n + 1 from copy where n < ${to})
      insert into publications (release_id, revision, visible_from, visible_until, published_at,
        modified_at, listed, heads, facts)
      select 'copy' || n, revision, visible_from, visible_until, published_at,
        modified_at, listed, heads, facts
      from publications, copy where release_id = '${id}'`,
    `insert or ignore into listings
      select 0, 'en', published_at, release_id, id from publications where release_id like 'copy%'`,
  ];
  const costs: number[] = [];
  for (const [from, to] of [
    [1, 600],
    [601, 1200],
  ] as const) {
    await newsroom.db.batch(copies(from, to).map((text) => newsroom.db.prepare(text)));
    const { headers } = await newsroom.get('/contacts', noon + 6 * hour);
    costs.push(Number(headers.get('X-Test-Rows')));
  }
  expect(costs[1]).toBe(costs[0]);
  expect(costs[0]).toBeGreaterThan(1000);
  expect(costs[0]).toBeLessThan(2500);
});

test('Where it is not wanted, its addresses are like one that never existed.', async () => {
  const seen = async (path: string, method = 'GET') => {
    const headers = { 'X-Test-Now': String(noon) };
    const response = await without.fetch(path, { method, headers, redirect: 'manual' });
    const passed = [...response.headers].filter(([name]) => !/^(?:date|x-test-.*)$/.test(name));
    return [response.status, passed.sort(), await response.text()];
  };
  for (const [method, suffix] of [
    ['GET', ''],
    ['GET', '?cursor=x'],
    ['GET', '/'],
    ['HEAD', ''],
    ['POST', ''],
    ['PUT', ''],
  ] as const) {
    for (const lang of ['', '/fr', '/en']) {
      const [off, never] = await Promise.all(
        ['contacts', 'kontacts'].map((name) => seen(`${lang}/${name}${suffix}`, method)),
      );
      expect(
        JSON.stringify(off).replaceAll('kontacts', 'contacts'),
        `${method} ${lang}${suffix}`,
      ).toBe(JSON.stringify(never).replaceAll('kontacts', 'contacts'));
    }
  }
  expect((await without.get('/contacts', noon)).status).toBe(404);
  expect((await without.get('/', noon)).text).not.toContain('/contacts"');
  expect((await without.get('/sitemaps/pages.xml', noon)).text).not.toContain('/contacts');
});
