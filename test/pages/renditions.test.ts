/** A release as Markdown, JSON and ninjs agrees with its page at every instant. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { draft, type Newsroom, openNewsroom, type Reply, renew } from '../newsroom.ts';
import { ninjsRules } from './ninjs-validator.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const later = noon + 60_000;
const embargo = noon + 3 * 60 * 60 * 1000;
const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const holdsRules = ajv.compile(ninjsRules);

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
    markdown: 'Forty judges **met**.\n\n![A plan](plan.pdf)\n\n> “Good.”',
  },
  ar: { title: 'اجتماع القضاة', markdown: 'اجتمع **أربعون** قاضياً.' },
};

const event = {
  start: '2026-07-02T08:00:00Z',
  end: '2026-07-02T10:00:00Z',
  timeZone: 'Asia/Almaty',
  location: { en: 'Hall 3', ar: 'القاعة 3' },
  registration: 'https://ord.example/register',
};

interface PublishedRelease {
  path: string;
  slug: string;
  id: string;
}

async function publishRelease(
  order: Record<string, unknown> = {},
  parts = { editions },
): Promise<PublishedRelease> {
  const made = await newsroom.edit('POST', '/releases', draft({ event, ...parts }), { now: noon });
  expect(made.status, made.text).toBe(201);
  const { id } = made.json;
  const path = `/releases/${id}`;
  const headers = { 'Content-Type': 'application/pdf' };
  await newsroom.edit('PUT', `${path}/attachments/plan.pdf`, pdf, { now: noon, headers });
  const put = await newsroom.edit('PUT', `${path}/publication`, order, { now: noon, etag: '*' });
  expect(put.status, put.text).toBe(200);
  return { id, path, slug: (Object.values(made.json.editions)[0] as { slug: string }).slug };
}

async function withdraw(path: string, order: Record<string, unknown>) {
  const put = await newsroom.edit('PUT', `${path}/withdrawal`, order, { now: later, etag: '*' });
  expect(put.status, put.text).toBe(200);
}

const seen = ({ status, headers, text }: Reply) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !/^(?:date|x-test-.*|cloudflare-.*)$/.test(name)).sort(),
});

const formsOf = ({ path }: Pick<PublishedRelease, 'path'>) => [
  `${path}.md`,
  `/ar${path}.md`,
  `${path}.json`,
  `${path}.ninjs.json`,
  `${path}.txt`,
  `/ar${path}.txt`,
  `${path}.bib`,
  `/ar${path}.ics`,
  `/ar${path}.csl.json`,
];

function frontOf({ text }: Reply) {
  const [, block = '', body = ''] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(text) ?? [];
  return { front: parse(block), body };
}

function expectNinjs(document: unknown) {
  holdsRules(document);
  expect(holdsRules.errors).toBeNull();
}

test('A citation is a file to download, with the permanent address, in the language of its own.', async () => {
  const { path, id } = await publishRelease();
  const bib = await newsroom.get(`${path}.bib`, later);
  expect(bib.headers.get('Content-Type')).toBe('application/x-bibtex; charset=utf-8');
  expect(bib.headers.get('Content-Disposition')).toBe(`attachment; filename="${id}.bib"`);
  expect(bib.text).toContain(`url = {https://newsroom.example/releases/${id}}`);
  const csl = await newsroom.get(`/ar${path}.csl.json`, later);
  expect(csl.headers.get('Content-Type')).toContain('application/vnd.citationstyles.csl+json');
  expect(csl.json).toMatchObject([{ id, language: 'ar', type: 'report' }]);
  expect((await newsroom.get(`/ru${path}.bib`, later)).status).toBe(404);
  const page = await newsroom.get(
    (await newsroom.get(path, later)).headers.get('Location') ?? '',
    later,
  );
  expect(page.text).toContain(`<a href="${path}.bib">BibTeX</a>`);
});

describe('before its instant', () => {
  test('each representation is that of a release that never existed, and at the instant it is there', async () => {
    const hidden = await publishRelease({ at: new Date(embargo).toISOString() });
    const never = formsOf({ path: '/releases/0123456789ab' });
    for (const [index, form] of formsOf(hidden).entries()) {
      const asked = await newsroom.get(form, embargo - 1);
      expect(asked.status, form).toBe(404);
      expect(seen(asked)).toEqual(seen(await newsroom.get(never[index] as string, embargo - 1)));
      expect(asked.headers.get('Cache-Control')).toBe('no-store');
      expect((await newsroom.get(form, embargo)).status, form).toBe(200);
    }
    const page = `${hidden.path}/${hidden.slug}`;
    const accept = { Accept: 'text/markdown' };
    expect((await newsroom.get(page, embargo - 1, accept)).status).toBe(404);
    expect((await newsroom.get(page, embargo, accept)).status).toBe(200);
  });

  test('no representation shows a scheduled correction', async () => {
    const { path, id } = await publishRelease();
    const before = await Promise.all(formsOf({ path }).map((form) => newsroom.get(form, later)));
    const order = { at: new Date(embargo).toISOString(), note: { en: 'It was wrong.' } };
    await renew(newsroom, id, noon);
    await newsroom.edit('PUT', `${path}/publication`, order, { now: noon, etag: '*' });
    for (const [index, form] of formsOf({ path }).entries()) {
      const at = await newsroom.get(form, embargo - 1);
      expect(seen(at), form).toEqual(seen(before[index] as Reply));
      // A citation names what a correction leaves as it was.
      const shows = /\.(?:bib|csl\.json|ics)$/.test(form) ? '0' : 'It was wrong.';
      expect((await newsroom.get(form, embargo)).text).toContain(shows);
    }
  });
});

describe('Markdown', () => {
  test('is a block of YAML and the edition’s text, in each language', async () => {
    const { path, slug, id } = await publishRelease();
    const english = await newsroom.get(`${path}.md`, noon);
    expect(english.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
    expect(english.headers.get('Content-Language')).toBe('en');
    const { front, body } = frontOf(english);
    expect(front).toMatchObject({
      title: editions.en.title,
      date: '2026-07-01',
      place: 'ASTANA',
      kind: 'Press release',
      sources: ['Secretariat', 'Programme Office in Astana'],
      canonical: `https://newsroom.example${path}/${slug}`,
    });
    expect(front.files[0]).toMatch(/^https:\/\/newsroom\.example\/files\/[^/]+\/plan\.pdf$/);
    expect(body.trim()).toBe(editions.en.markdown.replace('plan.pdf', `<${front.files[0]}>`));
    const arabic = frontOf(await newsroom.get(`/ar${path}.md`, noon));
    expect(arabic.front.title).toBe(editions.ar.title);
    expect(decodeURI(arabic.front.canonical)).toContain(`/ar/releases/${id}/`);
    expect(arabic.body.trim()).toBe(editions.ar.markdown);
    expect((await newsroom.get(`/ru${path}.md`, noon)).status).toBe(404);
  });

  test('is the page’s response to a client that prefers it', async () => {
    const { path, slug } = await publishRelease();
    const page = `${path}/${slug}`;
    const asked = async (accept: string) => {
      const { headers } = await newsroom.get(page, noon, { Accept: accept });
      expect(headers.get('Vary'), accept).toBe('Accept');
      return headers.get('Content-Type')?.split(';')[0];
    };
    for (const accept of ['text/markdown', 'text/markdown, text/html;q=0.9, */*;q=0.8']) {
      expect(await asked(accept)).toBe('text/markdown');
    }
    for (const accept of [
      'text/html,application/xhtml+xml,*/*;q=0.8',
      '*/*',
      'text/html, text/markdown;q=0.5',
      'text/markdown;q=0',
      'text/markdown;q=x, */*',
      ';;,,q=',
    ]) {
      expect(await asked(accept), accept).toBe('text/html');
    }
    const { text, headers } = await newsroom.get(page, noon, { Accept: 'text/markdown' });
    expect(text).toBe((await newsroom.get(`${path}.md`, noon)).text);
    expect(headers.get('Content-Location')).toBe(`${path}.md`);
    const wrong = await newsroom.get(`${path}/wrong`, noon, { Accept: 'text/markdown' });
    expect([wrong.status, wrong.headers.get('Location')]).toEqual([301, page]);
  });
});

describe('JSON', () => {
  test('is that of the API', async () => {
    const { path } = await publishRelease();
    const [file, api] = [
      await newsroom.get(`${path}.json`, noon),
      await newsroom.get(`/api/v1${path}`, noon),
    ];
    expect(file.text).toBe(api.text);
    expect(file.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  });
});

describe('ninjs', () => {
  test('is valid by its standard, and contains every edition', async () => {
    const { path, id, slug } = await publishRelease();
    const { json } = await newsroom.get(`${path}.ninjs.json`, noon);
    expectNinjs(json);
    expect(json).toMatchObject({
      uri: `urn:dateline:${id}:en`,
      type: 'text',
      language: 'en',
      pubStatus: 'usable',
      version: '2',
      firstCreated: '2026-07-01T12:00:00Z',
      versionCreated: '2026-07-01T12:00:00Z',
      contentCreated: '2026-06-30T22:00:00Z',
      located: 'ASTANA',
      headlines: [{ value: editions.en.title }],
      genres: [{ name: 'Press release' }],
      infoSources: [
        { name: 'Secretariat', role: 'source' },
        { name: 'Programme Office in Astana', role: 'source' },
        { name: 'Aigerim Duisenova', role: 'press contact' },
      ],
      places: [{ name: 'Kazakhstan' }],
      renditions: [{ name: 'plan.pdf', contentType: 'application/pdf', sizeInBytes: pdf.length }],
      altIds: [
        { role: 'id', value: id },
        { role: 'web', value: `https://newsroom.example${path}/${slug}` },
      ],
      associations: [
        { rel: 'translation', language: 'ar', headlines: [{ value: editions.ar.title }] },
      ],
    });
  });

  test('of a release without an edition in the default language is in the release’s own', async () => {
    const { path } = await publishRelease({}, { editions: { ar: editions.ar } } as never);
    const { json } = await newsroom.get(`${path}.ninjs.json`, noon);
    expectNinjs(json);
    expect([json.language, json.associations]).toEqual(['ar', []]);
  });

  test('of a corrected release has the note and its instant', async () => {
    const { path, id } = await publishRelease();
    const order = { note: { en: 'It was wrong.' } };
    await renew(newsroom, id, noon);
    await newsroom.edit('PUT', `${path}/publication`, order, { now: later, etag: '*' });
    const { json } = await newsroom.get(`${path}.ninjs.json`, later);
    expectNinjs(json);
    expect(json).toMatchObject({
      edNote: 'It was wrong.',
      firstCreated: '2026-07-01T12:00:00Z',
      versionCreated: '2026-07-01T12:01:00Z',
    });
  });
});

describe('withdrawn', () => {
  const note = { en: 'The [figures] were wrong.' };

  test('with a notice: each representation says so', async () => {
    const { path } = await publishRelease();
    await withdraw(path, { mode: 'notice', note });
    const markdown = frontOf(await newsroom.get(`${path}.md`, later));
    expect(markdown.front).toMatchObject({ withdrawn: '2026-07-01T12:01:00Z', reason: note.en });
    expect(markdown.body).toContain('> **Withdrawn** – The \\[figures\\] were wrong.\n\nForty');
    const { json } = await newsroom.get(`${path}.json`, later);
    expect(json.withdrawal).toEqual({ mode: 'notice', at: '2026-07-01T12:01:00Z', note });
    const ninjs = (await newsroom.get(`${path}.ninjs.json`, later)).json;
    expectNinjs(ninjs);
    expect(ninjs).toMatchObject({ pubStatus: 'canceled', edNote: note.en });
  });

  test('as gone: each representation is 410 with the reason', async () => {
    const published = await publishRelease();
    await withdraw(published.path, { mode: 'gone', note });
    for (const form of formsOf(published)) {
      const { status, text } = await newsroom.get(form, later);
      expect(status, form).toBe(410);
      expect(text).toContain(note.en);
      expect(text).not.toContain('judges');
    }
  });

  test('with a redirect: each representation redirects to the target', async () => {
    const published = await publishRelease();
    await withdraw(published.path, { mode: 'redirect', redirectTo: '/kinds/press-release' });
    for (const form of formsOf(published)) {
      const { status, headers } = await newsroom.get(form, later);
      expect([status, headers.get('Location')], form).toEqual([301, '/kinds/press-release']);
    }
  });

  test('as vanished: each representation is to the byte like one that never existed', async () => {
    const published = await publishRelease();
    await withdraw(published.path, { mode: 'vanish' });
    const never = formsOf({ path: '/releases/0123456789ab' });
    for (const [index, form] of formsOf(published).entries()) {
      const other = await newsroom.get(never[index] as string, later);
      expect(seen(await newsroom.get(form, later)), form).toEqual(seen(other));
    }
  });
});

describe('each representation', () => {
  test('costs one trip and at most 60 rows, and is cached as data', async () => {
    const published = await publishRelease({ at: new Date(noon - 1).toISOString() });
    for (const form of formsOf(published)) {
      const { headers } = await newsroom.get(form, noon);
      expect(headers.get('X-Test-Trips'), form).toBe('1');
      expect(Number(headers.get('X-Test-Rows')), form).toBeLessThanOrEqual(60);
      expect(headers.get('Cache-Control')).toBe('public, max-age=0, must-revalidate');
      expect(headers.get('Cache-Tag')).toContain(`release-${published.id}`);
    }
  });

  test('supports HEAD, and responds with 304 to a client that has it', async () => {
    for (const form of formsOf(await publishRelease())) {
      const { headers } = await newsroom.get(form, noon);
      const etag = headers.get('ETag') ?? '';
      const again = await newsroom.get(form, noon, { 'If-None-Match': etag });
      expect([again.status, again.text], form).toEqual([304, '']);
      const asked = { method: 'HEAD', headers: { 'X-Test-Now': String(noon) } };
      const head = await newsroom.fetch(form, asked);
      expect([head.status, head.headers.get('ETag'), await head.text()]).toEqual([200, etag, '']);
    }
  });

  test('links to the page, and the page to each', async () => {
    const { path, slug } = await publishRelease();
    const page = await newsroom.get(`${path}/${slug}`, noon);
    for (const form of [`${path}.md`, `${path}.json`, `${path}.ninjs.json`]) {
      const url = `<https://newsroom.example${form}>; rel="alternate"`;
      expect(page.headers.get('Link')).toContain(url);
      const link = (await newsroom.get(form, noon)).headers.get('Link') ?? '';
      expect(link).toContain(url);
      expect(link).toContain(`<https://newsroom.example${path}/${slug}>; rel="canonical"`);
    }
  });

  test.each([
    '/releases/0123456789ab.xml',
    '/releases/short.md',
    '/releases/0123456789ab.md/more',
    '/releases/0123456789ab.mdx',
    '/releases/0123456789abxjson',
    '/releases/.md',
    '/ar/releases/0123456789ab.ninjs.json',
  ])('%s is a 404', async (path) => {
    expect((await newsroom.get(path, noon)).status).toBe(404);
  });
});
