/** Search by terms or dates alone: a list with the same visibility and cost as others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const day = 24 * hour;
const later = noon + 30 * day;
let newsroom: Newsroom;

const titled = (title: string) => ({ title, markdown: 'Of members.', summary: 'In <short>.' });

beforeAll(async () => {
  newsroom = await openNewsroom();
  for (let number = 1; number <= 45; number++) {
    const now = noon + (number % 30) * day - 30 * day;
    const countries = number % 3 === 0 ? [] : ['kazakhstan'];
    const editions = { en: titled(`No. ${number}`), ...(number === 1 && { fr: titled('Nº 1') }) };
    await release(newsroom, { now, countries, editions });
  }
});
afterAll(() => newsroom.dispose());

/** One page of a search, by its right address where the asked one is spelled otherwise. */
async function find(query: string, { lang = '', now = later, page = '/search' } = {}) {
  const asked = await newsroom.get(`${lang}${page}?${query}`, now);
  const right = asked.status === 301 ? asked.headers.get('Location') : null;
  const { status, text, headers } = right === null ? asked : await newsroom.get(right, now);
  expect(status, query).toBe(200);
  const titles = [...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, title]) => title);
  const next =
    /<a [^>]*rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? null;
  return { titles, next, text, headers };
}

/** The titles of all pages of a search, which leads from one to the next. */
async function findAll(query: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let next: string | null = `/search?${query}`; next !== null; ) {
    const [page = '', asked = ''] = next.split('?');
    const { titles, next: further } = await find(asked, { page });
    found.push(...titles);
    next = further;
  }
  return found;
}

/** The list of the API for the same query. */
async function listed(query: string): Promise<unknown[]> {
  const { json } = await newsroom.get(`/api/v1/releases?lang=en&limit=100&${query}`, later);
  return json.items.map(({ editions }: { editions: Record<string, { title: string }> }) => {
    return editions.en?.title;
  });
}

describe('a search without words', () => {
  test.each([
    'since=2020-01-01',
    'until=2026-06-20',
    'since=2026-06-10&until=2026-06-20',
    'kind=press-release',
    'countries=kazakhstan',
    'countries=participating-states&until=2026-06-20',
    'countries=kazakhstan&kind=press-release&since=2026-06-05',
    'fields-of-work=policing&fields-of-work=rule-of-law',
  ])('%s finds everything in the API’s list, newest first, page by page', async (query) => {
    const found = await findAll(query);
    expect(found.length).toBeGreaterThan(10);
    expect(found).toEqual(await listed(query));
    expect(await findAll(`q=&${query}`)).toEqual(found);
  });

  test('links to canonical URLs', async () => {
    const { next } = await find('since=2020-01-01&kind=press-release');
    expect((await newsroom.get(next ?? '', later)).status).toBe(200);
  });

  test('every page repeats the query and takes one trip', async () => {
    await find('q=members');
    const query = 'countries=kazakhstan&since=2020-01-01';
    const first = await find(query);
    expect(first.text).toContain('<p class="summary">In &lt;short&gt;.</p>');
    expect(first.text).toContain('value="2020-01-01"');
    expect(first.text).toContain('<option value="kazakhstan" selected');
    expect(first.text).toContain('Results: 30');
    expect(first.next).toMatch(/^\/search\?countries=kazakhstan&since=2020-01-01&cursor=/);
    const second = await find((first.next ?? '').slice('/search?'.length));
    for (const { headers } of [first, second]) {
      expect(headers.get('X-Test-Trips')).toBe('1');
    }
    const words = await find('q=members');
    expect(first.headers.get('Cache-Control')).toBe(words.headers.get('Cache-Control'));
  });

  test('a search by days alone reads only the rows of its page, at any position', async () => {
    const first = await find('since=2020-01-01');
    const second = await find((first.next ?? '').slice('/search?'.length));
    for (const { headers } of [first, second]) {
      expect(headers.get('X-Test-Trips')).toBe('1');
      expect(Number(headers.get('X-Test-Rows'))).toBeLessThan(150);
    }
  });

  test('searches the language of the page, or another that is requested', async () => {
    expect((await find('since=2020-01-01', { lang: '/fr' })).titles).toEqual(['Nº 1']);
    const other = await find('since=2020-01-01&lang=en', { lang: '/fr' });
    expect(other.titles).toHaveLength(20);
    expect(other.next).toContain('lang=en');
    expect(other.headers.get('Cache-Tag')).toContain('-en');
  });
});

test.each([
  'since=2030-01-01',
  'until=2020-01-01',
  'since=2026-06-20&until=2026-06-10',
  'kind=press-release&meetings=summit-meetings',
])('%s finds nothing, and the page says so', async (query) => {
  const { titles, next, text } = await find(query);
  expect([titles, next]).toEqual([[], null]);
  expect(text).toContain('No releases match these filters.');
});

test('a query of signs alone finds nothing; an empty query shows the form alone', async () => {
  expect((await find('q=%3F%21')).text).toContain('No releases found for this search.');
  expect((await find('')).text).not.toContain('class="nothing"');
});

test.each(['since=2020-01-01', 'countries=kazakhstan', 'kind=press-release&until=2027-01-01'])(
  '%s shows no release before its instant or after its withdrawal',
  async (query) => {
    const at = later + day;
    const made = await release(newsroom, { now: later, at, editions: { en: titled('Embargoed') } });
    expect((await find(query, { now: at - 1 })).titles).not.toContain('Embargoed');
    const { titles } = await find(query, { now: at });
    expect(titles[0]).toBe('Embargoed');
    const withdrawal = `/releases/${made.id}/withdrawal`;
    const options = { now: at + 1, etag: '*' };
    await newsroom.edit('PUT', withdrawal, { mode: 'gone' }, options);
    expect((await find(query, { now: at + 1 })).titles).not.toContain('Embargoed');
  },
);
