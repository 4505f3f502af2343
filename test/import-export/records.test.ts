/** Restoring a release as it was: what is refused, with everything that is wrong with it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/digest.ts';
import { type Newsroom, openNewsroom, type Reply } from '../newsroom.ts';
import { runImport } from './command.ts';
import { removeFolder, write } from './reading.ts';

let newsroom: Newsroom;
let ruled: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
  ruled = await openNewsroom({ vars: { TWO_PERSON_RULE: 'true' } });
});
afterAll(() => Promise.all([newsroom.dispose(), ruled.dispose(), removeFolder()]));

let id: string;
let nth = 0;
beforeEach(() => {
  id = `rec0rd${String(nth++).padStart(6, '0')}`;
});

const text = 'A programme in plain words.';
const file = async (changes = {}) => ({
  id: `f1${id}`,
  filename: 'programme.txt',
  mediaType: 'text/plain',
  size: text.length,
  sha256: await sha256(text),
  title: 'Programme',
  lang: null,
  ...changes,
});

function record(changes: Record<string, unknown> = {}, revision: Record<string, unknown> = {}) {
  const at = '2019-05-06T07:08:09.010Z';
  return {
    id,
    createdAt: at,
    updatedAt: at,
    revisions: [
      {
        version: 3,
        createdAt: at,
        createdBy: 'Somebody elsewhere',
        kind: 'press-release',
        date: '2019-05-06',
        sources: ['secretariat'],
        fieldsOfWork: [],
        countries: [],
        meetings: [],
        contacts: [],
        legacyUrls: [],
        editions: { en: { title: 'As it was', slug: 'as-it-was', markdown: 'It *was* so.' } },
        attachments: [],
        ...revision,
      },
    ],
    publications: [
      {
        version: 3,
        visibleFrom: at,
        visibleUntil: null,
        publishedAt: at,
        modifiedAt: at,
        corrections: [],
      },
    ],
    withdrawal: null,
    ...changes,
  };
}

const put = (body: unknown, site = newsroom) => site.edit('PUT', `/records/${id}`, body);
const send = (sum: string, bytes = text, type = 'text/plain') =>
  newsroom.edit('PUT', `/records/${id}/files/${sum}`, bytes, { headers: { 'Content-Type': type } });
const waiting = () =>
  newsroom.db
    .prepare('select count(*) as n from incoming_files where release_id = ?')
    .bind(id)
    .first('n');
const pointers = (reply: Reply) =>
  reply.json.errors.map((one: { pointer: string }) => one.pointer).sort();

describe('a record', () => {
  test('becomes the release that it tells of, to the millisecond, with its files', async () => {
    const sum = await sha256(text);
    expect((await send(sum)).status).toBe(204);
    expect((await send(sum)).status).toBe(204);
    const made = await put(record({}, { attachments: [await file()] }));
    expect(made.status, made.text).toBe(201);
    // What the edge kept of it is purged at once, and once more a minute later.
    const purges = newsroom.db.prepare(
      "select count(*) as n from outbox where task = 'purge' and payload ->> 'release' = ?",
    );
    expect(await purges.bind(id).first('n')).toBe(1);
    const { json } = await newsroom.get(`/api/v1/releases/${id}`, Date.now());
    expect(json).toMatchObject({ version: 3, publishedAt: '2019-05-06T07:08:09.010Z' });
    expect(json.editions.en.html).toContain('<em>was</em>');
    const address = new URL(json.attachments[0].url).pathname;
    expect((await newsroom.get(address, Date.now())).text).toBe(text);
    const again = await newsroom.edit('GET', `/records/${id}/files/${sum}`, null);
    expect(again.text).toBe(text);
    expect(await waiting()).toBe(0);
  });

  test('takes no id, file address or old address that is somebody’s', async () => {
    const legacy = { legacyUrls: ['/old/one'] };
    const whose = { attachments: [await file()] };
    await send(await sha256(text));
    expect((await put(record({}, { ...legacy, ...whose }))).status).toBe(201);
    expect((await put(record())).status).toBe(409);
    expect((await send(await sha256(text))).status).toBe(409);
    const first = await file();
    id = `${id}b`;
    expect((await put(record({}, legacy))).json.detail).toContain('legacyUrls');
    await send(await sha256(text));
    expect((await put(record({}, { attachments: [first] }))).json.detail).toContain('address');
    expect((await newsroom.edit('GET', `/releases/${id}`, null)).status).toBe(404);
  });

  test('that does not hold is refused with every fault, and nothing of it is there', async () => {
    const [publication] = record().publications;
    const spoilt = record(
      {
        publications: [
          { ...publication, visibleUntil: '2018-01-01T00:00:00Z', version: 9 },
          { ...publication, corrections: [{ at: '2019-05-07T00:00:00Z', note: { xx: 'x' } }] },
        ],
        withdrawal: {
          visibleFrom: '2001-01-01T00:00:00Z',
          mode: 'redirect',
          at: '2020-01-01T00:00:00Z',
          note: null,
          redirectTo: 'javascript:alert(1)',
        },
      },
      {
        kind: 'no-such-kind',
        editions: { tlh: { title: 'x', slug: 'x', markdown: 'x' } },
        attachments: [await file({ filename: 'programme.html', lang: 'tlh' })],
      },
    );
    const refused = await put(spoilt);
    expect(refused.status).toBe(422);
    expect(pointers(refused)).toEqual([
      '/publications/0/version',
      '/publications/0/visibleUntil',
      '/publications/1/corrections/0/note/xx',
      '/publications/1/visibleFrom',
      '/publications/1/visibleUntil',
      '/revisions/0/attachments/0/filename',
      '/revisions/0/attachments/0/lang',
      '/revisions/0/attachments/0/sha256',
      '/revisions/0/editions/tlh',
      '/revisions/0/kind',
      '/withdrawal/redirectTo',
      '/withdrawal/visibleFrom',
    ]);
    expect((await newsroom.edit('GET', `/records/${id}`, null)).status).toBe(404);
    expect((await put({ ...record(), id: 'an0therid00' })).status).toBe(422);
    expect((await put({ ...record(), html: '<script>' })).status).toBe(422);
  });

  test('has no instant of the future, but that of a publication to come', async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const [publication] = record().publications;
    const at = '2019-05-06T07:08:09.010Z';
    const only = (changes: Record<string, unknown>) =>
      record({ publications: [{ ...publication, ...changes }] });
    const over = { ...publication, visibleUntil: '2020-01-01T00:00:00Z' };
    const withdrawal = {
      visibleFrom: at,
      mode: 'gone',
      at: '2020-01-01T00:00:00Z',
      note: null,
      redirectTo: null,
    };
    const correction = (one: string) => ({ at: one, note: { en: 'It was four.' } });
    const past = { withdrawnAt: at, reinstatedAt: at, note: null };
    for (const [place, spoilt] of Object.entries({
      '/createdAt': record({ createdAt: future }),
      '/updatedAt': record({ updatedAt: future }),
      '/revisions/0/createdAt': record({}, { createdAt: future }),
      '/publications/0/publishedAt': only({ publishedAt: future, modifiedAt: future }),
      '/publications/0/modifiedAt': only({ modifiedAt: future }),
      '/publications/0/corrections/1/at': only({
        corrections: [correction(at), correction(future)],
      }),
      '/publications/0/visibleUntil': only({ visibleUntil: future }),
      '/publications/0/visibleFrom': record({
        publications: [
          { ...publication, visibleFrom: future, visibleUntil: '2990-01-01T00:00:00Z' },
          { ...publication, visibleFrom: '2990-01-01T00:00:00Z' },
        ],
      }),
      '/withdrawal/at': record({
        publications: [over],
        withdrawal: { ...withdrawal, at: future },
      }),
      '/pastWithdrawals/0/reinstatedAt': record({
        pastWithdrawals: [{ ...past, reinstatedAt: future }],
      }),
      '/pastWithdrawals/1/withdrawnAt': record({ pastWithdrawals: [past, past] }),
    })) {
      const refused = await put(spoilt);
      expect([place, refused.status]).toEqual([place, 422]);
      expect(pointers(refused)).toContain(place);
    }
    const coming = only({ visibleFrom: future, publishedAt: future, modifiedAt: future });
    expect((await put(coming)).status).toBe(201);
    expect((await newsroom.get(`/api/v1/releases/${id}`, Date.now())).status).toBe(404);
  });

  test('was not modified before it was published, and its spans follow one another', async () => {
    const [publication] = record().publications;
    const before = { ...publication, modifiedAt: '2019-05-06T07:08:09.009Z' };
    expect(pointers(await put(record({ publications: [before] })))).toEqual([
      '/publications/0/modifiedAt',
    ]);
    const spans = (...all: [from: string, until: string | null][]) =>
      record({
        publications: all.map(([visibleFrom, visibleUntil]) => ({
          ...publication,
          visibleFrom,
          visibleUntil,
        })),
      });
    for (const [place, spoilt] of [
      ['/publications/0/visibleUntil', spans(['2020-01-02T00:00:00Z', '2020-01-01T00:00:00Z'])],
      [
        '/publications/0/visibleUntil',
        spans(['2020-01-01T00:00:00Z', '2020-01-03T00:00:00Z'], ['2020-01-02T00:00:00Z', null]),
      ],
      [
        '/publications/0/visibleUntil',
        spans(['2020-01-01T00:00:00Z', null], ['2020-01-02T00:00:00Z', null]),
      ],
    ] as const) {
      expect(pointers(await put(spoilt))).toEqual([place]);
    }
  });

  test('of another time is told as of that time: withdrawn when 1970 began', async () => {
    const at = '1969-12-31T22:00:00Z';
    const zero = '1970-01-01T00:00:00Z';
    const [publication] = record().publications;
    const span = { visibleFrom: at, visibleUntil: zero, publishedAt: at, modifiedAt: at };
    const old = record({
      createdAt: at,
      publications: [{ ...publication, ...span }],
      withdrawal: {
        visibleFrom: at,
        mode: 'notice',
        at: zero,
        note: { en: 'Withdrawn at zero.' },
        redirectTo: null,
      },
    });
    expect((await put(old)).status).toBe(201);
    const { status, json } = await newsroom.get(`/api/v1/releases/${id}`, Date.now());
    expect([status, json.withdrawal?.at]).toEqual([200, zero]);
    const page = await newsroom.get(`/releases/${id}/as-it-was`, Date.now());
    expect([page.status, page.text.includes('Withdrawn at zero.')]).toEqual([200, true]);
  });

  test('is withdrawn after it was reinstated: two withdrawals have no instant in common', async () => {
    const [withdrawnAt, reinstatedAt] = ['2020-01-01T00:00:00Z', '2020-01-02T00:00:00Z'];
    const [publication] = record().publications;
    const { visibleFrom = '' } = publication ?? {};
    const withdrawnSince = (at: string) =>
      record({
        publications: [{ ...publication, visibleUntil: at }],
        pastWithdrawals: [{ withdrawnAt, reinstatedAt, note: null }],
        withdrawal: { visibleFrom, mode: 'gone', at, note: null, redirectTo: null },
      });
    for (const at of [withdrawnAt, reinstatedAt]) {
      expect(pointers(await put(withdrawnSince(at)))).toEqual(['/withdrawal/at']);
    }
    expect((await put(withdrawnSince('2020-01-02T00:00:00.001Z'))).status).toBe(201);
    const path = `/releases/${id}/withdrawal`;
    expect((await newsroom.edit('DELETE', path, null, { etag: '*' })).status).toBe(200);
  });

  test('has one address for each name of a file, in all its versions', async () => {
    const sum = await sha256(text);
    await send(sum);
    const one = await file();
    const [revision] = record({}, { attachments: [one] }).revisions;
    for (const other of [
      { ...one, id: `f2${id}` },
      { ...one, filename: 'other.txt' },
    ]) {
      const two = record({
        revisions: [revision, { ...revision, version: 4, attachments: [other] }],
      });
      expect(pointers(await put(two))).toEqual(['/revisions/1/attachments/0/id']);
      const both = record({}, { attachments: [one, other] });
      expect(pointers(await put(both))).toEqual(['/revisions/0/attachments/1/id']);
    }
  });

  test('has the names of its files in composed letters, under which readers find them', async () => {
    await send(await sha256(text));
    const attachments = [await file({ filename: 'e\u0301tat.txt' })];
    expect((await put(record({}, { attachments }))).status).toBe(201);
    const { json } = await newsroom.get(`/api/v1/releases/${id}`, Date.now());
    const address = new URL(json.attachments[0].url).pathname;
    expect(decodeURIComponent(address)).toContain('/état.txt');
    expect((await newsroom.get(address, Date.now())).text).toBe(text);
    const own = `/releases/${id}/attachments/${encodeURIComponent('e\u0301tat.txt')}`;
    expect((await newsroom.edit('DELETE', own, null, { etag: '*' })).status).toBe(200);
  });

  test('brings no HTML of its own: what readers get is made here', async () => {
    const markdown = '<script>alert(1)</script> and [a link](javascript:alert(1))';
    const editions = { en: { title: 'x', slug: 'x', markdown } };
    expect((await put(record({}, { editions }))).status).toBe(201);
    const { json } = await newsroom.get(`/api/v1/releases/${id}`, Date.now());
    expect(json.editions.en.html).not.toMatch(/<script|href="javascript/);
  });

  test('is no way round two persons: what nobody sees may move in, nothing else', async () => {
    expect((await put(record(), ruled)).status).toBe(409);
    expect((await put(record({ publications: [] }), ruled)).status).toBe(201);
    expect((await ruled.get(`/api/v1/releases/${id}`, Date.now())).status).toBe(404);
  });

  test('where two persons must want it, the import says so once, and begins nothing', async () => {
    const bare = {
      kind: 'press-release',
      date: '2010-01-02',
      editions: { en: { title: 'A', markdown: 'B' } },
    };
    const path = await write('ruled.ndjson', `${JSON.stringify(bare)}\n`.repeat(3));
    const { code, out } = await runImport(ruled.url, ruled.tokens.admin, [path]);
    expect([code, out.trim().split('\n')]).toEqual([
      2,
      [expect.stringContaining('TWO_PERSON_RULE')],
    ]);
    const drafts = await runImport(ruled.url, ruled.tokens.admin, ['--draft', path]);
    expect(drafts.out).toContain('imported as drafts');
  });

  test('is for admins alone', async () => {
    for (const as of ['author', 'editor'] as const) {
      expect((await newsroom.edit('PUT', `/records/${id}`, record(), { as })).status).toBe(403);
      expect((await newsroom.edit('GET', '/records', null, { as })).status).toBe(403);
    }
  });
});

describe('a file for a record', () => {
  test('must be what its address and its type say', async () => {
    const sum = await sha256(text);
    expect((await send(await sha256('other'))).status).toBe(400);
    expect((await send(sum, text, 'application/pdf')).status).toBe(415);
    expect((await send(sum, '<html>', 'text/html')).status).toBe(415);
    expect(await waiting()).toBe(0);
  });

  test('that no record claims within a day is swept away', async () => {
    await send(await sha256(text));
    expect(await waiting()).toBe(1);
    const hour = 60 * 60 * 1000;
    await newsroom.tickAt(Math.ceil((Date.now() + 25 * hour) / hour) * hour);
    expect(await waiting()).toBe(0);
    expect((await newsroom.bucket.list()).objects.length).toBeGreaterThan(0);
  });
});
