/** The import of one file at the desk: its rehearsal, its drafts, and nothing twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

const upload = async (name: string, content: string | Uint8Array<ArrayBuffer>, who = editor) =>
  who.submit(
    await who.open('/desk/import'),
    {},
    { button: 'Show what', file: new File([content], name) },
  );

const carryOut = (page: Page, fields: Record<string, string> = {}, who = editor) =>
  who.submit(page, fields, { button: 'Import as drafts' });

const count = () => newsroom.db.prepare('select count(*) as n from releases').first<number>('n');

const idOf = (page: Page) =>
  page.document.querySelector('main .items a')?.getAttribute('href')?.split('/').at(-1) ?? '';

const read = async (id: string) => (await newsroom.edit('GET', `/releases/${id}`, null)).json;

const table = `key;language;title;date;place;summary;body;kind;sources;countries;status;address;contactName
7;en;Office opens;2019-05-06;VIENNA;In short.;"One ""word"".

Two.";Press release;secretariat;Kazakhstan, Atlantis;published;/press/7;Press office
7;fr;Ouverture;;;;Texte.;;;;;;
8;en;Only a plan;;;;Soon.;;;;draft;;
`;

test('a table is rehearsed and imported as drafts, and nothing is made twice', async () => {
  const before = await count();
  const plan = await upload('releases.csv', table);
  expect([plan.status, await count()]).toEqual([200, before]);
  expect(plan.text1('main')).toContain('2 to import, 0 are here already, 0 cannot be imported.');
  expect(plan.texts('main .items li')).toEqual([
    expect.stringMatching(
      /^Office opens.*would be a draft.*releases\.csv:2.*en fr.*date 2019-05-06.*“Atlantis” is no term/,
    ),
    expect.stringMatching(/^Only a plan.*releases\.csv:6.*has no kind: press-release/),
  ]);
  const done = await carryOut(plan);
  expect(done.text1('.done')).toBe('Imported: 2. Here already: 0. Refused: 0.');
  const release = await read(idOf(done));
  expect(release).toMatchObject({
    state: 'draft',
    date: '2019-05-06',
    sources: ['secretariat'],
    countries: ['kazakhstan'],
    legacyUrls: ['/press/7'],
    contacts: [{ name: 'Press office' }],
    editions: {
      en: { title: 'Office opens', place: 'VIENNA', markdown: 'One "word".\n\nTwo.' },
      fr: { title: 'Ouverture' },
    },
  });
  const again = await upload('releases.csv', table);
  expect(again.text1('main')).toContain('0 to import, 2 are here already');
  const twice = await carryOut(plan);
  expect(twice.text1('.done')).toBe('Imported: 0. Here already: 2. Refused: 0.');
  const published = await carryOut(again, { publish: 'on' });
  expect(published.texts('main .items li')).toEqual(['Office openspublished']);
  expect(await count()).toBe((before ?? 0) + 2);
});

test('a table without keys that got a new first row makes that one alone', async () => {
  const head = 'title,body,date\n';
  const rows = 'Keyless one,Text,2012-03-04\nKeyless two,Text,2012-03-05\n';
  await carryOut(await upload('keyless.csv', head + rows));
  const plan = await upload('keyless.csv', `${head}Keyless new,Text,2012-03-06\n${rows}`);
  expect(plan.text1('main')).toContain('1 to import, 2 are here already');
  const done = await carryOut(plan);
  expect(done.texts('main .items a')).toEqual(['Keyless new']);
});

test('what the file dates in the past is published at that date, if that is chosen', async () => {
  const lines = [
    { publishedAt: '2009-07-01T08:00:00Z', kind: 'press-release', editions: { en: old('Old') } },
    { publishedAt: '2999-07-01T08:00:00Z', kind: 'press-release', editions: { en: old('Future') } },
    { publishedAt: null, kind: 'press-release', editions: { en: old('Draft') } },
  ];
  const plan = await upload('a.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
  const done = await carryOut(plan, { publish: 'on' });
  expect(done.texts('main .items li')).toEqual(['Oldpublished', 'FutureDraft', 'DraftDraft']);
  const { json } = await newsroom.get(`/api/v1/releases/${idOf(done)}`, Date.now());
  expect(json.publishedAt).toBe('2009-07-01T08:00:00Z');
});

const old = (title: string) => ({ title, markdown: 'It was so.' });

const dated = (key: string, title = `Dated ${key}`) =>
  `key,title,body,date\n${key},${title},Text,2012-03-04\n`;

test('a publication that failed is made when the file is imported again', async () => {
  const publish = { publish: 'on' };
  const whole = await carryOut(await upload('whole.csv', dated('whole')), publish);
  const calls = (whole.headers.get('X-Test-Calls') ?? '').split(' ');
  // The first batch makes the draft, the second publishes it.
  const second = calls.indexOf('batch', calls.indexOf('batch') + 1) + 1;
  const plan = await upload('cut.csv', dated('cut'));
  editor.headers = { 'X-Test-Fault': `${second}` };
  const cut = await carryOut(plan, publish);
  editor.headers = {};
  expect(cut.status).toBeGreaterThanOrEqual(500);
  const again = await upload('cut.csv', dated('cut'));
  expect(again.text1('main')).toContain('0 to import, 1 are here already');
  expect(again.texts('main .items .state')).toEqual(['here already']);
  const done = await carryOut(again, publish);
  expect(done.text1('.done')).toBe('Imported: 1. Here already: 0. Refused: 0.');
  expect(done.texts('main .items li')).toEqual(['Dated cutpublished']);
  expect((await read(idOf(done))).state).toBe('public');
  const last = await upload('cut.csv', dated('cut'));
  expect(last.texts('button').join()).not.toContain('Import as drafts');
  expect((await carryOut(again, publish)).text1('.done')).toContain('Here already: 1.');
});

test('a draft that differs from the file is not published', async () => {
  const id = idOf(await carryOut(await upload('kept.csv', dated('kept'))));
  const other = await carryOut(await upload('kept.csv', dated('kept', 'Other')), { publish: 'on' });
  expect(other.text1('.done')).toBe('Imported: 0. Here already: 1. Refused: 0.');
  const stale = await upload('kept.csv', dated('kept'));
  const { title, slug, markdown } = (await read(id)).editions.en;
  const { kind, date } = await read(id);
  const document = { kind, date, editions: { en: { title, slug, markdown } } };
  await newsroom.edit('PUT', `/releases/${id}`, document, { etag: '*' });
  const edited = await carryOut(stale, { publish: 'on' });
  expect(edited.text1('.done')).toBe('Imported: 0. Here already: 1. Refused: 0.');
  expect(await read(id)).toMatchObject({ state: 'draft', version: 2 });
});

test('Markdown with front matter, plain text and JSON are read', async () => {
  const markdown = `---
title: "On the river"
date: 2015-03-02
lang: fr
sources: [Secretariat]
countries:
  - Kazakhstan
---
# A heading

The text.
`;
  const fromMarkdown = await read(idOf(await carryOut(await upload('river.md', markdown))));
  expect(fromMarkdown).toMatchObject({
    date: '2015-03-02',
    sources: ['secretariat'],
    countries: ['kazakhstan'],
    editions: { fr: { title: 'On the river', markdown: '# A heading\n\nThe text.' } },
  });
  const text = await carryOut(await upload('note.txt', 'A title\r\n\r\nThe text.\r\n'));
  expect((await read(idOf(text))).editions.en).toMatchObject({
    title: 'A title',
    markdown: 'The text.',
  });
  const json = JSON.stringify([{ release: { kind: 'press-release', editions: { en: old('J') } } }]);
  expect((await read(idOf(await carryOut(await upload('one.json', json))))).editions.en.title).toBe(
    'J',
  );
});

test.each([
  'published: false',
  'draft: True',
  'draft: yes',
  'draft: true # until Monday',
  'status: draft',
  'embargo: 2031-01-01',
  'withdrawn: 2020-01-01',
  'password: x',
])('Markdown that is marked “%s” is never published', async (mark) => {
  const text = `---\ntitle: Marked ${mark.replace(/[^\w ]/g, '')}\ndate: 2021-05-05\n${mark}\n---\nText`;
  const plan = await upload('marked.md', text);
  expect(plan.text1('main .items li')).toContain('is marked “');
  const done = await carryOut(plan, { publish: 'on' });
  expect(done.texts('main .items .state')).toEqual(['Draft']);
  expect((await read(idOf(done))).state).toBe('draft');
});

test.each([
  ['wrong.ndjson', '{"editions":{"en":{"title":"","markdown":""}}}\n{x', 2],
  ['wrong.json', '{', 1],
  ['none.json', '[1, {"a": 2}]', 2],
  ['wrong.csv', 'title,colour\nA,red', 1],
  ['quote.csv', 'title,body\n"A,B\n', 1],
  ['twice.csv', 'key,language,title,body\n1,en,A,B\n1,en,C,D', 1],
  ['html.csv', 'title,body,format\nA,<p>B</p>,html', 1],
  ['wrong.md', '---\ntitle: A\n  nested: b\n---\nText', 1],
  ['open.md', '---\ntitle: A\n', 1],
  ['tongue.md', '---\ntitle: A\nlang: xx\n---\nText', 1],
])(
  'the faults of %s are shown with their places, and nothing is made of them',
  async (name, content, faults) => {
    const before = await count();
    const page = await upload(name, content);
    expect([page.status, page.texts('.faults li').length]).toEqual([422, faults]);
    expect(page.texts('.faults li').every((fault) => fault.startsWith(name))).toBe(true);
    expect(await count()).toBe(before);
  },
);

test.each([
  ['page.html', '<p>Hello</p>', 'use npm run import'],
  ['letter.docx', 'PK', 'use npm run import'],
  ['latin.txt', new Uint8Array([0xe9, 0x20, 0xff]), 'UTF-8'],
] as const)('%s is not read here, and the page says what to do', async (name, content, hint) => {
  const page = await upload(name, content as string);
  expect([page.status, page.text1('.faults')]).toEqual([422, expect.stringContaining(hint)]);
});

test('a file of more releases than one step takes is imported in steps', async () => {
  const rows = Array.from({ length: 23 }, (_, at) => `${at},Step ${at},Text,2012-03-04`);
  const plan = await upload('steps.csv', ['key,title,body,date', ...rows].join('\n'));
  const first = await carryOut(plan, { publish: 'on' });
  expect(first.text1('.done')).toBe('Imported: 20. Here already: 0. Refused: 0.');
  expect(first.texts('main .items li').at(-1)).toBe('Step 19published');
  const rest = await editor.submit(first, {}, { button: 'Import the next 3' });
  expect(rest.text1('.done')).toBe('Imported: 3. Here already: 0. Refused: 0.');
});

test('a file of 700,000 letters that percent-encoding makes six times as long is imported', async () => {
  const text = 'Текст '.repeat(10_000);
  const lines = Array.from({ length: 14 }, (_, at) => {
    const editions = { en: { title: `Long ${at}`, markdown: `${text}\n\n${at}` } };
    return `${JSON.stringify({ kind: 'press-release', editions })}\n`;
  });
  const content = lines.join('');
  expect(content.replace(/[^а-яА-Я]/g, '')).toHaveLength(700_000);
  const done = await carryOut(await upload('long.ndjson', content));
  expect([done.status, done.text1('.done')]).toEqual([
    200,
    'Imported: 14. Here already: 0. Refused: 0.',
  ]);
  expect((await read(idOf(done))).editions.en.markdown).toBe(`${text}\n\n0`);
});

test('the CR LF that a browser ends lines with do not count as characters of the file', async () => {
  const content = `A title\n\nThe text.${'\n'.repeat(999_000)}`;
  const done = await editor.submit(await upload('lines.txt', content), {
    text: content.replaceAll('\n', '\r\n'),
  });
  expect((await read(idOf(done))).editions.en.markdown).toBe('The text.');
});

test('a form of an import that needs another sign-in can be sent again as it was', async () => {
  const visitor = new Visitor(newsroom);
  await visitor.signIn('editor', 'Late');
  const content = dated('late', 'Поздно');
  const plan = await upload('late.csv', content, visitor);
  visitor.now = Date.now() + 2 * 60 * 60_000;
  const refused = await carryOut(plan, { publish: 'on' }, visitor);
  expect(refused.status).toBe(401);
  visitor.now = null;
  const done = await visitor.submit(refused, {}, { button: 'Send what I typed again' });
  expect(done.texts('main .items li')).toEqual(['Поздноpublished']);
});

test('an author imports drafts, and cannot publish with them', async () => {
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Curious');
  const line = JSON.stringify({
    publishedAt: '2009-07-01T08:00:00Z',
    kind: 'press-release',
    editions: { en: old('By an author') },
  });
  const plan = await upload('own.ndjson', line, author);
  expect(plan.text).not.toContain('name="publish"');
  const before = await count();
  expect((await carryOut(plan, { publish: 'on' }, author)).status).toBe(403);
  expect(await count()).toBe(before);
  const done = await carryOut(plan, {}, author);
  expect(done.texts('main .items li')).toEqual(['By an authorDraft']);
  expect((await author.open('/desk/releases')).text).toContain('/desk/import');
});
