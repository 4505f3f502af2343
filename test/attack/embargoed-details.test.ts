/**
 * E3, E5, E17: the pictures, files and descriptions of a scheduled release are on no surface before its
 * instant, and those that were scheduled are what comes out.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../api/mcp-exchange.ts';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { photograph } from '../pages/photograph.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const instant = noon + 3 * hour;
const secret = 'Zephyrine';
const picture = photograph(330, 330);
const event = {
  start: '2026-07-02T08:00:00Z',
  end: '2026-07-02T09:00:00Z',
  timeZone: 'Europe/Vienna',
  location: { en: `${secret} hall` },
  registration: 'https://register.example/Zephyrine.',
};
const contacts = [{ name: `${secret} Brun`, email: 'zephyrine@ord.example' }];
const legacy = '/press/zephyrine-1.html';

let newsroom: Newsroom;
let open: { id: string; slug: string };
let hidden: { id: string; slug: string; picture: string; text: string };
/** A public release whose correction is scheduled. */
let corrected: { id: string; slug: string; picture: string };

const edit = async (method: string, path: string, body: unknown, headers = {}) => {
  const reply = await newsroom.edit(method, path, body, { now: noon, etag: '*', headers });
  expect(reply.status, reply.text).toBeLessThan(300);
  return reply.json;
};

async function upload(id: string, filename: string, type: string, bytes: Uint8Array) {
  const path = `/releases/${id}/attachments/${filename}`;
  const reply = await newsroom.edit('PUT', path, bytes, {
    now: noon,
    headers: { 'Content-Type': type },
  });
  expect(reply.status, reply.text).toBe(201);
  return new URL(reply.json.url).pathname;
}

const describePicture = (id: string, words: string) =>
  edit('PATCH', `/releases/${id}/attachments/${secret}.png`, {
    title: `${words} title`,
    alt: { en: `${words} alt`, fr: `${words} alt` },
    caption: { en: `${words} caption` },
    credit: `${words} credit`,
    licence: `${words} licence`,
    lead: true,
  });

beforeAll(async () => {
  newsroom = await openNewsroom({ front: false, vars: { CONTACTS_PAGE: 'true' } });
  open = await release(newsroom, { now: noon - hour });

  const text = { title: `${secret} treaty`, summary: `${secret} summary`, markdown: `${secret}.` };
  const made = await edit(
    'POST',
    '/releases',
    draft({ editions: { en: text, fr: text }, contacts, event, legacyUrls: [legacy] }),
  );
  const { id } = made;
  const original = await upload(id, `${secret}.png`, 'image/png', picture);
  const words = new TextEncoder().encode('The programme.');
  const file = await upload(id, `${secret}.txt`, 'text/plain', words);
  await describePicture(id, secret);
  await edit('PUT', `/releases/${id}/publication`, { at: new Date(instant).toISOString() });
  hidden = { id, slug: made.editions.en.slug, picture: original, text: file };

  const shown = await release(newsroom, { now: noon - hour, date: '2026-06-30' });
  const added = await upload(shown.id, `${secret}.png`, 'image/png', picture);
  await describePicture(shown.id, secret);
  await edit('PUT', `/releases/${shown.id}/publication`, {
    at: new Date(instant).toISOString(),
    minor: true,
  });
  corrected = { ...shown, picture: added };
  // What is said of a scheduled file afterwards is another version's.
  for (const one of [id, shown.id]) await describePicture(one, 'Afterthought');
});
afterAll(() => newsroom.dispose());

const surfaces = () => [
  ...['', '/fr'].flatMap((lang) => [
    ...[
      lang || '/',
      `${lang}/fields-of-work/policing`,
      `${lang}/archive`,
      `${lang}/corrections`,
      `${lang}/events`,
      `${lang}/contacts`,
      `${lang}/events.ics`,
      `${lang}/corrections/atom.xml`,
      `${lang}/countries/kazakhstan/corrections`,
      `${lang}/kinds/press-release/corrections/feed.xml`,
      `${lang}/archive/2026/07`,
    ],
    ...[`${lang}/search?q=treaty`, `${lang}/search?q=treaty&kind=press-release`],
    ...['feed.xml', 'atom.xml', 'feed.json'].flatMap((feed) => [
      `${lang}/${feed}`,
      `${lang}/countries/kazakhstan/${feed}`,
    ]),
  ]),
  ...['/sitemap.xml', '/sitemaps/1.xml', '/sitemaps/news.xml', '/llms.txt', '/robots.txt'],
  ...['/api/v1/releases', '/api/v1/releases?q=treaty', '/api/v1/changes'],
  ...[open, corrected].flatMap(({ id, slug }) => [
    ...[`/releases/${id}/${slug}`, `/releases/${id}.md`, `/releases/${id}.json`],
    ...[
      `/releases/${id}.ninjs.json`,
      `/releases/${id}.zip`,
      `/releases/${id}/history`,
      `/api/v1/releases/${id}`,
    ],
    `/oembed?url=${encodeURIComponent(`https://newsroom.example/releases/${id}/${slug}`)}`,
  ]),
];

const renditionsOf = (path: string) =>
  ['webp', 'jpeg', 'avif'].map((format) => `/pictures/${path.split('/')[2]}/320.${format}`);

const absent = () => [
  ...[
    '',
    '.md',
    '.txt',
    '.bib',
    '.csl.json',
    '.json',
    '.ninjs.json',
    '.zip',
    '.ics',
    '/history',
    `/${hidden.slug}`,
  ].map((form) => `/releases/${hidden.id}${form}`),
  ...[`/fr/releases/${hidden.id}/${hidden.slug}`, `/api/v1/releases/${hidden.id}`],
  ...[hidden.picture, hidden.text, corrected.picture, legacy],
  ...[hidden.picture, corrected.picture].flatMap(renditionsOf),
  `/oembed?url=${encodeURIComponent(`https://newsroom.example/releases/${hidden.id}/${hidden.slug}`)}`,
];

const ask = async (method: string, path: string, now: number, headers = {}) => {
  const response = await newsroom.fetch(path, {
    method,
    headers: { 'X-Test-Now': String(now), ...headers },
    redirect: 'manual',
  });
  const fields = [...response.headers].map((field) => field.join(': ')).join('\n');
  return { status: response.status, said: `${fields}\n${await response.text()}` };
};

const asking: [string, string, Record<string, string>][] = [
  ['GET', 'GET', {}],
  ['HEAD', 'HEAD', {}],
  ['a range', 'GET', { Range: 'bytes=0-' }],
  ['a suffix range', 'GET', { Range: 'bytes=-4' }],
  ['a condition', 'GET', { 'If-None-Match': '*' }],
  ['a date', 'GET', { 'If-Modified-Since': 'Wed, 01 Jan 2031 12:00:00 GMT' }],
];

describe.each(asking)('before the instant, by %s,', (_how, method, headers) => {
  test.each([noon + 1000, instant - 1])(
    'at %d no surface contains a detail of the hidden version',
    async (now) => {
      await newsroom.tickAt(now);
      for (const path of surfaces()) {
        const { status, said } = await ask(method, path, now, headers);
        expect(status, path).toBeLessThan(500);
        expect(said.includes(hidden.id), path).toBe(false);
        for (const word of [`${secret} `, `${secret}.`, 'Afterthought', legacy]) {
          expect(said.includes(word), `${path} names ${word}`).toBe(false);
        }
      }
    },
  );

  test('its own addresses are 404', async () => {
    for (const path of absent()) {
      expect([path, (await ask(method, path, instant - 1, headers)).status]).toEqual([path, 404]);
    }
  });
});

test('before the instant no tool of the MCP endpoint returns a detail of the hidden version', async () => {
  const calls: [string, Record<string, unknown>][] = [
    ['search', {}],
    ['search', { q: 'treaty' }],
    ['search', { lang: 'fr', year: 2026 }],
    ['changes', {}],
    ['changes', { since: new Date(noon - 2 * hour).toISOString() }],
    ...[open.id, corrected.id, hidden.id].map((id): [string, Record<string, unknown>] => [
      'get',
      { release: id },
    ]),
    ['get', { release: `https://newsroom.example/fr/releases/${hidden.id}/${hidden.slug}` }],
  ];
  for (const [name, input] of calls) {
    const said = JSON.stringify(await call(newsroom, name, input, instant - 1));
    for (const word of [hidden.id, secret, 'Afterthought', legacy]) {
      expect(said.includes(word), `${name} ${JSON.stringify(input)} names ${word}`).toBe(false);
    }
  }
  const { structuredContent } = await call(newsroom, 'get', { release: hidden.id }, instant);
  expect(structuredContent).toMatchObject({ title: `${secret} treaty`, markdown: `${secret}.` });
});

test('at the instant the scheduled version is public, without later edits', async () => {
  const image = (path: string) => `https://newsroom.example${path}`;
  for (const { id, slug, picture } of [hidden, corrected]) {
    const page = await ask('GET', `/releases/${id}/${slug}`, instant);
    expect(page.status).toBe(200);
    for (const part of [`${secret} alt`, `${secret} caption`, `${secret} credit`, image(picture)]) {
      expect(page.said, part).toContain(part);
    }
    expect(page.said).toMatch(/<meta property="og:image" content="[^"]*Zephyrine\.png/);
    for (const path of renditionsOf(picture)) expect(page.said).toContain(path);
    const json = await ask('GET', `/api/v1/releases/${id}`, instant);
    expect(json.said).toContain(`${secret} licence`);
    for (const { said } of [page, json]) expect(said).not.toContain('Afterthought');
  }
  for (const path of surfaces()) {
    expect((await ask('GET', path, instant)).said, path).not.toContain('Afterthought');
  }
  expect((await ask('GET', '/contacts', instant)).said).toContain(`${secret} Brun`);
  for (const path of ['/events', '/events.ics', `/releases/${hidden.id}.ics`]) {
    expect((await ask('GET', path, instant)).said, path).toContain(`${secret} hall`);
  }
  for (const path of ['/feed.xml', '/atom.xml', '/feed.json', '/sitemaps/1.xml', '/']) {
    expect((await ask('GET', path, instant)).said, path).toContain(hidden.id);
  }
  const renditions = [hidden.picture, corrected.picture].flatMap(renditionsOf);
  for (const path of [hidden.picture, hidden.text, corrected.picture, ...renditions]) {
    expect([path, (await ask('HEAD', path, instant)).status]).toEqual([path, 200]);
  }
  expect((await ask('GET', legacy, instant)).status).toBe(301);
});
