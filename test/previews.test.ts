/** E9 and E16: early access has a name, a limit and an end, is recorded, and bypasses no rule. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longInstant } from '../templates/dates.ts';
import { officeInstant, officeTime, utcTime } from '../templates/desk/time.ts';
import { Exchange } from './api/raw-exchange.ts';
import { follow, openBrowser } from './browser.ts';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const embargo = noon + 3 * hour;
const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const editions = {
  en: { title: 'The secret treaty', markdown: 'Read [the text](treaty.pdf).', place: 'ASTANA' },
  ar: { title: 'المعاهدة السرية', markdown: 'لا أحد يعلم.' },
};

/** A release under embargo with a file. */
async function embargoed(): Promise<string> {
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
  const path = `/releases/${made.json.id}`;
  const headers = { 'Content-Type': 'application/pdf' };
  await newsroom.edit('PUT', `${path}/attachments/treaty.pdf`, pdf, { now: noon, headers });
  const at = new Date(embargo).toISOString();
  const put = await newsroom.edit('PUT', `${path}/publication`, { at }, { now: noon });
  expect(put.status, put.text).toBe(200);
  return made.json.id;
}

/** Early access for a person in New York, by default until an hour after noon. */
async function give(id: string, order: Record<string, unknown> = {}) {
  const reply = await newsroom.edit(
    'POST',
    `/releases/${id}/previews`,
    {
      expiresAt: new Date(noon + hour).toISOString(),
      recipient: 'Ada Reporter',
      timeZone: 'America/New_York',
      ...order,
    },
    { now: noon },
  );
  expect(reply.status, reply.text).toBe(201);
  const url = new URL(reply.json.url);
  return { id: reply.json.id as string, link: url.pathname + url.search };
}

const auditOf = async (id: string) => {
  const { json } = await newsroom.edit('GET', '/audit', null, { now: noon });
  return json.items.filter(({ subject }: { subject: string }) => subject === `release/${id}`);
};

describe('a preview', () => {
  test('shows the embargo in UTC, the organization’s and the reader’s time zone, and the reader’s name', async () => {
    const id = await embargoed();
    const { link } = await give(id);
    const page = await newsroom.get(link, noon);
    expect(page.status).toBe(200);
    for (const text of [
      'The secret treaty',
      'Embargoed until',
      'Wednesday, 1 July 2026 at 15:00',
      'Wednesday, 1 July 2026 at 17:00',
      'Wednesday, 1 July 2026 at 11:00',
      'America/New_York',
      'Ada Reporter',
    ]) {
      expect(page.text).toContain(text);
    }
    expect(page.text).toContain('<meta name="robots" content="noindex"');
    expect(page.text).not.toContain('application/ld+json');
    expect(page.text).not.toContain('rel="canonical"');
  });

  test('names the seconds of an embargo that has any: it must not seem to end before', () => {
    const at = Date.UTC(2026, 6, 1, 13, 0, 30);
    expect(longInstant(at, 'en', 'Europe/Vienna')).toBe('Wednesday, 1 July 2026 at 15:00:30');
    expect(officeInstant(at, 'fr', 'UTC')).toContain('13:00:30');
    expect([utcTime(at), utcTime(at - 30_000)]).toEqual(['13:00:30 UTC', '13:00 UTC']);
    expect(officeTime(at, 'en', 'UTC')).toBe('Wednesday, 1 July 2026 at 13:00');
  });

  test('is neither cached nor indexed, and sends no referrer to other sites', async () => {
    const { link } = await give(await embargoed());
    for (const path of [link, link.replace('?', '/files/treaty.pdf?')]) {
      const { headers } = await newsroom.get(path, noon);
      expect(headers.get('Cache-Control')).toBe('private, no-store');
      expect(headers.get('Cloudflare-CDN-Cache-Control')).toBeNull();
      expect(headers.get('X-Robots-Tag')).toBe('noindex, noarchive');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    }
  });

  test('has the release’s other languages and its files, marked, without links to their public addresses', async () => {
    const { id, link } = await give(await embargoed());
    const page = await newsroom.get(link, noon);
    expect(page.text).not.toContain('href="/files/');
    const arabic = await newsroom.get(link.replace('?', '/ar?'), noon);
    expect(arabic.text).toContain('تحت الحظر');
    expect(arabic.text).toContain('dir="rtl"');
    const file = await newsroom.get(link.replace('?', '/files/treaty.pdf?'), noon);
    expect(file.text).toContain('%PDF-1.7');
    expect(file.headers.get('Content-Disposition')).toContain('filename="EMBARGOED treaty.pdf"');
    expect(page.text).toContain(`/preview/${id}/files/treaty.pdf?key=`);
  });

  test('records every view: who, when, which version, which file', async () => {
    const release = await embargoed();
    const { id, link } = await give(release);
    await newsroom.get(link, noon + 1000);
    await newsroom.get(link.replace('?', '/files/treaty.pdf?'), noon + 2000);
    const entries = await auditOf(release);
    expect(entries.slice(0, 2)).toMatchObject([
      {
        action: 'preview.view',
        at: '2026-07-01T12:00:02Z',
        editor: null,
        detail: { preview: id, recipient: 'Ada Reporter', version: 2, file: 'treaty.pdf' },
      },
      { action: 'preview.view', detail: { version: 2, lang: 'en' } },
    ]);
    const { json } = await newsroom.edit('GET', `/releases/${release}/previews/${id}`, null);
    expect(json).toMatchObject({ views: 2, lastViewedAt: '2026-07-01T12:00:02Z' });
    expect(json.url).toBeUndefined();
  });

  test('expires at its instant, not a millisecond later', async () => {
    const { link } = await give(await embargoed());
    expect((await newsroom.get(link, noon + hour - 1)).status).toBe(200);
    expect((await newsroom.get(link, noon + hour)).status).toBe(404);
  });

  test('ends at once when it is revoked, for page and file', async () => {
    const release = await embargoed();
    const { id, link } = await give(release);
    const path = `/releases/${release}/previews/${id}`;
    expect((await newsroom.edit('DELETE', path, null)).status).toBe(428);
    expect((await newsroom.edit('DELETE', path, null, { etag: '"1"' })).status).toBe(204);
    for (const address of [link, link.replace('?', '/files/treaty.pdf?')]) {
      expect((await newsroom.get(address, noon)).status).toBe(404);
    }
    const { json } = await newsroom.edit('GET', `/releases/${release}/previews`, null);
    expect(json.items).toMatchObject([{ id, revokedAt: expect.any(String) }]);
  });

  test('of one release shows nothing of another, and its secret opens no other preview', async () => {
    const [one, other] = [await give(await embargoed()), await give(await embargoed())];
    const key = one.link.split('?')[1];
    for (const path of [
      `/preview/${other.id}?${key}`,
      `/preview/${other.id}/en?${key}`,
      `/preview/${other.id}/files/treaty.pdf?${key}`,
      `/preview/${one.id}`,
      `/preview/${one.id}?key=`,
      `/preview/${one.id}?key=${'0'.repeat(26)}`,
      `/preview/${one.id}/fr?${key}`,
      `/preview/${one.id}/files/other.pdf?${key}`,
    ]) {
      expect((await newsroom.get(path, noon)).status, path).toBe(404);
    }
  });

  test('redirects to the public page from the instant on, and is a 404 after a withdrawal', async () => {
    const id = await embargoed();
    const expiresAt = new Date(embargo + hour).toISOString();
    const { link } = await give(id, { expiresAt });
    expect((await newsroom.get(link, embargo - 1)).status).toBe(200);
    const out = await newsroom.get(link, embargo);
    expect([out.status, out.headers.get('Location')]).toEqual([
      303,
      expect.stringMatching(new RegExp(`/releases/${id}$`)),
    ]);
    const options = { now: embargo, etag: '*' };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'vanish' }, options);
    expect((await newsroom.get(link, embargo + 1)).status).toBe(404);
  });

  test('shows the scheduled version, not later revisions', async () => {
    const id = await embargoed();
    const later = draft({ editions: { en: { ...editions.en, title: 'Unfinished thoughts' } } });
    await newsroom.edit('PUT', `/releases/${id}`, later, { now: noon, etag: '*' });
    const page = await newsroom.get((await give(id)).link, noon);
    expect(page.text).toContain('The secret treaty');
    expect(page.text).not.toContain('Unfinished thoughts');
  });

  test('of a draft says that it is not public, without an instant', async () => {
    const made = await newsroom.edit('POST', '/releases', draft(), { now: noon });
    const { link } = await give(made.json.id);
    expect((await newsroom.get(link, noon)).text).toContain('Not yet public');
  });

  test('is not shown if its view cannot be recorded', async () => {
    const other = await openNewsroom();
    try {
      const made = await other.edit('POST', '/releases', draft(), { now: noon });
      const order = { expiresAt: new Date(noon + hour).toISOString() };
      const path = `/releases/${made.json.id}/previews`;
      const { json } = await other.edit('POST', path, order, { now: noon });
      const url = new URL(json.url);
      await other.db.exec(
        "create trigger full before insert on audit begin select raise(abort, 'disk full'); end",
      );
      const page = await other.get(url.pathname + url.search, noon);
      expect(page.status).toBe(500);
      expect(page.text).not.toContain('Astana workshop');
    } finally {
      await other.dispose();
    }
  });
});

describe('an address with the secret', () => {
  test.each(['&utm_source=mail', '&key=dlp_other', '&fbclid=1&x'])(
    'with an added %s responds without a redirect',
    async (added) => {
      const { link } = await give(await embargoed());
      expect((await newsroom.get(link + added, noon)).status).toBe(200);
      const file = link.replace('?', '/files/treaty.pdf?') + added;
      expect((await newsroom.get(file, noon)).status).toBe(200);
    },
  );

  test('is never cached in any spelling, and sends no referrer to other sites', async () => {
    const { link } = await give(await embargoed());
    const [path, query] = link.split('?') as [string, string];
    for (const address of [
      `${path}/?${query}`,
      `/en${path}?${query}`,
      `${path}/en/?${query}`,
      `${path}?${query}&utm_source=mail`,
      `${path.replace('preview', '%70review')}?${query}`,
      `${path.replace('preview', 'Preview')}?${query}`,
      `${path}/files/none.pdf?${query}`,
      `${path}/no/such/thing?${query}`,
    ]) {
      for (const headers of [{}, { 'Sec-Fetch-Mode': 'navigate' }]) {
        const answer = await newsroom.get(address, noon, headers);
        const [cacheControl, referrer] = ['Cache-Control', 'Referrer-Policy'].map((name) =>
          answer.headers.get(name),
        );
        expect([address, cacheControl, referrer]).toEqual([
          address,
          expect.stringContaining('no-store'),
          'no-referrer',
        ]);
        expect(answer.headers.get('Cloudflare-CDN-Cache-Control')).toBeNull();
      }
    }
  });
});

describe('creating a preview', () => {
  test('needs an expiry within a month, and a version that is not public', async () => {
    const id = await embargoed();
    const path = `/releases/${id}/previews`;
    const order = (at: number) => ({ expiresAt: new Date(at).toISOString() });
    const post = async (body: unknown, as: 'author' | 'editor' = 'editor', to = path) =>
      (await newsroom.edit('POST', to, body, { now: noon, as })).status;
    expect(await post(order(noon + hour), 'author')).toBe(404);
    expect(await post(order(noon))).toBe(422);
    expect(await post(order(noon + 32 * 24 * hour))).toBe(422);
    expect(await post({})).toBe(422);
    const shown = await release(newsroom, { now: noon });
    expect(await post(order(noon + hour), 'editor', `/releases/${shown.id}/previews`)).toBe(409);
  });

  test('without a recipient is for the editor', async () => {
    const id = await embargoed();
    const order = { expiresAt: new Date(noon + hour).toISOString() };
    const options = { now: noon, as: 'editor' } as const;
    const { json } = await newsroom.edit('POST', `/releases/${id}/previews`, order, options);
    expect(json.recipient).toBe('The editor');
  });
});

describe('a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('sends the secret once: it is removed from the address, and opens this preview alone', async () => {
    const now = Date.now();
    const drafted = await newsroom.edit('POST', '/releases', draft({ editions }), { now });
    const path = `/releases/${drafted.json.id}`;
    const at = new Date(now + hour).toISOString();
    await newsroom.edit('PUT', `${path}/publication`, { at }, { now });
    const order = { expiresAt: at, recipient: 'Ada Reporter' };
    const { json } = await newsroom.edit('POST', `${path}/previews`, order, { now });
    const context = await browser.newContext();
    const page = await context.newPage();
    const link = new URL(json.url);
    await page.goto(new URL(link.pathname + link.search, newsroom.url).href);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(link.pathname);
    expect(await page.textContent('h1')).toBe('The secret treaty');
    expect(await page.content()).not.toContain('key=');
    const [cookie] = await context.cookies(page.url());
    expect(cookie).toMatchObject({
      name: 'preview',
      path: link.pathname,
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    });
    expect(await context.cookies(newsroom.url.href)).toEqual([]);
    await follow(page, 'a[hreflang="ar"]');
    expect(await page.textContent('h1')).toBe('المعاهدة السرية');
    await context.close();
  });
});

describe('a separate host for previews', () => {
  test('is the only one that shows them', async () => {
    const other = await openNewsroom({ vars: { PREVIEW_ORIGIN: 'https://early.example' } });
    try {
      const made = await other.edit('POST', '/releases', draft(), { now: noon });
      const order = { expiresAt: new Date(noon + hour).toISOString() };
      const path = `/releases/${made.json.id}/previews`;
      const { json } = await other.edit('POST', path, order, { now: noon });
      const url = new URL(json.url);
      expect(url.origin).toBe('https://early.example');
      const address = url.pathname + url.search;
      expect((await other.get(address, noon)).status).toBe(404);
      const exchange = new Exchange(other.url);
      const there = async (target: string, token = '') => {
        const headers = {
          Host: 'early.example',
          'X-Test-Now': String(noon),
          ...(token && { Authorization: `Bearer ${token}` }),
        };
        const sent = { method: 'GET', target, headers, body: null, chunked: false };
        return exchange.send(sent);
      };
      const shown = await there(address);
      expect([shown.status, shown.text.includes('Not yet public')]).toEqual([200, true]);
      const [style] = /\/assets\/[^"]+\.css/.exec(shown.text) ?? [''];
      expect((await there(style)).status).toBe(200);
      await release(other, { now: noon });
      for (const target of [
        '/',
        '/feed.xml',
        '/robots.txt',
        '/api/v1/releases',
        '/fr',
        '/search',
      ]) {
        expect([target, (await there(target)).status]).toEqual([target, 404]);
      }
      const desk = await there('/api/v1/editor/releases', other.tokens.admin);
      expect(desk.status).toBe(404);
    } finally {
      await other.dispose();
    }
  });
});
