/** The platform fails at each call of a reader's request: nothing early, nothing cached, no cause shown. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reply } from './newsroom.ts';
import {
  correcting,
  leak,
  type Prepared,
  type PreparedStep,
  present,
  Stage,
  scheduled,
  stateFaults,
  unbuilt,
  withdrawnAndBuilt,
} from './prepared-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.newsroom.dispose());

type Address = (prepared: Prepared) => string;

const shown: Record<string, Address> = {
  'the newsroom': () => '/',
  'a term in another language': () => '/fr/kinds/press-release',
  'the release': ({ page }) => page,
  'the release without its title': ({ id }) => `/releases/${id}`,
  'its history': ({ id }) => `/releases/${id}/history`,
  'its Markdown': ({ id }) => `/releases/${id}.md`,
  'it as ninjs': ({ id }) => `/releases/${id}.ninjs.json`,
  'it as a card': ({ page }) =>
    `/oembed?url=${encodeURIComponent(`https://newsroom.example${page}`)}&format=json`,
  'its file': ({ file }) => file,
  'all its files': ({ id }) => `/releases/${id}.zip`,
  'a rendition of its file': ({ file }) => `/pictures/${file.split('/')[2]}/320.webp`,
  'a taxonomy': () => '/kinds',
  'a search': () => '/search?q=drafted',
  'the archive': () => '/archive',
  'a year of the archive': () => '/archive/2026',
  'the list as JSON': () => '/api/v1/releases',
  'the release as JSON': ({ id }) => `/api/v1/releases/${id}`,
};
const built: Record<string, Address> = {
  'the feed': () => '/feed.xml',
  'a sitemap': () => '/sitemaps/1.xml',
  'the sitemap index': () => '/sitemap.xml',
};

/** States, each with the texts that no reader may see and the addresses that are read. */
const states: [
  name: string,
  steps: PreparedStep[],
  secret: RegExp,
  read: Record<string, Address>,
][] = [
  ['to be corrected', correcting, /put.right|was wrong/i, { ...shown, ...built }],
  ['scheduled', scheduled, /as.it.was.meant|programme\.pdf/i, { ...shown, ...built }],
  ['withdrawn as gone', withdrawnAndBuilt, /as.it.was.meant/i, { ...shown, ...built }],
  ['public but in no file yet', unbuilt, /drafted/i, { 'the feed': () => '/feed.xml' }],
];
const readings = states.flatMap(([state, steps, secret, read]) =>
  Object.entries(read).map(([name, addressOf]) => ({ name, state, steps, secret, addressOf })),
);

/** The parts of an answer that a reader can compare. */
const seen = ({ status, headers, text }: Reply) => [
  status,
  headers.get('Location'),
  headers.get('ETag'),
  headers.get('Cloudflare-CDN-Cache-Control'),
  text,
];

test.each(readings)(
  'a fault at any call to read $name, while a release is $state: it fails closed, and only that response',
  async ({ steps, secret, addressOf }) => {
    const prepared = await stage.prepare(steps);
    const address = addressOf(prepared);
    const get = (headers?: Record<string, string>) => stage.newsroom.get(address, present, headers);
    await stage.storage.restore(prepared.saved);
    const faultless = await get();
    expect(faultless.text).not.toMatch(secret);
    const faults = stateFaults(faultless);
    expect(faults).not.toEqual([]);
    let failed = 0;
    for (const fault of faults) {
      await stage.storage.restore(prepared.saved);
      const answer = await get({ 'X-Test-Fault': fault });
      const { status, headers, text } = answer;
      if (status < 500) {
        // The failed call was made after the answer.
        expect(seen(answer), fault).toEqual(seen(faultless));
        continue;
      }
      expect([500, 503], fault).toContain(status);
      failed += 1;
      expect(headers.get('Cache-Control'), fault).toBe('no-store');
      for (const name of ['Cloudflare-CDN-Cache-Control', 'Cache-Tag', 'ETag', 'Location']) {
        expect(headers.get(name), `${fault}: ${name}`).toBeNull();
      }
      for (const hidden of [leak, secret, new RegExp(prepared.id)]) {
        expect(text, fault).not.toMatch(hidden);
      }
      expect(seen(await get()), fault).toEqual(seen(faultless));
    }
    expect(failed).toBeGreaterThan(0);
  },
);
