/** Redirects: of admins, from legacy addresses of releases, and from former names of terms. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const post = (path: string, target: string) =>
  newsroom.edit('POST', '/redirects', { path, target }, { now: noon });
async function leads(path: string, now = noon) {
  const { status, headers } = await newsroom.get(path, now);
  return [status, headers.get('Location')];
}

describe('an address of the site', () => {
  test('with a slash at its end redirects to the one without', async () => {
    expect(await leads('/fr/')).toEqual([301, '/fr']);
    expect(await leads('/kinds/press-release/')).toEqual([301, '/kinds/press-release']);
    expect(await leads('/search/?q=x')).toEqual([301, '/search?q=x']);
    expect(await leads('/releases/0123456789ab/')).toEqual([301, '/releases/0123456789ab']);
    for (const path of ['/nowhere/', '//elsewhere.example/', '//kinds/', '/api/v1/editor/x/']) {
      expect((await leads(newsroom.url.origin + path))[1], path).toBeNull();
    }
  });

  test('that is shortened to /releases redirects to the newsroom', async () => {
    expect(await leads('/releases')).toEqual([301, '/']);
    expect(await leads('/fr/releases')).toEqual([301, '/fr']);
  });
});

describe('a redirect', () => {
  test('applies to exactly its address', async () => {
    const made = await post('/press/2009?lang=e n', '/countries/kazakhstan');
    expect(made.status).toBe(422);
    expect((await post('/press/über-uns', '/countries/kazakhstan')).status).toBe(201);
    expect(await leads('/press/über-uns')).toEqual([301, '/countries/kazakhstan']);
    expect(await leads('/press/%C3%BCber-uns')).toEqual([301, '/countries/kazakhstan']);
    expect(await leads('/press/über-uns/')).toEqual([404, null]);
    expect(await leads('/press')).toEqual([404, null]);
  });

  test('with a query applies to that query alone, without one to every query', async () => {
    await post('/node?id=7', '/kinds/press-release');
    await post('/node', '/structures/secretariat');
    expect(await leads('/node?id=7')).toEqual([301, '/kinds/press-release']);
    expect(await leads('/node?id=8')).toEqual([301, '/structures/secretariat']);
  });

  test('is read, changed and removed under If-Match, with immediate effect for readers', async () => {
    const made = await post('/old', '/fields-of-work/policing');
    const path = `/redirects/${made.json.id}`;
    const change = { path: '/old', target: 'https://other.example/x' };
    expect((await newsroom.edit('PUT', path, change)).status).toBe(428);
    expect((await newsroom.edit('PUT', path, change, { etag: '"2"' })).status).toBe(412);
    const changed = await newsroom.edit('PUT', path, change, { etag: '"1"' });
    expect(changed.json).toMatchObject(change);
    expect(await leads('/old')).toEqual([301, 'https://other.example/x']);
    expect((await newsroom.edit('DELETE', path, null, { etag: '"1"' })).status).toBe(412);
    expect((await newsroom.edit('DELETE', path, null, { etag: '"2"' })).status).toBe(204);
    expect(await leads('/old')).toEqual([404, null]);
    expect((await newsroom.edit('GET', path, null)).status).toBe(404);
  });

  test('that would make a chain or a loop is refused, at either end', async () => {
    expect((await post('/a', '/b')).status).toBe(201);
    expect((await post('/b', '/c')).status).toBe(409);
    expect((await post('/z', '/a')).status).toBe(409);
    expect((await post('/a', '/c')).status).toBe(409);
    expect((await post('/b', '/a')).status).toBe(409);
    expect((await post('/c', '/c')).status).toBe(422);
    expect((await post('/c', 'https://newsroom.example/c')).status).toBe(422);
    const other = await post('/d', '/e');
    const options = { etag: '*' };
    const path = `/redirects/${other.json.id}`;
    expect((await newsroom.edit('PUT', path, { path: '/b', target: '/e' }, options)).status).toBe(
      409,
    );
  });

  test('makes no chain or loop through a query: an address has redirects with its query and without', async () => {
    const own = await post('/q/a', '/q/a?x=1');
    expect([own.status, own.json.errors[0].pointer]).toEqual([422, '/target']);
    expect((await post('/q/a', '/q/b?x=1')).status).toBe(201);
    const back = await post('/q/b', '/q/a?y=2');
    expect(back.status).toBe(409);
    expect(back.json.errors).toEqual([
      { pointer: '/target', detail: 'redirects to /q/b?x=1 already' },
    ]);
    const onwards = await post('/q/b', '/q/c');
    expect(onwards.status).toBe(409);
    expect(onwards.json.errors).toEqual([
      { pointer: '/path', detail: 'is where /q/a redirects to' },
    ]);
    expect((await post('/q/b?x=1', '/q/c')).status).toBe(409);
    expect((await post('/q/b?x=2', '/q/c')).status).toBe(201);
    expect((await post('/q/d', '/q/a?y=2')).status).toBe(409);
  });

  test('does not lead to a release that is withdrawn with a redirect', async () => {
    const { id } = await release(newsroom, { now: noon });
    const order = { mode: 'redirect', redirectTo: '/kinds/press-release' };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: noon + 1, etag: '*' });
    for (const target of [`/releases/${id}`, `/fr/releases/${id}/x?y`, `/releases/${id}.json`]) {
      const { status, json } = await post('/q/withdrawn', target);
      expect([target, status]).toEqual([target, 409]);
      expect(json.errors).toEqual([
        { pointer: '/target', detail: 'redirects to /kinds/press-release already' },
      ]);
    }
  });

  test.each([
    '/',
    '/fr',
    '/releases/0123456789ab',
    '/fr/releases/0123456789ab/x',
    '/files/0123456789ab/x.pdf',
    '/api/v1/releases',
    '/feed.xml',
    '/fr/feed.xml',
    '/sitemap.xml',
    '//elsewhere.example',
    '/x#y',
    'x',
    '/\\elsewhere.example',
  ])('cannot have the address %s', async (path) => {
    expect((await post(path, '/kinds/press-release')).status).toBe(422);
  });

  test.each(['http://other.example/', 'javascript:alert(1)', '//other.example/', 'https:', ''])(
    'never redirects to %j',
    async (target) => {
      expect((await post('/somewhere', target)).status).toBe(422);
    },
  );

  test('is listed in the order of paths, page by page', async () => {
    for (let count = 0; count < 110; count++)
      await post(`/list/${1000 + count}`, '/kinds/press-release');
    const { json } = await newsroom.edit('GET', '/redirects', null);
    const cursor = encodeURIComponent(json.next);
    const second = await newsroom.edit('GET', `/redirects?cursor=${cursor}`, null);
    const paths = [...json.items, ...second.json.items].map(({ path }: { path: string }) => path);
    expect(paths).toEqual(paths.toSorted());
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.length).toBeGreaterThan(110);
    expect(second.json.next).toBeNull();
  });
});

test('a redirect is found by a part of either address, in upper or lower case, encoded or not', async () => {
  await post('/found/Über-%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0', 'https://other.example/Ärger');
  const found = async (q: string) => {
    const { json } = await newsroom.edit('GET', `/redirects?q=${encodeURIComponent(q)}`, null);
    return json.items.length;
  };
  const encoded = ['%D0%9C%D0%BE', '/%C3%84rger'];
  for (const q of ['FOUND/über', 'u\u0308ber-москва', 'МОСКВА', 'ärger', ...encoded]) {
    expect([q, await found(q)]).toEqual([q, 1]);
  }
  expect(await found('москва-über')).toBe(0);
  expect(await found('москва https')).toBe(0);
});

describe('a legacy address of a release', () => {
  test('redirects to it, in its own language, from its instant on and not a millisecond before', async () => {
    const at = noon + hour;
    const { id, slug } = await release(newsroom, {
      now: noon,
      at,
      legacyUrls: ['/secretariat/51796'],
    });
    expect(await leads('/secretariat/51796', at - 1)).toEqual([404, null]);
    expect(await leads('/secretariat/51796', at)).toEqual([301, `/releases/${id}/${slug}`]);
    const french = { fr: { title: 'Traité', markdown: 'Texte.' } };
    const other = await release(newsroom, { now: noon, legacyUrls: ['/fr/12'], editions: french });
    expect(await leads('/fr/12')).toEqual([301, `/fr/releases/${other.id}/traite`]);
  });

  test('of a scheduled correction begins with it, and ends with a correction that omits it', async () => {
    const { id, etag } = await release(newsroom, { now: noon, legacyUrls: ['/was/1'] });
    const { json } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    const { kind, date, editions, sources } = json;
    const next = { kind, date, sources, editions, legacyUrls: ['/was/2'] };
    const revised = await newsroom.edit('PUT', `/releases/${id}`, next, { now: noon, etag });
    const order = { at: new Date(noon + hour).toISOString(), minor: true };
    await newsroom.edit('PUT', `/releases/${id}/publication`, order, {
      now: noon,
      etag: revised.headers.get('ETag') ?? '',
    });
    for (const [path, before, after] of [
      ['/was/1', 301, 404],
      ['/was/2', 404, 301],
    ] as const) {
      expect((await leads(path, noon + hour - 1))[0], path).toBe(before);
      expect((await leads(path, noon + hour))[0], path).toBe(after);
    }
  });

  test('cannot be used by another release or a redirect', async () => {
    await release(newsroom, { now: noon, legacyUrls: ['/mine'] });
    await expect(release(newsroom, { now: noon, legacyUrls: ['/mine'] })).rejects.toThrow(/409/);
    expect((await post('/mine', '/kinds/press-release')).status).toBe(409);
    expect((await post('/elsewhere', '/mine')).status).toBe(409);
    await post('/theirs', '/kinds/press-release');
    await expect(release(newsroom, { now: noon, legacyUrls: ['/theirs'] })).rejects.toThrow(/409/);
    await expect(release(newsroom, { now: noon, legacyUrls: ['/feed.xml'] })).rejects.toThrow(
      /422/,
    );
  });

  test.each([
    ['notice', 301],
    ['gone', 301],
    ['vanish', 404],
  ])('of one withdrawn as %s answers %d', async (mode, status) => {
    const path = `/withdrawn/${mode}`;
    const { id, etag } = await release(newsroom, { now: noon, legacyUrls: [path] });
    const order = { mode, ...(mode === 'notice' && { note: { en: 'Wrong.' } }) };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: noon + 1, etag });
    expect((await leads(path, noon + 2))[0]).toBe(status);
  });
});

describe('a legacy address that is in use', () => {
  const holders = async (paths: string[], as: 'author' | 'editor' = 'editor') => {
    const query = new URLSearchParams(paths.map((path) => ['path', path]));
    const { status, json } = await newsroom.edit('GET', `/legacy-urls?${query}`, null, {
      now: noon + 3,
      as,
    });
    return status === 200 ? json.items : status;
  };

  test('is listed with its redirect or its release, as publishing would refuse it', async () => {
    const published = await release(newsroom, { now: noon, legacyUrls: ['/held/a', '/held/ü'] });
    const planned = await release(newsroom, {
      now: noon,
      at: noon + hour,
      legacyUrls: ['/held/b'],
    });
    const gone = await release(newsroom, { now: noon, legacyUrls: ['/held/c'] });
    const order = { mode: 'vanish' };
    const options = { now: noon + 1, etag: gone.etag };
    await newsroom.edit('PUT', `/releases/${gone.id}/withdrawal`, order, options);
    await post('/held/d?x=1', '/kinds/press-release');
    const paths = ['/held/a', '/held/%C3%BC', '/held/b', '/held/c', '/held/d?x=1', '/held/free'];
    const expected = [
      { path: '/held/d?x=1', target: '/kinds/press-release', releaseId: null },
      { path: '/held/%C3%BC', target: null, releaseId: published.id },
      { path: '/held/a', target: null, releaseId: published.id },
      { path: '/held/b', target: null, releaseId: planned.id },
      { path: '/held/c', target: null, releaseId: gone.id },
    ];
    expect(await holders(paths)).toEqual(expected);
    for (const path of paths) {
      const held = expected.some((one) => one.path === path);
      const made = release(newsroom, { now: noon + 3, legacyUrls: [path] });
      if (held) await expect(made, path).rejects.toThrow(/409/);
      else await made;
    }
  });

  test('names no release that the author may not see', async () => {
    const seen = await holders(['/held/a', '/held/b', '/held/c'], 'author');
    const ids = seen.map(({ path, releaseId }: { path: string; releaseId: string | null }) => [
      path,
      releaseId !== null,
    ]);
    expect(ids).toEqual([
      ['/held/a', true],
      ['/held/b', false],
      ['/held/c', false],
    ]);
  });

  test('is requested as a path, fifty at most', async () => {
    expect(await holders([])).toBe(400);
    expect(await holders(['held'])).toBe(400);
    expect(await holders(Array.from({ length: 51 }, (_, at) => `/${at}`))).toBe(400);
  });
});

describe('other spellings of an old address lead to its release', () => {
  let target = '';
  beforeAll(async () => {
    const legacyUrls = ['/?p=11', '/2020/05/05/bridge/', '/press.asp?id=7', '/fr/?page_id=12'];
    const { id, slug } = await release(newsroom, { now: noon, legacyUrls });
    target = `/releases/${id}/${slug}`;
  });

  test.each([
    '/?p=11',
    '/?page_id=11',
    '/?p=11&utm_source=letter&utm_medium=mail',
    '/?utm_source=letter&p=11',
    '/?post_type=news&p=11',
    '/?p=11&lang=pt',
    '/fr/?page_id=12',
    '/fr?p=12',
    '/2020/05/05/bridge/',
    '/2020/05/05/bridge',
    '/2020/05/05/bridge?fbclid=x',
    '/press.asp?id=7',
    '/press.asp?id=7&utm_campaign=spring',
    '/press.asp?gclid=x&id=7',
  ])('%s', async (path) => {
    expect(await leads(path)).toEqual([301, target]);
  });

  test.each([
    ['/?p=12', 301, '/'],
    ['/?p=11a', 301, '/'],
    ['/?cursor=x&p=99', 301, '/?cursor=x'],
    ['/press.asp?id=8', 404, null],
    ['/2020/05/05/bridge/x', 404, null],
  ])('%s is none', async (path, status, location) => {
    expect(await leads(path)).toEqual([status, location]);
  });

  test('an embargoed release is not betrayed by its number', async () => {
    await release(newsroom, { now: noon, at: noon + hour, legacyUrls: ['/?p=500'] });
    expect(await leads('/?p=500')).toEqual([301, '/']);
    expect((await leads('/?p=500', noon + 2 * hour))[1]).toMatch(/^\/releases\//);
  });

  test('exact spellings win', async () => {
    const one = await release(newsroom, { now: noon, legacyUrls: ['/twin'] });
    const other = await release(newsroom, { now: noon, legacyUrls: ['/twin/'] });
    expect((await leads('/twin'))[1]).toContain(one.id);
    expect((await leads('/twin/'))[1]).toContain(other.id);
  });

  test('make no chain', async () => {
    expect((await post('/to-bridge', '/2020/05/05/bridge')).status).toBe(409);
    const { id } = await release(newsroom, { now: noon, legacyUrls: ['/round/'] });
    const order = { mode: 'redirect', redirectTo: '/round' };
    const options = { now: noon + 1, etag: '*' };
    const { status } = await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, options);
    expect(status).toBe(409);
  });
});

describe('a withdrawal that redirects', () => {
  test('makes no chain and no loop', async () => {
    const one = await release(newsroom, { now: noon });
    const other = await release(newsroom, { now: noon });
    const third = await release(newsroom, { now: noon });
    const withdraw = async (id: string, redirectTo: string) => {
      const order = { mode: 'redirect', redirectTo };
      const options = { now: noon + 1, etag: '*' };
      return (await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, options)).status;
    };
    await post('/onward', '/kinds/press-release');
    expect(await withdraw(one.id, `/releases/${one.id}/x`)).toBe(422);
    expect(await withdraw(one.id, '/onward')).toBe(409);
    expect(await withdraw(one.id, `/releases/${other.id}/${other.slug}`)).toBe(200);
    expect(await withdraw(other.id, `/fr/releases/${one.id}/x`)).toBe(409);
    expect(await withdraw(third.id, `/releases/${one.id}`)).toBe(409);
    expect(await withdraw(other.id, '/kinds/press-release')).toBe(409);
  });

  test('makes none through legacy addresses, with a query or without, nor through later changes', async () => {
    const legacyUrls = ['/node/1', '/node/2'];
    const one = await release(newsroom, { now: noon, legacyUrls });
    await release(newsroom, { now: noon, legacyUrls: ['/node/3'] });
    const withdraw = async (redirectTo: string) => {
      const order = { mode: 'redirect', redirectTo };
      const options = { now: noon + 1, etag: '*' };
      return (await newsroom.edit('PUT', `/releases/${one.id}/withdrawal`, order, options)).status;
    };
    await post('/leads', '/kinds/press-release');
    for (const to of ['/node/1', '/node/2?page=1', '/node/3', '/leads?page=1']) {
      expect([to, await withdraw(to)]).toEqual([to, 409]);
    }
    expect(await withdraw('/not/yet?page=1')).toBe(200);
    expect((await post('/not/yet', `/releases/${one.id}`)).status).toBe(409);
    expect((await post('/not/yet?page=1', `/releases/${one.id}`)).status).toBe(409);
    const { json } = await newsroom.edit('GET', `/records/${one.id}`, null);
    const [first, second] = ['m0ved0000001', 'm0ved0000002'];
    const moved = (id: string, redirectTo: string) =>
      newsroom.edit('PUT', `/records/${id}`, {
        ...json,
        id,
        revisions: json.revisions.map((revision: object) => ({ ...revision, legacyUrls: [] })),
        withdrawal: { ...json.withdrawal, redirectTo },
      });
    expect((await moved(first, `/releases/${second}`)).status).toBe(201);
    expect((await moved(second, `/releases/${first}`)).status).toBe(409);
    expect((await moved(second, '/leads')).status).toBe(409);
  });
});
