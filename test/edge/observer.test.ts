/** E3: who polls through the edge cannot tell a minute with an embargo from one without. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, release } from '../newsroom.ts';
import { type EdgeNewsroom, openBehindEdge } from './behind-edge.ts';

const second = 1000;
const minute = 60 * second;
const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');

let edge: EdgeNewsroom;
let shown: string[];
/** Begun at a whole hour; each test has hours of its own. */
let now = Date.UTC(2026, 6, 1, 12);
beforeAll(async () => {
  edge = await openBehindEdge();
  const made = await edge.edit('POST', '/releases', draft(), { now });
  const { id, editions } = made.json;
  const put = await edge.edit('PUT', `/releases/${id}/attachments/a.pdf`, pdf, {
    now,
    headers: { 'Content-Type': 'application/pdf' },
  });
  await edge.edit('PUT', `/releases/${id}/publication`, {}, { now, etag: '*' });
  shown = [
    ...['/', '/fr', '/kinds/press-release', '/archive/2026', '/search?q=judges', '/kinds'],
    ...['/feed.xml', '/feed.json', '/fields-of-work/policing/atom.xml'],
    ...['/sitemap.xml', '/sitemaps/1.xml', '/sitemaps/news.xml', '/sitemaps/pages.xml'],
    ...['/api/v1/releases', '/api/v1/changes', '/api/v1/taxonomies', `/api/v1/releases/${id}`],
    ...[`/releases/${id}/${editions.en.slug}`, `/releases/${id}.md`, `/releases/${id}/history`],
    ...[`/releases/${id}/wrong`, `/fr/releases/${id}`, new URL(put.json.url).pathname],
  ];
  // Past the week in which a page tells the hour, and the days in which something is news.
  now += 30 * 24 * 60 * minute;
});
afterAll(() => edge.dispose());

const absent = '0123456789ab';
const missing = (id: string) => [
  ...[`/releases/${id}`, `/releases/${id}/x`, `/releases/${id}.json`, `/fr/releases/${id}/x`],
  ...[`/api/v1/releases/${id}`, `/releases/${id}/history`],
];

/** Numbers between 0 and 1 that only look random. */
function* numbers(seed: number) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

interface Act {
  at: number;
  carryOut: (now: number) => Promise<unknown>;
}

/**
 * All that an observer records who polls every address at moments drawn alike for each span: until
 * `length` milliseconds after `begin`, while ticks run and others act.
 */
async function observe(begin: number, length: number, paths: string[], acts: Act[] = []) {
  // Nothing depends on what the span before left at the edge.
  for (const path of paths) await edge.get(path, begin - 90 * second);
  const drawn = numbers(7);
  const draw = () => drawn.next().value as number;
  const moments = Array.from({ length: 60 }, () => Math.floor(draw() * length));
  // In the last second, where lifetimes end, and about the ends of the other minutes.
  const ends = [length - 1, length - 200, length - 800, length - 1300, length - 2200];
  const polls = [...moments, ...ends, ...ends.map((end) => end - minute)].filter((at) => at >= 0);
  const events = [
    ...polls.map((at) => ({ at, path: paths[Math.floor(draw() * paths.length)] ?? '' })),
    ...polls.map((at) => ({ at, path: paths[Math.floor(draw() * paths.length)] ?? '' })),
    ...Array.from({ length: length / minute }, (_, nth) => ({
      at: nth * minute + 900,
      tick: true,
    })),
    ...acts,
  ].toSorted((a, b) => a.at - b.at);
  const seen: unknown[] = [];
  for (const event of events) {
    const moment = begin + event.at;
    if ('tick' in event) await edge.tickAt(moment);
    else if ('carryOut' in event) await event.carryOut(moment);
    else seen.push(await recorded(event.path, moment, begin));
  }
  return seen;
}

/** Status, body and every header, with instants counted from the beginning of the span. */
async function recorded(path: string, moment: number, begin: number) {
  const { status, headers, text } = await edge.get(path, moment);
  const visible = [...headers].filter(([name]) => !name.startsWith('x-test-'));
  const relative = visible.map(([name, value]) =>
    name === 'date' ? [name, Date.parse(value) - begin] : [name, value],
  );
  return { path, at: moment - begin, status, headers: relative, text };
}

const hour = 60 * minute;

/** A separate span of time, after ticks have notified all earlier changes. */
async function nextSpan(): Promise<number> {
  now += hour;
  for (const before of [4, 3, 2, 1]) await edge.tickAt(now - before * minute);
  return now;
}

test('in the minutes before an instant every response equals those of other minutes, to the last header', async () => {
  const paths = [...shown, ...missing(absent)];
  const without = await observe(await nextSpan(), 3 * minute, paths);
  const begin = await nextSpan();
  await release(edge, { now: begin - 30 * minute, at: begin + 3 * minute });
  for (const before of [4, 3, 2, 1]) await edge.tickAt(begin - before * minute);
  expect(await observe(begin, 3 * minute, paths)).toEqual(without);
});

test('a hidden release responds like one that never existed, in every minute', async () => {
  const begin = await nextSpan();
  const { id } = await release(edge, { now: begin - 30 * minute, at: begin + 3 * minute });
  const hidden = await observe(begin, 3 * minute, missing(id));
  const never = await observe(await nextSpan(), 3 * minute, missing(absent));
  const unnamed = (visible: unknown, name: string) => JSON.stringify(visible).replaceAll(name, '…');
  expect(unnamed(hidden, id)).toBe(unnamed(never, absent));
});

test.each([
  ['in the next minute', 2 * minute],
  ['in an hour', hour],
])('scheduling for %s, postponing and cancelling is not observable', async (_, ahead) => {
  const before = await observe(await nextSpan(), 2 * minute, shown);
  let made: Awaited<ReturnType<typeof release>>;
  const act = (method: string, body: unknown) => (moment: number) =>
    edge.edit(method, `/releases/${made.id}/publication`, body, { now: moment, etag: '*' });
  const begin = await nextSpan();
  const acts: Act[] = [
    {
      at: 20 * second,
      carryOut: async (moment) => {
        made = await release(edge, { now: moment, at: begin + ahead });
      },
    },
    {
      at: 50 * second,
      carryOut: act('PUT', { at: new Date(begin + ahead + minute).toISOString() }),
    },
    { at: 95 * second, carryOut: act('DELETE', null) },
  ];
  expect(await observe(begin, 2 * minute, shown, acts)).toEqual(before);
});
