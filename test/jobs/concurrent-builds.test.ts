/** Many readers and ticks build the same files at an instant, on a bucket with one write a second for a key. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, type Reply, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const readers = Number(process.env.HERD_READERS ?? 300);
const ticks = 12;

const feeds = ['/', '/fr/', '/countries/kazakhstan/', '/fr/kinds/press-release/'].flatMap((place) =>
  ['feed.xml', 'atom.xml', 'feed.json'].map((name) => place + name),
);
const sitemaps = ['/sitemap.xml', '/sitemaps/news.xml', '/sitemaps/1.xml'];
const standing = ['/sitemaps/pages.xml', '/sitemaps/kinds.xml'];
/** Paths that contain a release, and paths that contain none. */
const telling = [...feeds, ...sitemaps.slice(1)];
const all = [...feeds, ...sitemaps, ...standing];

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr', COUNTED_BUCKET: 'true' } });
  for (let day = 0; day < 20; day++)
    await release(newsroom, { now: noon - day * 1000, ...both('Before') });
  await newsroom.tickAt(noon);
  for (const path of all) expect((await newsroom.get(path, noon)).status, path).toBe(200);
});
afterAll(() => newsroom.dispose());

const both = (title: string) => ({
  editions: {
    en: { title, markdown: `${title}, word by word.` },
    fr: { title, markdown: `${title}, mot à mot.` },
  },
});

const writes = async () =>
  (await (await newsroom.fetch('/test/writes')).json()) as { made: Record<string, number> };

/** Readers of all files and ticks at once, some of whose clocks are a little behind others'. */
async function herd(at: number, { ticking }: { ticking: boolean }) {
  const asked = Array.from({ length: readers }, (_, n) => {
    const path = all[n % all.length] as string;
    const now = at - 2 + (n % 7);
    return newsroom.get(path, now).then((reply) => ({ path, now, reply }));
  });
  const ticked = Array.from({ length: ticking ? ticks : 0 }, (_, n) =>
    newsroom.tickAt(at + (n % 3)),
  );
  return { answers: await Promise.all(asked), ticks: await Promise.all(ticked) };
}

const failures = (replies: Reply[]) =>
  replies
    .filter(({ status }) => status !== 200)
    .map(({ status, text }) => `${status} ${text.slice(0, 80)}`);

test.each([
  ['readers alone', false],
  ['readers and twelve ticks', true],
])(
  'at an instant, concurrent %s: none fails, and each gets the state of its own moment',
  async (name, ticking) => {
    const at = noon + (ticking ? 20 : 10) * minute;
    const title = `On the dot, ${name}`;
    const slug = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    await release(newsroom, { now: at - 5 * minute, at, ...both(title) });
    const corrected = await release(newsroom, { now: at - 5 * minute, ...both(`Wrong, ${name}`) });
    await newsroom.tickAt(at - 4 * minute);
    await newsroom.edit('PUT', `/releases/${corrected.id}`, draft(both(`Right, ${name}`)), {
      now: at - minute,
      etag: '*',
    });
    const order = { at: new Date(at).toISOString(), note: { en: 'It was wrong.', fr: 'Faux.' } };
    const put = await newsroom.edit('PUT', `/releases/${corrected.id}/publication`, order, {
      now: at - minute,
      etag: '*',
    });
    expect(put.status, put.text).toBe(200);
    const before = await writes();
    const { answers, ticks } = await herd(at, { ticking });
    expect(failures(ticks)).toEqual([]);
    expect(failures(answers.map(({ reply }) => reply))).toEqual([]);
    const wrong = answers.filter(({ path, now, reply }) => {
      if (!telling.includes(path)) return false;
      const isNamed = reply.text.includes(title) || reply.text.includes(slug);
      const right = reply.text.includes(`${corrected.id}/right-`);
      return [isNamed, right].some((one) => one !== now >= at);
    });
    expect(wrong.map(({ path, now }) => `${path} at ${now - at}`)).toEqual([]);
    if (ticking) {
      const after = await writes();
      const twice = Object.entries(after.made).filter(
        ([key, n]) => n > (before.made[key] ?? 0) + 1,
      );
      expect(twice).toEqual([]);
    }
    await newsroom.tickAt(at + minute);
    for (const path of all) {
      const stored = await (await newsroom.bucket.get(`built${path}`))?.text();
      expect(stored, path).toBe((await newsroom.get(path, at + minute)).text);
    }
  },
);
