/** The platform fails at each call of a reader's request: nothing early, nothing kept, no cause told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from './newsroom.ts';
import {
  correcting,
  faultsOf,
  leak,
  type Prepared,
  present,
  Stage,
  type Step,
  scheduled,
  told,
  unbuilt,
} from './prepared-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.newsroom.dispose());

/** States, and what of them no reader may get to know. */
const states: [name: string, steps: Step[], secret: RegExp][] = [
  ['public, with files that are not built yet', unbuilt, /drafted/i],
  ['public, with a correction to come', correcting, /put.right|was wrong/i],
  ['scheduled', scheduled, /as.it.was.meant|programme\.pdf/i],
  ['withdrawn as gone', told, /as.it.was.meant/i],
];

const addresses: [name: string, of: (prepared: Prepared) => string][] = [
  ['the newsroom', () => '/'],
  ['a term in another language', () => '/fr/kinds/press-release'],
  ['the release', ({ page }) => page],
  ['the release without its title', ({ id }) => `/releases/${id}`],
  ['its file', ({ file }) => file],
  ['the list as JSON', () => '/api/v1/releases'],
  ['the release as JSON', ({ id }) => `/api/v1/releases/${id}`],
  ['the feed', () => '/feed.xml'],
  ['the sitemap index', () => '/sitemap.xml'],
  ['a sitemap', () => '/sitemaps/1.xml'],
];

/** Of an answer, whatever a reader can tell apart. */
const seen = ({ status, headers, text }: Reply) => [
  status,
  headers.get('Location'),
  headers.get('ETag'),
  headers.get('Cloudflare-CDN-Cache-Control'),
  text,
];

describe.each(states)('while a release is %s, a fault at any call to read', (_, steps, secret) => {
  test.each(addresses)('%s fails closed, and only that request', async (_name, addressOf) => {
    const prepared = await stage.prepare(steps);
    const address = addressOf(prepared);
    const get = (headers?: Record<string, string>) => stage.newsroom.get(address, present, headers);
    await stage.storage.putBack(prepared.kept);
    const faultless = await get();
    expect(faultless.text).not.toMatch(secret);
    const faults = faultsOf(faultless);
    expect(faults).not.toEqual([]);
    for (const fault of faults) {
      await stage.storage.putBack(prepared.kept);
      const { status, headers, text } = await get({ 'X-Test-Fault': fault });
      expect([500, 503], fault).toContain(status);
      expect(headers.get('Cache-Control'), fault).toBe('no-store');
      for (const name of ['Cloudflare-CDN-Cache-Control', 'Cache-Tag', 'ETag', 'Location']) {
        expect(headers.get(name), `${fault}: ${name}`).toBeNull();
      }
      expect(text, fault).not.toMatch(leak);
      expect(text, fault).not.toMatch(secret);
      expect(text, fault).not.toContain(prepared.id);
      expect(seen(await get()), fault).toEqual(seen(faultless));
    }
  });
});
