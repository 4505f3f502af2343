/** Withdrawal: with the next request a release is gone everywhere, and it can be reinstated. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const later = noon + 60_000;
const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

interface Withdrawn {
  id: string;
  page: string;
  file: string;
  etag: string;
}

async function withdrawn(order: Record<string, unknown>): Promise<Withdrawn> {
  const editions = { en: { title: `Wrong release ${Math.random()}`, markdown: 'All wrong.' } };
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
  const path = `/releases/${made.json.id}`;
  const upload = await newsroom.edit('PUT', `${path}/attachments/wrong.pdf`, pdf, {
    now: noon,
    headers: { 'Content-Type': 'application/pdf' },
  });
  await newsroom.edit('PUT', `${path}/publication`, {}, { now: noon });
  const page = `${path}/${made.json.editions.en.slug}`;
  expect((await newsroom.get(page, later - 1)).status).toBe(200);
  await newsroom.tickAt(later - 1);
  expect((await newsroom.get('/feed.xml', later - 1)).text).toContain(made.json.id);
  const put = await newsroom.edit('PUT', `${path}/withdrawal`, order, { now: later });
  expect(put.status, put.text).toBe(200);
  expect(put.json.state).toBe('withdrawn');
  return {
    id: made.json.id,
    page,
    file: new URL(upload.json.url).pathname,
    etag: put.headers.get('ETag') ?? '',
  };
}

async function expectUnlisted(id: string) {
  await newsroom.tickAt(later);
  for (const path of [
    '/',
    '/fields-of-work/policing',
    '/api/v1/releases?limit=100',
    '/feed.xml',
    '/sitemaps/1.xml',
  ]) {
    expect((await newsroom.get(path, later)).text, path).not.toContain(id);
  }
}

const note = { en: 'The figures were those of another year.' };

test('notice: the page stays with its reason, and is in no list', async () => {
  const { id, page, file } = await withdrawn({ mode: 'notice', note });
  const shown = await newsroom.get(page, later);
  expect(shown.status).toBe(200);
  expect(shown.text).toContain(note.en);
  expect((await newsroom.get(file, later)).status).toBe(200);
  const { json } = await newsroom.get(`/api/v1/releases/${id}`, later);
  expect(json.withdrawal).toEqual({ mode: 'notice', at: '2026-07-01T12:01:00Z', note });
  await expectUnlisted(id);
});

test('gone on a legal demand: 451 with the demanding party and the reason, for every address', async () => {
  const demandedBy = 'Regional Court <Vienna>';
  const { id, page, file, etag } = await withdrawn({ mode: 'gone', note, demandedBy });
  const data = `/api/v1/releases/${id}`;
  const forms = ['.md', '.txt', '.bib', '.ics', '.json', '.ninjs.json', '/history'].map(
    (form) => `/releases/${id}${form}`,
  );
  for (const path of [page, file, data, ...forms]) {
    const { status, text, headers } = await newsroom.get(path, later);
    expect(status, path).toBe(451);
    expect(text).toContain(note.en);
    expect(text).toContain('Withdrawn following a legal demand by Regional Court');
    expect(text).not.toContain('All wrong');
    expect(headers.get('Link')).toBe('<https://newsroom.example>; rel="blocked-by"');
    expect(headers.get('Cache-Control')).toBe('no-store');
  }
  const { json } = await newsroom.get(data, later);
  expect(json).toMatchObject({ status: 451, type: 'urn:dateline:problem:legally-barred' });
  const french = await newsroom.get(`/fr/releases/${id}`, later);
  expect(french.status).toBe(451);
  expect(french.text).toContain('<h1>Indisponible pour des raisons juridiques</h1>');
  expect(french.text).toContain(`<p lang="en">${note.en}</p>`);
  expect(french.text).toContain('Regional Court &lt;Vienna&gt;');
  await expectUnlisted(id);
  const { json: trail } = await newsroom.edit('GET', '/audit', null);
  expect(trail.items[0].detail).toMatchObject({ mode: 'gone', demandedBy });
  const put = await newsroom.edit('DELETE', `/releases/${id}/withdrawal`, null, {
    now: later + 1,
    etag,
  });
  expect(put.status, put.text).toBe(200);
  expect((await newsroom.get(page, later + 1)).status).toBe(200);
  expect((await newsroom.get(file, later + 1)).status).toBe(200);
});

test('gone: 410 with the reason, for the page, its file and its JSON', async () => {
  const { id, page, file } = await withdrawn({ mode: 'gone', note });
  for (const path of [page, file, `/api/v1/releases/${id}`]) {
    const { status, text, headers } = await newsroom.get(path, later);
    expect(status, path).toBe(410);
    expect(text).toContain(note.en);
    expect(text).not.toContain('All wrong');
    expect(headers.get('Cache-Control')).toBe('no-store');
  }
  await expectUnlisted(id);
});

test('redirect: the page redirects, the file is a 404', async () => {
  const { id, page, file } = await withdrawn({
    mode: 'redirect',
    redirectTo: '/kinds/press-release',
  });
  const { status, headers } = await newsroom.get(page, later);
  expect([status, headers.get('Location')]).toEqual([301, '/kinds/press-release']);
  expect((await newsroom.get(file, later)).status).toBe(404);
  expect((await newsroom.get(`/api/v1/releases/${id}`, later)).status).toBe(410);
  await expectUnlisted(id);
});

test('vanish: to the byte as if it had never existed', async () => {
  const { id, page, file } = await withdrawn({ mode: 'vanish' });
  for (const [path, never] of [
    [page, '/releases/0123456789ab/never'],
    [file, '/files/0123456789ab/wrong.pdf'],
    [`/api/v1/releases/${id}`, '/api/v1/releases/0123456789ab'],
  ] as const) {
    const [withdrawn, other] = [await newsroom.get(path, later), await newsroom.get(never, later)];
    expect([withdrawn.status, withdrawn.text]).toEqual([404, other.text]);
  }
  await expectUnlisted(id);
});

test('a reinstated release is unchanged, in every list, at its old place in the sitemap', async () => {
  const { id, page, file, etag } = await withdrawn({ mode: 'gone', note });
  await expectUnlisted(id);
  const missing = await newsroom.edit('DELETE', `/releases/${id}/withdrawal`, null, { now: later });
  expect(missing.status).toBe(428);
  const back = await newsroom.edit('DELETE', `/releases/${id}/withdrawal`, null, {
    now: later + 1,
    etag,
  });
  expect([back.status, back.json.state]).toEqual([200, 'public']);
  for (const path of [page, file]) expect((await newsroom.get(path, later + 1)).status).toBe(200);
  await newsroom.tickAt(later + 1);
  for (const path of ['/', '/fields-of-work/policing', '/feed.xml', '/sitemaps/1.xml']) {
    expect((await newsroom.get(path, later + 1)).text, path).toContain(id);
  }
});

test('a conditional request by date alone gets the sitemap and feed after a withdrawal', async () => {
  const [published, taken] = [noon + 600_000, noon + 720_000];
  const made = await newsroom.edit('POST', '/releases', draft(), { now: published });
  const path = `/releases/${made.json.id}`;
  await newsroom.edit('PUT', `${path}/publication`, {}, { now: published });
  await newsroom.tickAt(published + 60_000);
  const files = ['/feed.xml', '/sitemap.xml', '/sitemaps/1.xml'];
  const since = new Map<string, string>();
  for (const file of files) {
    const { headers } = await newsroom.get(file, published + 62_000);
    expect(headers.get('Last-Modified'), file).not.toBeNull();
    since.set(file, headers.get('Last-Modified') ?? '');
  }
  await newsroom.edit('PUT', `${path}/withdrawal`, { mode: 'gone' }, { now: taken });
  await newsroom.tickAt(taken + 60_000);
  for (const file of files) {
    const condition = { 'If-Modified-Since': since.get(file) ?? '' };
    const { status, text } = await newsroom.get(file, taken + 60_000, condition);
    expect(status, file).toBe(200);
    expect(text, file).not.toContain(made.json.id);
  }
});

test('a withdrawal cancels the scheduled correction', async () => {
  const made = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  const path = `/releases/${made.json.id}`;
  await newsroom.edit('PUT', `${path}/publication`, {}, { now: noon });
  const read = await newsroom.edit('GET', path, null, { now: noon + 1 });
  const at = new Date(later + 60_000).toISOString();
  const scheduled = await newsroom.edit(
    'PUT',
    `${path}/publication`,
    { at },
    {
      now: noon + 1,
      etag: read.headers.get('ETag') ?? '',
    },
  );
  expect(scheduled.status, scheduled.text).toBe(200);
  await newsroom.edit('PUT', `${path}/withdrawal`, { mode: 'gone' }, { now: later });
  expect((await newsroom.get(path, later + 60_000)).status).toBe(410);
});

test.each([
  [{ mode: 'notice' }, '/note'],
  [{ mode: 'redirect' }, '/redirectTo'],
  [{ mode: 'gone', redirectTo: '/x' }, '/redirectTo'],
  [{ mode: 'notice', note, demandedBy: 'A court' }, '/demandedBy'],
  [{ mode: 'gone', demandedBy: ' ' }, '/demandedBy'],
  [{ mode: 'redirect', redirectTo: '//elsewhere.example' }, '/redirectTo'],
  [{ mode: 'redirect', redirectTo: 'javascript:alert(1)' }, '/redirectTo'],
  [{ mode: 'burn' }, '/mode'],
  [{ mode: 'gone', note: { xx: 'x' } }, '/note/xx'],
])('a withdrawal with %j: 422', async (order, pointer) => {
  const made = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  await newsroom.edit('PUT', `/releases/${made.json.id}/publication`, {}, { now: noon });
  const put = await newsroom.edit('PUT', `/releases/${made.json.id}/withdrawal`, order, {
    now: later,
  });
  expect(put.status).toBe(422);
  expect(put.json.errors[0].pointer).toBe(pointer);
});

test('a draft or a release that is only scheduled cannot be withdrawn: 409', async () => {
  const made = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  const path = `/releases/${made.json.id}`;
  const order = { mode: 'gone' };
  expect((await newsroom.edit('PUT', `${path}/withdrawal`, order, { now: noon })).status).toBe(409);
  const at = new Date(later).toISOString();
  await newsroom.edit('PUT', `${path}/publication`, { at }, { now: noon });
  expect((await newsroom.edit('PUT', `${path}/withdrawal`, order, { now: noon })).status).toBe(409);
});

test('a request for a vanished release makes the same queries as one that never existed', async () => {
  const made = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  const { id } = made.json;
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'vanish' }, { now: noon + 1 });
  const page = (name: string) => encodeURIComponent(`https://newsroom.example/releases/${name}/x`);
  const addresses = [
    ...['', '/x', '.md', '.json', '.ninjs.json', '/history'].map(
      (form) => (name: string) => `/releases/${name}${form}`,
    ),
    (name: string) => `/api/v1/releases/${name}`,
    (name: string) => `/oembed?url=${page(name)}`,
  ];
  for (const address of addresses) {
    const [vanished, absent] = [
      await newsroom.get(address(id), later),
      await newsroom.get(address('0123456789ab'), later),
    ];
    const steps = ({ headers }: typeof absent) => headers.get('X-Test-Calls');
    expect([vanished.status, steps(vanished)]).toEqual([404, steps(absent)]);
    const [ours, expected] = [vanished, absent].map(({ headers }) =>
      [...headers].filter(([name]) => !/^(?:date|x-test-.*)$/.test(name)),
    );
    expect(ours).toEqual(expected);
  }
});
