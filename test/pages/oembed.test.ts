/** oEmbed: a card of what is public, and nothing for what is not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, type Reply, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const site = 'https://newsroom.example';
const title = 'A <b>"treaty"</b> & more';

let newsroom: Newsroom;
let page: string;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const editions = {
    en: { title, summary: 'It is signed.', markdown: 'Text.' },
    ar: { title: 'معاهدة', markdown: 'نص.' },
  };
  const { id, slug } = await release(newsroom, { now: noon, editions });
  page = `/releases/${id}/${slug}`;
});
afterAll(() => newsroom.dispose());

const ask = (url: string, more = '', now = noon) =>
  newsroom.get(`/oembed?url=${encodeURIComponent(url)}${more}`, now);

const seen = ({ status, headers, text }: Reply) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !/^(?:date|x-test-.*)$/.test(name)).sort(),
});

describe('a card', () => {
  test('has the fields that oEmbed 1.0 requires of the type rich', async () => {
    const { status, headers, json } = await ask(site + page, '&format=json');
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('application/json; charset=utf-8');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(headers.get('Cloudflare-CDN-Cache-Control')).toContain('max-age=59');
    expect(headers.get('X-Test-Trips')).toBe('1');
    expect(json).toEqual({
      version: '1.0',
      type: 'rich',
      title,
      url: site + page,
      provider_name: 'Organization for Regional Dialogue',
      provider_url: site,
      width: 600,
      height: 240,
      html: expect.stringContaining(
        `<a href="${site}${page}">A &lt;b&gt;&quot;treaty&quot;&lt;/b&gt; &amp; more</a>`,
      ),
    });
    expect(json.html).not.toMatch(/<(?:script|iframe|img|b>)/);
  });

  test('is within the requested size, and in the language of the page', async () => {
    const { json } = await ask(`${site}/ar${page}`, '&maxwidth=320&maxheight=100');
    expect(json).toMatchObject({ title: 'معاهدة', width: 320, height: 100 });
    expect(json.html).toContain('lang="ar" dir="rtl"');
  });

  test('is linked from the page, by an address that responds', async () => {
    const { text } = await newsroom.get(page, noon);
    const href = /type="application\/json\+oembed" href="([^"]+)"/.exec(text)?.[1] ?? '';
    const { pathname, search } = new URL(href.replaceAll('&amp;', '&'));
    expect((await newsroom.get(pathname + search, noon)).json.url).toBe(site + page);
  });
});

describe('refused requests', () => {
  test.each([
    ['no address', '/oembed', 400],
    ['a width that is none', '/oembed?url=x&maxwidth=-1', 400],
    ['another format', '/oembed?url=x&format=xml', 501],
    ['another site', '/oembed?url=https%3A%2F%2Felsewhere.example%2Freleases%2F0123456789ab', 404],
    ['no address at all', '/oembed?url=%3Cscript%3Ealert(1)%3C%2Fscript%3E', 404],
    ['a page that is no release', `/oembed?url=${encodeURIComponent(`${site}/kinds`)}`, 404],
    [
      'an unknown language',
      `/oembed?url=${encodeURIComponent(`${site}/xx/releases/0123456789ab`)}`,
      404,
    ],
  ])('%s', async (_what, path, expected) => {
    const { status, headers, json, text } = await newsroom.get(path, noon);
    expect(status).toBe(expected);
    expect(headers.get('Content-Type')).toBe('application/problem+json');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(json.status).toBe(expected);
    expect(text).not.toMatch(/script|elsewhere/);
  });

  test('an embargoed release is refused to the byte like one that never existed, until its instant', async () => {
    const at = noon + 9 * hour;
    const { id, slug } = await release(newsroom, { now: noon, at });
    const hidden = `${site}/releases/${id}/${slug}`;
    const never = await ask(`${site}/releases/0123456789ab/${slug}`, '', at - 1);
    expect(seen(await ask(hidden, '', at - 1))).toEqual(seen(never));
    expect((await ask(hidden, '', at)).status).toBe(200);
    const { json } = await newsroom.edit('GET', '/audit', null);
    expect(JSON.stringify(json.items)).toContain(`release/${id}`);
  });

  test.each([
    [{ mode: 'gone', note: { en: 'Wrong.' } }, 410],
    [{ mode: 'gone', demandedBy: 'A court' }, 451],
    [{ mode: 'vanish' }, 404],
    [{ mode: 'redirect', redirectTo: '/kinds' }, 404],
    [{ mode: 'notice', note: { en: 'Wrong.' } }, 200],
  ])('a withdrawn release: %o', async (order, expected) => {
    const { id } = await release(newsroom, { now: noon });
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: noon + 1, etag: '*' });
    const { status, text } = await ask(`${site}/releases/${id}`, '', noon + 1);
    expect(status).toBe(expected);
    if (expected === 200) expect(text).toContain('<strong>Withdrawn</strong>');
  });
});
