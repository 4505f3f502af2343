/** Terms at the desk: trees, the form of a term, CSV in and out; and who may not. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startLocal } from '../../dev/local.ts';
import { createEditor } from '../../dev/token.ts';
import { draft, type Newsroom, openNewsroom, Reply } from '../newsroom.ts';
import { editing } from '../releases.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

const countries = '/desk/terms/countries';

const termOf = async (taxonomy: string, slug: string) =>
  (await newsroom.edit('GET', `/taxonomies/${taxonomy}/terms/${slug}`, null)).json;

const add = async (names: Record<string, string>, more: Record<string, string> = {}) =>
  admin.submit(await admin.open(countries), { ...names, ...more }, { button: 'New term' });

const upload = async (csv: string | Uint8Array<ArrayBuffer>, visitor = admin) =>
  visitor.submit(
    await visitor.open('/desk/terms'),
    {},
    { button: 'Show what', file: new File([csv], 'terms.csv', { type: 'text/csv' }) },
  );

test('a term is made, renamed, moved, closed and deleted', async () => {
  const made = await add({ 'names.en': 'Northern Isles', 'names.fr': 'Îles du Nord' });
  expect([made.status, made.text1('.done')]).toEqual([200, 'Created.']);
  await add({ 'names.en': 'Small Isle' }, { parent: 'northern-isles' });
  const tree = await admin.open(countries);
  expect(tree.texts('.tree .tree a')).toContain('Small Isle');
  const page = await admin.open(`${countries}/small-isle`);
  const saved = await admin.submit(page, {
    'names.en': 'Great Isle',
    slug: 'great-isle',
    parent: '',
    closed: 'on',
  });
  expect([saved.address, saved.text1('h1')]).toEqual([
    `${countries}/great-isle?done=saved`,
    'Great Isle',
  ]);
  expect(await termOf('countries', 'great-isle')).toMatchObject({
    parent: null,
    closed: true,
    names: { en: 'Great Isle' },
    formerSlugs: ['small-isle'],
  });
  const gone = await admin.submit(saved, {}, { button: 'Delete' });
  expect([gone.text1('.done'), gone.text.includes('Great Isle')]).toEqual(['Deleted.', false]);
});

test('a term without an address gets one by the rules of the site’s first language', async () => {
  const site = await startLocal({ worker: inject('clocked'), vars: { LANGUAGES: 'fr en' } });
  try {
    const token = await createEditor(site.db, { name: 'Mira', role: 'admin' });
    const edit = editing(
      async (path, init) => {
        const response = await site.fetch(path, init);
        return new Reply(response, await response.text());
      },
      { author: '', editor: '', admin: token },
    );
    const visitor = new Visitor({ ...newsroom, ...site, edit });
    visitor.headers = { 'Accept-Language': 'en' };
    await visitor.signIn('admin');
    const names = { 'names.fr': 'L’État de droit', 'names.en': 'Rule of law' };
    const page = await visitor.open('/desk/terms/fields-of-work');
    await visitor.submit(page, names, { button: 'New term' });
    const path = '/taxonomies/fields-of-work/terms/l-etat-de-droit';
    expect((await edit('GET', path, null)).status).toBe(200);
  } finally {
    await site.dispose();
  }
});

test('a wrong term comes back with what was typed', async () => {
  const refused = await add({ 'names.fr': 'Sans nom anglais' }, { slug: 'Not a slug' });
  expect(refused.status).toBe(422);
  expect(refused.texts('.faults li').length).toBeGreaterThan(0);
  const typed = [...refused.document.querySelectorAll('input')].map((one) =>
    one.getAttribute('value'),
  );
  expect(typed).toEqual(expect.arrayContaining(['Sans nom anglais', 'Not a slug']));
  await add({ 'names.en': 'Twin' });
  const twin = await add({ 'names.en': 'Twin' });
  expect([twin.status, twin.text1('.faults')]).toEqual([409, expect.stringContaining('taken')]);
});

test('a name in a language that the site does not have survives the form', async () => {
  const body = { slug: 'far', names: { en: 'Far', 'pt-BR': 'Longe' } };
  await newsroom.edit('POST', '/taxonomies/countries/terms', body);
  await admin.submit(await admin.open(`${countries}/far`), { 'names.en': 'Farther' });
  expect((await termOf('countries', 'far')).names).toEqual({ en: 'Farther', 'pt-BR': 'Longe' });
});

test('a change that somebody else made meanwhile is not overwritten', async () => {
  await add({ 'names.en': 'Contested' });
  const page = await admin.open(`${countries}/contested`);
  await admin.submit(page, { 'names.en': 'First' });
  for (const button of ['Save', 'Delete']) {
    const late = await admin.submit(page, { 'names.en': 'Second' }, { button });
    expect([late.status, late.text1('h1')]).toEqual([412, 'First']);
  }
  expect((await termOf('countries', 'contested')).names.en).toBe('First');
});

test('a term that a release names is not deleted', async () => {
  await add({ 'names.en': 'Used' });
  await newsroom.edit('POST', '/releases', draft({ countries: ['used'] }));
  const page = await admin.submit(await admin.open(`${countries}/used`), {}, { button: 'Delete' });
  expect([page.status, page.text1('.faults')]).toEqual([
    409,
    expect.stringContaining('close it instead'),
  ]);
});

test('a file of terms says what it would change, changes it, and changes nothing the second time', async () => {
  await add({ 'names.en': 'Riverland' });
  const csv = `taxonomy;slug;parent;closed;en;fr
countries;lake-district;riverland;;Lake District;"District; des lacs"
countries;riverland;;yes;Riverland;Pays des rivières
`;
  const plan = await upload(csv);
  expect(plan.status).toBe(200);
  expect(plan.text1('main')).toContain('1 to make, 1 to change, 0 stay as they are.');
  expect(plan.texts('.items li')).toEqual([
    expect.stringMatching(/countries\/riverland.*would be changed.*fr: Pays des rivières · closed/),
    expect.stringMatching(
      /lake-district.*would be made.*fr: District; des lacs · Below: riverland/,
    ),
  ]);
  expect((await termOf('countries', 'riverland')).closed).toBe(false);
  expect((await admin.submit(plan)).text1('.done')).toBe('Carried out.');
  expect(await termOf('countries', 'lake-district')).toMatchObject({
    parent: 'riverland',
    names: { en: 'Lake District', fr: 'District; des lacs' },
  });
  expect((await upload(csv)).text1('main')).toContain('The site has everything');
});

test('a file that percent-encoding makes six times as long is carried out', async () => {
  const name = 'ъ'.repeat(290);
  const rows = Array.from({ length: 2450 }, (_, at) => `countries,long-${at},${name} ${at}\n`);
  const plan = await upload(`taxonomy,slug,en\n${rows.join('')}`);
  expect(plan.text1('main')).toContain('2450 to make');
  const done = await admin.submit(plan);
  expect([done.status, done.text1('.notice')]).toEqual([200, expect.stringContaining('40')]);
  expect((await termOf('countries', 'long-7')).names.en).toBe(`${name} 7`);
});

test('faults of a file are shown with their lines, and nothing is changed', async () => {
  const file =
    'taxonomy,slug,parent,en\ncountries,ok,,Fine\ncountries,bad slug,nowhere,Bad\nplanets,mars,,Mars\n';
  const page = await upload(file);
  expect([page.status, page.texts('.faults li')]).toEqual([
    422,
    [
      expect.stringMatching(/^CSV:3, column 2 \(slug\) “bad slug” is not a slug/),
      expect.stringMatching(/^CSV:4, column 1 \(taxonomy\) “planets” is not a taxonomy/),
    ],
  ]);
  expect(page.texts('button').join()).not.toContain('Carry it out');
  expect((await termOf('countries', 'ok')).status).toBe(404);
  const forced = await admin.post('/desk/terms/csv', { csv: file });
  expect([forced.status, (await termOf('countries', 'ok')).status]).toEqual([422, 404]);
});

test.each([
  ['no file', null, 'Choose a file.'],
  ['another encoding', new Uint8Array([0xe9, 0x2c, 0xff]), 'UTF-8'],
  ['an open quote', 'taxonomy,slug,en\ncountries,"a,B\n', 'unterminated'],
  ['nothing', '\n', 'empty'],
] as const)('a file with %s is refused', async (_, content, message) => {
  const page =
    content === null
      ? await admin.submit(await admin.open('/desk/terms'), {}, { button: 'Show what' })
      : await upload(content as string);
  expect([page.status, page.text1('.faults')]).toEqual([422, expect.stringContaining(message)]);
});

test('a long file is carried out in steps', async () => {
  const rows = Array.from({ length: 45 }, (_, at) => `meetings,long-${at},Long ${at}`);
  const plan = await upload(['taxonomy,slug,en', ...rows].join('\n'));
  const half = await admin.submit(plan);
  expect([half.status, half.text1('.notice'), half.texts('.items li').length]).toEqual([
    200,
    'Done so far: 40. A long file is carried out in steps.',
    5,
  ]);
  const done = await admin.submit(half, {}, { button: 'Continue with the next 5' });
  expect(done.text1('.done')).toBe('Carried out.');
  expect((await termOf('meetings', 'long-44')).names.en).toBe('Long 44');
});

test('all terms are written as a file that changes nothing', async () => {
  const { text, headers } = await admin.request('/desk/terms/csv');
  expect(headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('Cache-Control')).toBe('private, no-store');
  expect(text.split('\r\n')[0]).toMatch(/^\uFEFF?taxonomy,slug,parent,closed,en,.*name:pt-BR$/);
  expect((await upload(text)).text1('main')).toContain('The site has everything');
});

test('an author and an editor may not see or change terms', async () => {
  await add({ 'names.en': 'Guarded' });
  const before = (await admin.request('/desk/terms/csv')).text;
  for (const role of ['author', 'editor'] as const) {
    const visitor = new Visitor(newsroom);
    await visitor.signIn(role, `Curious ${role}`);
    expect((await visitor.open('/desk')).text.includes('/desk/admin')).toBe(role === 'editor');
    expect((await visitor.open('/desk/admin')).text).not.toContain('/desk/terms');
    const pages = ['/desk/terms', '/desk/terms/csv', countries, `${countries}/guarded`];
    for (const path of pages) {
      const page = await visitor.open(path);
      expect([path, page.status, page.text.includes('Guarded')]).toEqual([path, 403, false]);
    }
    for (const [path, fields] of [
      [countries, { 'names.en': 'Mine' }],
      [`${countries}/guarded`, { 'names.en': 'Mine', etag: '*' }],
      [`${countries}/guarded/delete`, { etag: '*' }],
      ['/desk/terms/csv', { csv: 'taxonomy,slug,en\ncountries,mine,Mine' }],
    ] as const) {
      expect([path, (await visitor.post(path, fields)).status]).toEqual([path, 403]);
    }
  }
  expect((await admin.request('/desk/terms/csv')).text).toBe(before);
});

test.each(['/desk/terms/planets', '/desk/terms/countries/nowhere', '/desk/terms/countries/%ff'])(
  '%s is not found',
  async (path) => expect((await admin.open(path)).status).toBe(404),
);
