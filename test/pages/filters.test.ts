/** Filters of lists: one form on every list, one address for each state, chips, and nothing early. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;

const titled = (title: string) => ({ title, markdown: 'Of members.', summary: 'In short.' });
const put = (title: string, now: number, changes: Record<string, unknown> = {}) =>
  release(newsroom, { now, editions: { en: titled(title) }, ...changes });

beforeAll(async () => {
  newsroom = await openNewsroom();
  // The second begins in 2025 in Greenwich, in 2026 in Vienna.
  await put('Last of 2025', Date.UTC(2025, 11, 31, 22, 59));
  await put('First of 2026', Date.UTC(2025, 11, 31, 23, 1));
  await put('Elsewhere', noon - 3 * hour, { countries: [], fieldsOfWork: ['rule-of-law'] });
  const editions = { en: titled('In two languages'), fr: titled('En deux langues') };
  await put('', noon - 2 * hour, { editions });
  await put('Summit', noon - hour, { meetings: ['summit-meetings'] });
});
afterAll(() => newsroom.dispose());

const get = (path: string, now = noon) => newsroom.get(path, now);
const unescaped = (text: string) => text.replaceAll('&amp;', '&');
const titlesIn = (text: string) =>
  [...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, title]) => title);

/** The filters of a page: their names, and the addresses without them. */
const chipsIn = (text: string) => {
  const list = /<ul class="chosen".*?<\/ul>/.exec(text)?.[0] ?? '';
  return new Map(
    [...list.matchAll(/<a href="([^"]+)".*?<span[^>]*>([^<]+)<\/span><\/a>/g)].map(
      ([, address, name]) => [name, unescaped(address as string)],
    ),
  );
};

/** The fields of a page's form with what they hold, as a browser sends them. */
function fieldsIn(text: string): [string, string][] {
  const form = /<form class="(?:filter|search)".*?<\/form>/.exec(text)?.[0] ?? '';
  const parts = form.matchAll(/<(input|select) ([^>]*)>(.*?)(?=<\/select>|<\/p>|<input)/g);
  return [...parts].map(([, tag, attributes = '', inner = '']) => {
    const name = /name="([^"]+)"/.exec(attributes)?.[1] ?? '';
    const chosen = /<option value="([^"]*)" selected/.exec(inner)?.[1] ?? '';
    return [name, tag === 'select' ? chosen : (/value="([^"]*)"/.exec(attributes)?.[1] ?? '')];
  });
}

const taxonomies = ['kind', 'fields-of-work', 'countries', 'structures', 'meetings'];
const names = ['q', 'year', ...taxonomies, 'lang', 'since', 'until'];

describe('the form', () => {
  test.each([
    ['/', []],
    ['/ar', []],
    ['/countries/kazakhstan', [['countries', 'kazakhstan']]],
    ['/fr/kinds/press-release', [['kind', 'press-release']]],
    [
      '/archive/2026/07',
      [
        ['since', '2026-07-01'],
        ['until', '2026-07-31'],
      ],
    ],
    [
      '/search?q=members&lang=fr&kind=press-release&year=2026',
      [
        ['q', 'members'],
        ['year', '2026'],
        ['kind', 'press-release'],
        ['lang', 'fr'],
      ],
    ],
  ])('%s has it, with what the list already is', async (path, chosen) => {
    const { status, text } = await get(path);
    expect(status).toBe(200);
    const fields = fieldsIn(text);
    expect(fields.map(([name]) => name)).toEqual(names);
    expect(fields.filter(([, value]) => value !== '')).toEqual(chosen);
    for (const name of names)
      expect(text).toMatch(new RegExp(`<label for="${name}">[^<]+</label>`));
  });

  test('offers the terms as a tree, each by its name', async () => {
    const { text } = await get('/');
    expect(text).toContain('<option value="participating-states">Participating States</option>');
    expect(text).toContain('<option value="kazakhstan">\u2003Kazakhstan</option>');
    expect((await get('/fr')).text).toContain('<option value="rule-of-law" lang="en">');
  });

  test('keeps further terms of one kind that an address names', async () => {
    const { text } = await get('/search?countries=kazakhstan&countries=participating-states');
    expect(fieldsIn(text).filter(([name]) => name === 'countries')).toEqual([
      ['countries', 'kazakhstan'],
      ['countries', 'participating-states'],
    ]);
  });

  test('sends a reporter to all of a country in a year', async () => {
    const { text } = await get('/countries/kazakhstan');
    const fields = fieldsIn(text).map(([name, value]) => [name, name === 'year' ? '2025' : value]);
    const sent = await get(`/search?${new URLSearchParams(fields)}`);
    expect(sent.status).toBe(301);
    const address = sent.headers.get('Location') ?? '';
    expect(address).toBe('/search?countries=kazakhstan&year=2025');
    const { headers, text: found } = await get(address);
    expect(titlesIn(found)).toEqual(['Last of 2025']);
    expect(headers.get('X-Test-Trips')).toBe('1');
  });
});

describe('each state has one address', () => {
  test.each([
    [`/search?${names.map((name) => `${name}=`).join('&')}`, '/search'],
    ['/search?q=&countries=kazakhstan&year=', '/countries/kazakhstan'],
    ['/fr/search?kind=press-release&lang=fr', '/fr/kinds/press-release'],
    ['/search?q=%20a%20%0A%20b%20', '/search?q=a+b'],
    ['/search?q=cafe%CC%81', '/search?q=caf%C3%A9'],
    ['/search?q=a&page=1', '/search?q=a'],
    [
      '/search?year=2026&countries=kazakhstan&kind=press-release&q=a',
      '/search?q=a&kind=press-release&countries=kazakhstan&year=2026',
    ],
    [
      '/search?countries=participating-states&countries=kazakhstan&countries=kazakhstan',
      '/search?countries=kazakhstan&countries=participating-states',
    ],
    ['/search?since=2026-01-01&until=2026-12-31', '/search?year=2026'],
    ['/search?year=2026&since=2026-03-01', '/search?since=2026-03-01&until=2026-12-31'],
    ['/search?year=2026&until=2030-01-01', '/search?year=2026'],
    ['/search?year=2025&since=2026-05-01&until=2026-05-31', '/search?year=2025'],
    [
      '/search?year=2026&since=2026-12-31&until=2026-12-31',
      '/search?since=2026-12-31&until=2026-12-31',
    ],
    ['/search?year=%D9%A2%D9%A0%D9%A2%D9%A6', '/search?year=2026'],
    ['/search?year=2026&lang=en&utm_source=x', '/search?year=2026'],
    ['/search?year=2026&page=3', '/search?year=2026'],
    ['/search?cursor=mr1-0123456789', '/search'],
    ['/?year=2026', '/search?year=2026'],
    ['/?q=members', '/search?q=members'],
    ['/fr?lang=en', '/fr/search?lang=en'],
    ['/countries/kazakhstan?lang=fr', '/search?lang=fr&countries=kazakhstan'],
    ['/countries/kazakhstan?q=&lang=en', '/countries/kazakhstan'],
    ['/fr?kind=press-release&cursor=mr1-0123456789', '/fr/kinds/press-release'],
    [
      '/countries/kazakhstan?year=2026&kind=press-release',
      '/search?kind=press-release&countries=kazakhstan&year=2026',
    ],
    ['/countries/kazakhstan?year=&kind=', '/countries/kazakhstan'],
  ])('%s leads to %s', async (path, address) => {
    const { status, headers } = await get(path);
    expect([status, headers.get('Location')]).toEqual([301, address]);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Test-Calls')).toBe('');
    expect((await get(address)).status).toBe(200);
  });

  test('any spelling leads there in one step, whatever it is', async () => {
    const values = [
      '',
      '2026',
      '2026-01-01',
      '2026-12-31',
      'kazakhstan',
      'press-release',
      'fr',
      'é %',
    ];
    const parameter = fc.tuple(fc.constantFrom(...names, 'page', 'x'), fc.constantFrom(...values));
    const anyPlace = fc.constantFrom('/search', '/fr/search', '/', '/countries/kazakhstan');
    await fc.assert(
      fc.asyncProperty(anyPlace, fc.array(parameter, { maxLength: 5 }), async (place, sent) => {
        const asked = await get(`${place}?${new URLSearchParams(sent)}`);
        expect([200, 301, 400]).toContain(asked.status);
        if (asked.status !== 301) return;
        const { status } = await get(asked.headers.get('Location') ?? '');
        // Unknown terms are met when the terms are read.
        expect([200, 400, 404]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  test('which the page states, and asks not to be indexed; lists without filters are', async () => {
    const address = '/search?countries=kazakhstan&year=2026';
    for (const path of [address, '/search', '/search?q=members', '/fr/search?lang=en']) {
      const { text } = await get(path);
      const canonical = /<link rel="canonical" href="([^"]+)"/.exec(text)?.[1] ?? '';
      expect(unescaped(canonical)).toBe(`https://newsroom.example${path}`);
      expect(text).toContain('<meta name="robots" content="noindex"');
      expect(text).not.toContain('rel="alternate" hreflang');
    }
    for (const path of ['/', '/countries/kazakhstan', '/archive/2026/07']) {
      expect((await get(path)).text).not.toContain('noindex');
    }
  });

  test('with the present slug of a renamed term', async () => {
    const path = '/taxonomies/meetings/terms/summit-meetings';
    const term = { closed: true, names: { en: 'Summit meetings' } };
    await newsroom.edit('PUT', path, { ...term, slug: 'summits' }, { etag: '*' });
    for (const former of [
      'meetings=summit-meetings',
      'meetings=summit-meetings&meetings=summits',
    ]) {
      const { status, headers } = await get(`/search?q=members&${former}`);
      const location = '/search?q=members&meetings=summits';
      expect([status, headers.get('Location')]).toEqual([301, location]);
    }
    expect(titlesIn((await get('/search?q=members&meetings=summits')).text)).toEqual(['Summit']);
    const back = `${path.replace(/[^/]+$/, '')}summits`;
    await newsroom.edit('PUT', back, { ...term, slug: 'summit-meetings' }, { etag: '*' });
  });
});

describe('a year', () => {
  test('is that of the organization’s time zone', async () => {
    expect(titlesIn((await get('/search?year=2025')).text)).toEqual(['Last of 2025']);
    expect(titlesIn((await get('/search?year=2026')).text).at(-1)).toBe('First of 2026');
    expect((await get('/search?year=2024')).text).toContain('No releases match these filters.');
  });

  test('alone or with a term reads only the rows of its page', async () => {
    for (const path of ['/search?year=2026', '/fr/search?lang=en']) {
      const { headers, text } = await get(path);
      expect(titlesIn(text).length).toBeGreaterThan(3);
      expect(headers.get('X-Test-Trips')).toBe('1');
      expect(Number(headers.get('X-Test-Rows'))).toBeLessThanOrEqual(120);
    }
  });
});

test('a language alone is a list', async () => {
  expect(titlesIn((await get('/search?lang=fr')).text)).toEqual(['En deux langues']);
});

test('the language switch keeps the filters', async () => {
  const { text } = await get('/search?countries=kazakhstan&year=2026');
  expect(unescaped(text)).toContain(
    '<a href="/fr/search?countries=kazakhstan&year=2026" lang="fr"',
  );
  const other = unescaped((await get('/search?lang=fr&year=2026')).text);
  expect(other).toContain('<a href="/de/search?lang=fr&year=2026" lang="de"');
  expect(other).toContain('<a href="/fr/search?year=2026" lang="fr"');
});

describe('chips', () => {
  const address =
    '/search?q=members&lang=fr&kind=press-release&countries=kazakhstan&countries=participating-states&year=2026';

  test('name each filter, and lead to the list without it alone', async () => {
    const chips = chipsIn((await get(address)).text);
    expect(chips).toEqual(
      new Map(
        [
          ['Français', 'lang=fr&'],
          ['Press release', 'kind=press-release&'],
          ['Kazakhstan', 'countries=kazakhstan&'],
          ['Participating States', 'countries=participating-states&'],
          ['2026', '&year=2026'],
        ].map(([name, part]) => [name, address.replace(part as string, '')]),
      ),
    );
    for (const without of chips.values()) {
      const { status, text } = await get(without);
      expect([without, status, chipsIn(text).size]).toEqual([without, 200, 4]);
    }
  });

  test('name days', async () => {
    const chips = chipsIn((await get('/fr/search?since=2026-06-01&until=2026-07-02')).text);
    expect(chips.get('Du 1 juin 2026')).toBe('/fr/search?until=2026-07-02');
    expect(chips.get('Au 2 juillet 2026')).toBe('/fr/search?since=2026-06-01');
  });

  test('lead back to the page of a term, from which the way up is shown all along', async () => {
    const { text } = await get('/search?countries=kazakhstan&year=2026');
    expect(chipsIn(text).get('2026')).toBe('/countries/kazakhstan');
    expect(chipsIn(text).get('Kazakhstan')).toBe('/search?year=2026');
    const trail = /<nav class="trail">.*?<\/nav>/.exec(text)?.[0] ?? '';
    const steps = [...trail.matchAll(/href="([^"]+)"/g)].map(([, path]) => path);
    const above = ['/', '/countries', '/countries/participating-states'];
    expect(steps).toEqual([...above, '/countries/kazakhstan']);
    const ofTerm = /<nav class="trail">.*?<\/nav>/.exec((await get('/countries/kazakhstan')).text);
    expect([...(ofTerm?.[0] ?? '').matchAll(/href="([^"]+)"/g)].map(([, one]) => one)).toEqual(
      above,
    );
  });
});

describe('no link of a list redirects', () => {
  test.each([
    '/search?q=members&structures=secretariat',
    '/search?structures=secretariat&since=2025-12-31',
    '/search?countries=kazakhstan&countries=participating-states&since=2025-12-31',
    '/search?q=members&lang=fr&kind=press-release&year=2026',
    '/search?since=2020-01-01',
    '/fr/search?q=members&lang=en&structures=secretariat&meetings=summit-meetings',
    '/countries/kazakhstan',
    '/',
  ])('%s', async (path) => {
    const { status, text } = await get(path);
    expect(status).toBe(200);
    const links = [...text.matchAll(/<a [^>]*?href="(\/[^"]*)"/g)].map(
      ([, href]) => href as string,
    );
    expect(links.length).toBeGreaterThan(10);
    for (const link of new Set(links.map(unescaped)))
      expect([link, (await get(link)).status]).toEqual([link, 200]);
  });
});

describe('an address with a filter that does not exist is refused, and the page says why', () => {
  test.each([
    'year=x',
    'year=999',
    'year=1066',
    'year=20261',
    'since=2026-02-30',
    'until=tomorrow',
    'since=2026-01-01&until=1',
    'lang=xx',
    'lang=__proto__',
    'page=0',
    'page=x&q=a',
    'cursor=x',
    'cursor=-zzzzzzzzzz-0123456789',
    'kind=Press-Release',
    'countries=../x',
    'countries=%00',
    'kind=nowhere&year=2026',
    'q=a&meetings=nowhere',
    'countries=kazakhstan&countries=nowhere',
  ])('%s', async (query) => {
    for (const [path, title, text] of [
      ['/search', 'Invalid address', 'A filter in this address does not exist'],
      ['/fr/search', 'Adresse non valide', 'Un filtre de cette adresse n’existe pas'],
    ]) {
      const page = await get(`${path}?${query}`);
      expect(page.status).toBe(400);
      expect(page.text).toContain(`<h1>${title}</h1>`);
      expect(page.text).toContain(text);
      expect(page.headers.get('Cache-Control')).toBe('no-store');
      expect(page.headers.get('Cloudflare-CDN-Cache-Control')).toBeNull();
    }
  });

  test('also on other lists', async () => {
    for (const path of ['/?year=x', '/fr?since=x', '/countries/kazakhstan?kind=A']) {
      expect((await get(path)).status, path).toBe(400);
    }
  });
});

test('an embargoed release changes no list, chip, count or offer before its instant', async () => {
  const at = noon + 24 * hour;
  const addresses = [
    ...['/', '/countries/kazakhstan', '/search', '/search?year=2026', '/search?q=members'],
    '/search?kind=press-release&countries=kazakhstan&year=2026',
    '/search?lang=fr&year=2026',
    '/search?kind=press-release&meetings=summit-meetings',
  ];
  const read = async () =>
    Promise.all(addresses.map(async (address) => (await get(address, at - 1)).text));
  const before = await read();
  const editions = { en: titled('Embargoed'), fr: titled('Sous embargo') };
  await put('', noon, { at, editions, meetings: ['summit-meetings'] });
  expect(await read()).toEqual(before);
  for (const address of addresses.filter((one) => one !== '/search')) {
    expect((await get(address, at)).text, address).toMatch(/Embargoed|Sous embargo/);
  }
});

test('of more than 300 terms only the uppermost are offered, and the chosen one', async () => {
  const { results } = await newsroom.db
    .prepare("select id, slug from terms where taxonomy = 'meetings'")
    .all<{ id: number; slug: string }>();
  const [{ id: parentId, slug } = { id: 0, slug: '' }] = results;
  const root = { id: parentId, slug, parentId: null, names: { en: 'Summit meetings' } };
  const below = Array.from({ length: 300 }, (_, place) => ({
    ...{ id: 10_000 + place, slug: `day-${place}`, parentId },
    names: { en: `Day ${place}` },
  }));
  const tree = [root, ...below].map((term) => ({ ...term, closed: 0, formerSlugs: [] }));
  await newsroom.db
    .prepare("update taxonomies set token = 'many', tree = ? where slug = 'meetings'")
    .bind(JSON.stringify(tree))
    .run();
  const { text } = await get('/');
  expect(text).toContain('<option value="summit-meetings">');
  expect(text).not.toContain('value="day-7"');
  const { text: filtered } = await get('/search?meetings=day-7&year=2026');
  expect(filtered).toContain('<option value="day-7" selected');
});
