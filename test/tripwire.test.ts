/** E12 and E14: reads under embargo and requests that come too early are recorded in the audit only. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, origin } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
let newsroom: Newsroom;
let id: string;
let file: string;
let count = 0;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());
beforeEach(async () => {
  count += 1;
  const made = await newsroom.edit('POST', '/releases', draft({ legacyUrls: [`/old/${count}`] }), {
    now: noon,
  });
  id = made.json.id;
  const headers = { 'Content-Type': 'application/pdf' };
  const put = await newsroom.edit('PUT', `/releases/${id}/attachments/a.pdf`, pdf, {
    now: noon,
    headers,
  });
  file = new URL(put.json.url).pathname;
});

const schedule = () =>
  newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { at: new Date(noon + hour).toISOString() },
    { now: noon, as: 'editor' },
  );

interface Entry {
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

const entries = async (action: string): Promise<Entry[]> => {
  const { json } = await newsroom.edit('GET', '/audit', null, { now: noon });
  return json.items.filter(
    (entry: Entry) => entry.action === action && entry.subject === `release/${id}`,
  );
};
const ask = (method: string, path: string, now: number) =>
  newsroom.fetch(path, { method, headers: { 'X-Test-Now': String(now) }, redirect: 'manual' });
const hits = () =>
  newsroom.db.prepare('select hits from probes where release_id = ?').bind(id).first('hits');

describe('a request for a release that is not public yet', () => {
  test.each([
    ['its page', () => `/releases/${id}`],
    ['its page in another language, with a guessed slug', () => `/fr/releases/${id}/treaty`],
    ['its JSON', () => `/api/v1/releases/${id}`],
    ['its file', () => file],
    ['a rendition of its picture', () => `/pictures/${file.split('/')[2]}/640.webp`],
    ['its old address', () => `/old/${count}`],
  ])('at %s is counted and in the audit, with where it came from', async (_, address) => {
    await schedule();
    const reply = await newsroom.get(address(), noon, { 'CF-Connecting-IP': '192.0.2.7' });
    expect(reply.status).toBe(404);
    await expect
      .poll(() => entries('tripwire.hit'))
      .toMatchObject([{ detail: { hits: 1, path: address() }, address: '192.0.2.7' }]);
  });

  test('repeated is counted each time; the audit has the first, the tenth, the hundredth', async () => {
    await schedule();
    for (let count = 1; count <= 100; count++) {
      await newsroom.get(`/releases/${id}`, noon);
      await expect.poll(hits, { interval: 2 }).toBe(count);
    }
    const recorded = (await entries('tripwire.hit')).map(({ detail }) => detail.hits);
    expect(recorded).toEqual([100, 10, 1]);
    expect((await newsroom.edit('GET', '/audit/verify', null)).json.valid).toBe(true);
  });

  test('a hundred times at once is counted a hundred times and audited once for each power of ten', async () => {
    await schedule();
    await Promise.all(Array.from({ length: 100 }, () => newsroom.get(`/releases/${id}`, noon)));
    expect(await hits()).toBe(100);
    const recorded = (await entries('tripwire.hit')).map(({ detail }) => Number(detail.hits));
    const powers = recorded.map((number) => Math.floor(Math.log10(number)));
    expect(powers.toSorted()).toEqual([0, 1, 2]);
  });

  test('at the desk is not counted: its people work with such releases', async () => {
    await schedule();
    for (const path of ['', '/publish', '/withdraw']) {
      await newsroom.fetch(`/desk/releases/${id}${path}`, {
        method: 'POST',
        headers: { 'X-Test-Now': String(noon), 'Sec-Fetch-Site': 'same-origin' },
      });
    }
    await newsroom.get(`/releases/${id}`, noon);
    await expect.poll(hits).toBe(1);
  });

  const anyOf = [
    () => `/releases/${id}/treaty`,
    () => `/api/v1/releases/${id}`,
    () => file,
    () => `/old/${count}`,
  ];
  test.each<[method: string, address: () => string]>([
    ...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'].flatMap((method) =>
      anyOf.map((address): [string, () => string] => [method, address]),
    ),
    ['GET', () => `/releases/${id}.md`],
    ['GET', () => `/releases/${id}.json`],
    ['GET', () => `/releases/${id}.ninjs.json`],
    ['GET', () => `/releases/${id}/history`],
    ['GET', () => `/fr/releases/${id}.md`],
    ['GET', () => `/oembed?url=${encodeURIComponent(`${origin}/releases/${id}/x`)}`],
    ['GET', () => `/api/v1/releases/${id}?fields=title`],
    ['GET', () => `/api/v1/releases/${id}/attachments`],
    ['GET', () => `/releases/${id}?utm_source=x`],
    ['GET', () => `/releases/%${id.charCodeAt(0).toString(16)}${id.slice(1)}`],
    ['GET', () => `/releases/${id}/x/y`],
    ['GET', () => `/old/${count}?utm_source=x`],
  ])('by %s at another of its addresses is counted (%#)', async (method, address) => {
    await schedule();
    await ask(method, address(), noon);
    await expect.poll(hits).toBe(1);
  });

  test('through a preview that is not valid for the caller is counted', async () => {
    await schedule();
    const order = { recipient: 'A journalist', expiresAt: new Date(noon + hour).toISOString() };
    const { json } = await newsroom.edit('POST', `/releases/${id}/previews`, order, {
      now: noon,
    });
    const link = new URL(json.url);
    expect((await newsroom.get(link.pathname + link.search, noon)).status).toBe(200);
    expect(await hits()).toBeNull();
    expect((await newsroom.get(`${link.pathname}?key=dlp_guessed`, noon)).status).toBe(404);
    await expect.poll(hits).toBe(1);
  });

  test('for many that do not exist either is counted once for each request', async () => {
    await schedule();
    const addresses = Array.from({ length: 600 }, (_, index) =>
      index % 3 === 0 ? `/releases/${id}/guess-${index}` : `/nothing/${count}/${index}`,
    );
    await Promise.all(addresses.map((address) => newsroom.get(address, noon)));
    expect(await hits()).toBe(200);
  });

  test('is counted for a draft as well, and no longer once the draft is public', async () => {
    await newsroom.get(`/releases/${id}`, noon);
    await expect.poll(hits).toBe(1);
    await schedule();
    expect((await newsroom.get(`/api/v1/releases/${id}/x`, noon + hour)).status).toBe(404);
    await newsroom.get(file.replace('a.pdf', 'b.pdf'), noon + hour);
    await newsroom.get(`/releases/${id}`, noon + hour - 1);
    await expect.poll(hits).toBe(2);
  });
});

describe('of a public release, a request for a part that only its next version has', () => {
  const publish = async (order: Record<string, unknown>) => {
    const reply = await newsroom.edit('PUT', `/releases/${id}/publication`, order, {
      now: noon,
      as: 'editor',
      etag: '*',
    });
    expect(reply.status, reply.text).toBe(200);
  };
  const english = { title: 'A workshop', markdown: 'It met.' };
  let future: string;
  beforeEach(async () => {
    await publish({});
    const put = await newsroom.edit('PUT', `/releases/${id}/attachments/annex.pdf`, pdf, {
      now: noon,
      etag: '*',
      headers: { 'Content-Type': 'application/pdf' },
    });
    future = new URL(put.json.url).pathname;
    const editions = {
      en: { ...english, slug: 'a-treaty' },
      fr: { ...english, title: 'Un atelier' },
    };
    const revised = draft({
      editions,
      legacyUrls: [`/old/${count}`, `/older/${count}`, `/?p=${count}`],
    });
    const headers = { 'If-Match': '*' };
    const { status } = await newsroom.edit('PUT', `/releases/${id}`, revised, {
      now: noon,
      headers,
    });
    expect(status).toBe(200);
    await publish({ at: new Date(noon + hour).toISOString(), minor: true });
  });

  test.each([
    ['its file', () => future],
    ['its language', () => `/fr/releases/${id}/un-atelier`],
    ['its language, by the id alone', () => `/fr/releases/${id}`],
    ['its language as Markdown', () => `/fr/releases/${id}.md`],
    ['its language’s history', () => `/fr/releases/${id}/history`],
    ['its language as a card', () => `/oembed?url=${origin}/fr/releases/${id}/x`],
    ['its slug', () => `/releases/${id}/a-treaty`],
    ['its old address', () => `/older/${count}`],
    ['its number in the old site', () => `/?p=${count}`],
  ])('%s is counted, and no longer once that version is public', async (_, address) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) await ask(method, address(), noon);
    await expect.poll(hits).toBe(4);
    expect((await entries('tripwire.hit')).map(({ detail }) => detail.hits)).toEqual([1]);
    await ask('GET', address(), noon + hour);
    await ask('POST', address(), noon + hour);
    expect(await hits()).toBe(4);
  });

  test('does not include requests for its other addresses', async () => {
    const others = [file, `/old/${count}`, `/releases/${id}/guess`, `/releases/${id}.json`];
    const absent = [`/de/releases/${id}`, `${file}x`, `/api/v1/releases/${id}/x`, '/nothing'];
    for (const path of [...others, ...absent]) {
      for (const method of ['GET', 'POST']) await ask(method, path, noon);
    }
    expect(await hits()).toBeNull();
  });
});

describe('reading an embargoed release', () => {
  test('leaves an audit entry with the version, for each address of the release', async () => {
    await schedule();
    const path = `/releases/${id}`;
    for (const address of [
      path,
      `${path}/revisions`,
      `${path}/revisions/2`,
      `${path}/revisions/2/diff`,
    ]) {
      const options = { now: noon, as: 'editor' } as const;
      expect((await newsroom.edit('GET', address, null, options)).status).toBe(200);
      expect((await entries('release.read'))[0]).toMatchObject({
        editor: { name: 'The editor' },
        detail: { version: 2, path: `/api/v1/editor${address}` },
      });
    }
    expect(await entries('release.read')).toHaveLength(4);
  });

  test('leaves one also if a list shows its title', async () => {
    await schedule();
    await newsroom.edit('GET', '/releases?state=scheduled', null, { now: noon, as: 'editor' });
    const { json } = await newsroom.edit('GET', '/audit', null, { now: noon });
    expect(json.items[0]).toMatchObject({ action: 'desk.read', editor: { name: 'The editor' } });
    expect(json.items[0].detail.releases).toContain(id);
  });

  test('is recorded, reading a draft or a public release is not', async () => {
    await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    await schedule();
    await newsroom.edit('GET', `/releases/${id}`, null, { now: noon + hour });
    expect(await entries('release.read')).toEqual([]);
  });
});
