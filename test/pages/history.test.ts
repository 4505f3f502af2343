/** The public history of a release: what readers have seen, and nothing that is still to come. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, type Reply, renew } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const embargo = noon + 100 * hour;
const edition = (title: string) => ({ title, markdown: 'A text.' });

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

/** A release that is changed by one publication after another. */
async function publishRelease(
  ...orders: [now: number, order: Record<string, unknown>][]
): Promise<string> {
  const editions = { en: edition('A tale'), ar: edition('حكاية') };
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
  const path = `/releases/${made.json.id}`;
  for (const [index, [now, order]] of orders.entries()) {
    if (index > 0) await renew(newsroom, made.json.id, now);
    const put = await newsroom.edit('PUT', `${path}/publication`, order, { now, etag: '*' });
    expect(put.status, put.text).toBe(200);
  }
  return path;
}

const events = ({ text }: Reply) =>
  [...text.matchAll(/<li><strong>([^<]+)<\/strong> <time datetime="([^"]+)">.*?<\/li>/g)].map(
    ([item, name, at]) => [name, at, /<p(?! class="changed")[^>]*>([^<]*)/.exec(item)?.[1] ?? null],
  );

const seen = ({ status, headers, text }: Reply) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !/^(?:date|x-test-.*|cloudflare-.*)$/.test(name)).sort(),
});

const at = (instant: number) => ({ at: new Date(instant).toISOString() });
const note = { en: 'The figures were wrong.', ar: 'كانت الأرقام خاطئة.' };

describe('the history', () => {
  test('contains the first publication and corrections, newest first, without minor changes', async () => {
    const path = await publishRelease(
      [noon, {}],
      [noon + hour, { note }],
      [noon + 2 * hour, { minor: true }],
      [noon + 3 * hour, { note }],
    );
    expect(events(await newsroom.get(`${path}/history`, noon + 4 * hour))).toEqual([
      ['Corrected', '2026-07-01T15:00:00Z', note.en],
      ['Corrected', '2026-07-01T13:00:00Z', note.en],
      ['First published', '2026-07-01T12:00:00Z', null],
    ]);
    const arabic = await newsroom.get(`/ar${path}/history`, noon + 4 * hour);
    expect(arabic.text).toContain('<html lang="ar" dir="rtl">');
    expect(events(arabic)[1]).toEqual(['صُوِّب', '2026-07-01T13:00:00Z', note.ar]);
    expect(arabic.headers.get('X-Test-Trips')).toBe('1');
    expect(Number(arabic.headers.get('X-Test-Rows'))).toBeLessThanOrEqual(50);
  });

  test('names the hour of each step and the parts that changed, without their former content', async () => {
    const editions = { en: edition('A wrong name'), ar: edition('حكاية') };
    const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
    const path = `/releases/${made.json.id}`;
    const publish = async (now: number, changes: Record<string, unknown>, order: object) => {
      const { json } = await newsroom.edit('GET', path, null, { now });
      const changed = { ...draft({ editions: json.editions }), ...changes };
      const saved = await newsroom.edit('PUT', path, changed, { now, etag: '*' });
      expect(saved.status, saved.text).toBe(200);
      const put = await newsroom.edit('PUT', `${path}/publication`, order, { now, etag: '*' });
      expect(put.status, put.text).toBe(200);
    };
    await publish(noon, {}, {});
    const right = { en: { ...edition('The right name'), markdown: 'Another text.' } };
    await publish(noon + hour, { editions: { ...right, ar: editions.ar } }, { note });
    await publish(noon + 2 * hour, { editions: right, countries: [] }, { note });
    const parts = ({ text }: Reply) =>
      [...text.matchAll(/<p class="changed">([^<]*)</g)].map(([, named]) => named);
    const history = await newsroom.get(`${path}/history`, noon + 3 * hour);
    expect(parts(history)).toEqual([
      'Changed: topics and categories and languages',
      'Changed: title and text',
    ]);
    expect(history.text).toContain('1 July 2026, <bdi>15:00 CEST</bdi>');
    expect(history.text).not.toContain('A wrong name');
  });

  test.each(['', '/ar'])(
    '%s of a hidden release equals that of one that never existed, until its instant',
    async (lang) => {
      const path = await publishRelease([noon, at(embargo)]);
      const before = await newsroom.get(`${lang}${path}/history`, embargo - 1);
      expect(before.status).toBe(404);
      expect(seen(before)).toEqual(
        seen(await newsroom.get(`${lang}/releases/0123456789ab/history`, embargo - 1)),
      );
      expect(events(await newsroom.get(`${lang}${path}/history`, embargo))).toHaveLength(1);
    },
  );

  test('contains no byte of a scheduled correction until its instant', async () => {
    const path = await publishRelease([noon, {}]);
    const before = seen(await newsroom.get(`${path}/history`, noon + hour));
    const order = { ...at(embargo), note };
    await renew(newsroom, path.split('/')[2] ?? '', noon + hour);
    await newsroom.edit('PUT', `${path}/publication`, order, { now: noon + hour, etag: '*' });
    expect(seen(await newsroom.get(`${path}/history`, embargo - 1))).toEqual(before);
    expect(events(await newsroom.get(`${path}/history`, embargo))[0]).toEqual([
      'Corrected',
      new Date(embargo).toISOString().replace('.000', ''),
      note.en,
    ]);
  });

  test('is linked from the release’s page once it has an entry', async () => {
    const path = await publishRelease([noon, {}]);
    const { json } = await newsroom.edit('GET', path, null, { now: noon });
    const page = `${path}/${json.editions.en.slug}`;
    const link = `href="${path}/history"`;
    await renew(newsroom, json.id, noon);
    const order = { ...at(embargo), note };
    await newsroom.edit('PUT', `${path}/publication`, order, { now: noon, etag: '*' });
    expect((await newsroom.get(page, embargo - 1)).text).not.toContain(link);
    expect((await newsroom.get(page, embargo)).text).toContain(link);
  });

  test('follows a withdrawal: a notice is an entry, other modes respond as the page does', async () => {
    const answers = [
      [{ mode: 'notice', note }, 200],
      [{ mode: 'gone', note }, 410],
      [{ mode: 'gone', note, demandedBy: 'A court' }, 451],
      [{ mode: 'redirect', redirectTo: '/kinds' }, 301],
      [{ mode: 'vanish' }, 404],
    ] as const;
    for (const [order, status] of answers) {
      const path = await publishRelease([noon, {}]);
      const now = noon + hour;
      const put = await newsroom.edit('PUT', `${path}/withdrawal`, order, { now, etag: '*' });
      expect(put.status, put.text).toBe(200);
      const reply = await newsroom.get(`${path}/history`, now);
      expect(reply.status, order.mode).toBe(status);
      if (order.mode === 'notice') {
        expect(events(reply)[0]).toEqual(['Withdrawn', '2026-07-01T13:00:00Z', note.en]);
      }
      if (order.mode === 'redirect') expect(reply.headers.get('Location')).toBe('/kinds');
      if (order.mode === 'gone') expect(reply.text).toContain(note.en);
      if (order.mode === 'vanish') {
        const never = await newsroom.get('/releases/0123456789ab/history', now);
        expect(seen(reply)).toEqual(seen(never));
      }
    }
  });

  test('keeps the entry of a withdrawal with a notice after a reinstatement, and of no other mode', async () => {
    const path = await publishRelease([noon, {}]);
    const act = async (method: string, body: unknown, now: number) => {
      const { status, text } = await newsroom.edit(method, `${path}/withdrawal`, body, {
        now,
        etag: '*',
      });
      expect(status, text).toBe(200);
    };
    await act('PUT', { mode: 'notice', note }, noon + hour);
    await act('DELETE', null, noon + 2 * hour);
    await act('PUT', { mode: 'vanish' }, noon + 3 * hour);
    await act('DELETE', null, noon + 4 * hour);
    const history = await newsroom.get(`${path}/history`, noon + 5 * hour);
    expect(events(history)).toEqual([
      ['Published again', '2026-07-01T14:00:00Z', null],
      ['Withdrawn', '2026-07-01T13:00:00Z', note.en],
      ['First published', '2026-07-01T12:00:00Z', null],
    ]);
    const { headers } = await newsroom.get(path, noon + 5 * hour);
    const page = await newsroom.get(headers.get('Location') ?? '', noon + 5 * hour);
    expect(page.text).toContain(`href="${path}/history"`);
  });

  test('in a language without an edition links to the existing editions', async () => {
    const path = await publishRelease([noon, {}]);
    const { status, text } = await newsroom.get(`/ru${path}/history`, noon);
    expect(status).toBe(404);
    expect(text).toContain('lang="ar"');
  });

  test('responds with 304 to a client that has it', async () => {
    const path = await publishRelease([noon, {}]);
    const { headers } = await newsroom.get(`${path}/history`, noon);
    const again = await newsroom.get(`${path}/history`, noon, {
      'If-None-Match': headers.get('ETag') ?? '',
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('has a reserved address: no release can have it as its slug', async () => {
    const own = draft({ editions: { en: edition('History') } });
    const made = await newsroom.edit('POST', '/releases', own, { now: noon });
    expect(made.json.editions.en.slug).toBe('history-release');
    const asked = draft({ editions: { en: { ...edition('A tale'), slug: 'history' } } });
    const refused = await newsroom.edit('POST', '/releases', asked, { now: noon });
    expect(refused.status).toBe(422);
    expect(refused.json.errors[0].pointer).toBe('/editions/en/slug');
  });
});
