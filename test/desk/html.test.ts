/** Pages of the desk as HTML: valid, with every label and every id in its place. */
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
});
afterAll(() => newsroom.dispose());

const validator = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:document'],
  rules: {
    // Elements without an end tag are closed with a slash, and text is left as it is.
    'void-style': 'off',
    'no-raw-characters': 'off',
    // The stylesheet is the site's own, under the hash of its content.
    'require-sri': ['error', { target: 'crossorigin' }],
  },
});

async function allPages(): Promise<Record<string, Page>> {
  const editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
  const { id } = await release(newsroom);
  const editions = { en: { title: 'Office', markdown: '[Note](note.txt)' } };
  const [etag, headers] = ['*', { 'Content-Type': 'text/plain' }];
  const note = `/releases/${id}/attachments/note.txt`;
  await newsroom.edit('PUT', note, 'A note.', { etag, headers });
  await newsroom.edit('PUT', `/releases/${id}`, draft({ editions }), { etag });
  const of = (path: string) => editor.open(`/desk/releases/${id}${path}`);
  const empty = await editor.open('/desk/releases/new');
  const form = { form: '.release-form', button: 'Save' };
  const before = await of('');
  await editor.submit(before, { 'editions.en.title': 'Office opens' }, form);
  const [previews, files, details] = [
    await of('/previews'),
    await of('/files'),
    await of('/files/note.txt/details'),
  ];
  const admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Rosa');
  const people = await admin.open('/desk/people');
  const person = people.text.match(/\/desk\/people\/\w+(?="><bdi>Rosa)/)?.[0] ?? '';
  return {
    'sign-in': await new Visitor(newsroom).open('/desk'),
    today: await editor.open('/desk'),
    releases: await editor.open('/desk/releases'),
    'new release': empty,
    'refused release': await editor.submit(empty, {}, { form: '.release-form', button: 'Create' }),
    release: await of(''),
    'release that was changed meanwhile': await editor.submit(
      before,
      { 'editions.en.title': 'Opening', kind: '' },
      form,
    ),
    calendar: await editor.open('/desk/calendar'),
    'early access': await editor.open('/desk/early-access'),
    activity: await of('/activity'),
    review: await of('/review'),
    'comment on a passage': await of('/review?lang=en&field=markdown&at=0'),
    'refused comment': await editor.submit(await of('/review'), {}, { form: '#whole' }),
    comments: await editor.submit(
      await of('/review?lang=en&field=markdown&at=0'),
      { comment: 'Which note?' },
      { form: '#passage' },
    ),
    publish: await of('/publish'),
    withdraw: await of('/withdraw'),
    'question before withdrawal': await editor.submit(
      await of('/withdraw'),
      { 'note.en': 'The figures were wrong.' },
      { button: 'Withdraw now' },
    ),
    versions: await of('/versions'),
    version: await of('/versions/3'),
    'preview link': await editor.submit(previews, { recipient: 'Ines Roth' }, { button: 'Create' }),
    previews: await of('/previews'),
    files,
    'refused upload': await editor.submit(files, {}, { button: 'Upload' }),
    'file details': details,
    'question before removal': await editor.submit(details, {}, { button: 'Remove' }),
    account: await editor.open('/desk/account'),
    people,
    'refused invitation': await admin.submit(people, { name: '' }),
    'sign-in link': await admin.submit(people, { name: 'Ines Roth' }),
    person: await admin.open(person),
    administration: await admin.open('/desk/admin'),
    ...(await termPages(admin)),
    webhooks: await admin.open('/desk/webhooks'),
    'refused webhook': await admin.submit(
      await admin.open('/desk/webhooks'),
      {},
      { button: 'New' },
    ),
    deliveries: await admin.open('/desk/deliveries'),
    'home page': await editor.open('/desk/front-page'),
    'refused lead': await editor.submit(
      await editor.open('/desk/front-page'),
      {},
      { button: 'Let it lead' },
    ),
    'book of contacts': await editor.open('/desk/contacts'),
    'refused contact': await editor.submit(
      await editor.open('/desk/contacts'),
      {},
      { button: 'New contact' },
    ),
    ...(await importPages(editor)),
    audit: await admin.open('/desk/audit'),
    'audit verified': await admin.open('/desk/audit/verify'),
    health: await admin.open('/desk/health'),
    'new token': await admin.open(`${person}/tokens/new`),
    redirects: await admin.open('/desk/redirects'),
    'refused redirect': await admin.submit(
      await admin.open('/desk/redirects'),
      {},
      { button: 'New' },
    ),
    'no page': await of('/nothing'),
  };
}

async function importPages(editor: Visitor): Promise<Record<string, Page>> {
  const page = await editor.open('/desk/import');
  const file = new File(['title,body,format\nA,B,\nC,<p>D</p>,html'], 'two.csv');
  const plan = await editor.submit(page, {}, { button: 'Show', file });
  const result = await editor.submit(plan, {}, { button: 'Import as' });
  return { import: page, 'import plan': plan, 'import result': result };
}

async function termPages(admin: Visitor): Promise<Record<string, Page>> {
  const terms = await admin.open('/desk/terms');
  const file = new File(['taxonomy,slug,en\nkinds,speech,Speech'], 'terms.csv');
  const tree = await admin.open('/desk/terms/kinds');
  return {
    terms,
    'terms of a file': await admin.submit(terms, {}, { button: 'Show', file }),
    tree,
    'refused term': await admin.submit(tree, {}, { button: 'New term' }),
    term: await admin.open('/desk/terms/kinds/press-release'),
  };
}

test('every page is valid HTML', async () => {
  const pages = await allPages();
  for (const [name, { text }] of Object.entries(pages)) {
    const { results } = await validator.validateString(text);
    const faults = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line, column }) => {
        const place = text.split('\n')[line - 1]?.slice(column - 20, column + 60);
        return `${ruleId}: ${message}: ${place}`;
      }),
    );
    expect.soft([name, faults]).toEqual([name, []]);
  }
  expect(pages['preview link']?.text1('.secret')).toMatch(/key=/);
  expect(pages.comments?.texts('.thread').length).toBe(1);
  expect(pages['sign-in link']?.text1('.secret')).toMatch(/dk_/);
  expect(pages.person?.text1('h1')).toBe('Rosa');
  expect(pages['question before removal']?.text1('[role=alert]')).toContain('note.txt');
});

test('a page shows no message that it does not know', async () => {
  const admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Vera');
  const { id } = await release(newsroom);
  const people = await admin.open('/desk/people');
  const person = people.text.match(/\/desk\/people\/\w+(?="><bdi>Vera)/)?.[0] ?? '';
  const pages = [
    '/desk/account',
    person,
    '/desk/terms',
    '/desk/redirects',
    `/desk/releases/${id}`,
    `/desk/releases/${id}/files`,
    `/desk/releases/${id}/review`,
  ];
  for (const path of pages) {
    const page = await admin.open(`${path}?done=constructor`);
    expect([path, page.status, page.text1('.done')]).toEqual([path, 200, null]);
  }
});
