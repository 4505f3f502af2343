/** A release as plain text to copy, with its source. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release, renew } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const later = noon + 60_000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const editions = {
  en: {
    title: 'Judges: "evidence" & <law>\\',
    summary: 'Forty judges met.',
    place: 'ASTANA',
    markdown: 'Forty judges **met** [here](https://elsewhere.example).\n\n> “Good.”',
  },
  fr: { title: 'Réunion de juges', markdown: 'Réunis.' },
  ar: { title: 'اجتماع القضاة', place: 'أستانا', markdown: 'اجتمع **أربعون** قاضياً.' },
};

async function published() {
  const { id, slug } = await release(newsroom, { now: noon, editions });
  return { id, slug, path: `/releases/${id}` };
}

async function put(path: string, order: unknown): Promise<void> {
  const { status, text } = await newsroom.edit('PUT', path, order, { now: later, etag: '*' });
  expect(status, text).toBe(200);
}

test('The text to copy is plain, as it was written, with its source at the end, in each language', async () => {
  const { path, slug, id } = await published();
  const english = await newsroom.get(`${path}.txt`, later);
  expect(english.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  expect(english.headers.get('Content-Language')).toBe('en');
  expect(english.headers.get('Link')).toContain(
    `<https://newsroom.example${path}/${slug}>; rel="canonical"`,
  );
  expect(english.text).toBe(
    [
      editions.en.title,
      'Forty judges met.',
      'Forty judges met here (https://elsewhere.example).',
      '> “Good.”',
      `—\nOrganization for Regional Dialogue: ${editions.en.title}. Press release, ASTANA, 1 July 2026. https://newsroom.example/releases/${id}\n`,
    ].join('\n\n'),
  );
  const arabic = await newsroom.get(`/ar${path}.txt`, later);
  expect(arabic.text).toContain('اجتمع أربعون قاضياً.');
  expect(arabic.text).toMatch(new RegExp(`—\\n.+ https://newsroom.example/ar${path}\\n$`));
  expect((await newsroom.get(`/ru${path}.txt`, later)).status).toBe(404);
});

test('The source has the colon and the commas of its language, also on the page', async () => {
  const { path } = await published();
  for (const [lang, source] of [
    [
      'fr',
      'Organisation pour le dialogue régional\u00a0: Réunion de juges. Communiqué de presse, 1 juillet 2026.',
    ],
    ['ar', 'منظمة الحوار الإقليمي: اجتماع القضاة. Press release، أستانا، 1 يوليو 2026.'],
  ]) {
    expect((await newsroom.get(`/${lang}${path}.txt`, later)).text).toContain(`—\n${source} https`);
    const { headers } = await newsroom.get(`/${lang}${path}`, later);
    const { text } = await newsroom.get(headers.get('Location') ?? '', later);
    expect(text).toContain(`<p>${source} https`);
  }
});

test('It keeps what marks quotations, lists, footnotes and links', async () => {
  const markdown = [
    'See [the plan](plan.txt), https://a.example/b, [c@d.example](mailto:c@d.example), [all][e].[^1]',
    '> “Good.”[^two]\n>\n> – A judge',
    '3. Three\n4. Four\n   - Deeper\n\n     Words\n5.',
    '- One\n- > Two',
    '[e]: https://e.example/?f&g "All"',
    '[^1]: A note,\n    of two lines.\n\n    - One[^two]\n\n[^two]: Another.\n\n[^3]: Not called.',
    '![A hall](hall.txt) [gone](javascript:alert)',
    '| a | b |\n|---|---|\n| c | `d` |',
  ].join('\n\n');
  const { edit, get } = newsroom;
  const input = draft({ editions: { en: { title: 'The plan', markdown } } });
  const { id } = (await edit('POST', '/releases', input, { now: noon })).json;
  const files: string[] = [];
  for (const name of ['plan.txt', 'hall.txt']) {
    const headers = { 'Content-Type': 'text/plain' };
    const path = `/releases/${id}/attachments/${name}`;
    files.push((await edit('PUT', path, 'Text.', { now: noon, etag: '*', headers })).json.url);
  }
  await put(`/releases/${id}/publication`, {});
  const { text } = await get(`/releases/${id}.txt`, later);
  expect(text.split('\n\n—\n')[0]).toBe(
    [
      'The plan',
      `See the plan (${files[0]}), https://a.example/b, c@d.example, all (https://e.example/?f&g).[1]`,
      '> “Good.”[2]\n>\n> – A judge',
      '3. Three\n4. Four\n   – Deeper\n\n     Words\n5.',
      '– One\n– > Two',
      `A hall (${files[1]}) gone`,
      'a\tb\nc\td',
      '[1] A note,\n    of two lines.\n\n    – One[2]\n[2] Another.',
    ].join('\n\n'),
  );
  const { json } = await get(`/api/v1/releases/${id}`, later);
  expect(json.editions.en.text).toMatch(
    /^See the plan, .*, all\.\n\n“Good\.”\n\n– A judge\n\nThree\n/,
  );
});

test('It is as it was written where the body takes too much work to be read again', async () => {
  const { path, id } = await published();
  const markdown = '*a _b '.repeat(30_000);
  const publication = 'select id from publications where release_id = ?';
  await newsroom.db
    .prepare(`update editions set markdown = ? where publication_id in (${publication})`)
    .bind(markdown, id)
    .run();
  const { status, text } = await newsroom.get(`${path}.txt`, later);
  expect([status, text.includes(`\n\n${markdown}\n\n—\n`)]).toEqual([200, true]);
  expect((await newsroom.get(`${path}.md`, later)).status).toBe(200);
});

test('It is linked from its page, which has no script', async () => {
  const { path, slug } = await published();
  for (const [page, link] of [
    [`${path}/${slug}`, `${path}.txt`],
    [`/ar${path}`, `/ar${path}.txt`],
  ] as const) {
    const { headers } = await newsroom.get(page, later);
    const { text } = await newsroom.get(headers.get('Location') ?? page, later);
    expect(text).toContain(`<a href="${link}">`);
    expect(text).not.toMatch(/<script(?! type="application\/ld\+json")| on\w+=/);
  }
});

test('It names corrections, and begins with a withdrawal', async () => {
  const { path, id } = await published();
  await renew(newsroom, id, noon);
  const order = { note: { en: 'Forty, not thirty.' } };
  await put(`${path}/publication`, order);
  const corrected = await newsroom.get(`${path}.txt`, later);
  expect(corrected.text).toContain('\n\nCorrections\n1 July 2026 – Forty, not thirty.\n\n—\n');
  await put(`${path}/withdrawal`, { mode: 'notice', note: { en: 'A mistake.' } });
  const withdrawn = await newsroom.get(`${path}.txt`, later);
  expect(withdrawn.text).toMatch(/^Withdrawn – A mistake\.\n\nJudges/);
  await put(`${path}/withdrawal`, { mode: 'gone' });
  expect((await newsroom.get(`${path}.txt`, later)).status).toBe(410);
});
