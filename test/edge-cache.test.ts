/** Cache policies: which responses may be cached, where, and for how long. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cacheHeaders, type PolicyName, shortenLifetime } from '../src/edge-cache.ts';

const shared = ['page', 'list', 'data', 'built', 'file', 'missing'] as const satisfies PolicyName[];
const unshared = ['asset', 'icon', 'refusal', 'private'] as const satisfies PolicyName[];

const policy = fc.constantFrom(...shared);
const now = fc.integer({ min: 0, max: 4_102_444_800_000 });
const wait = fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 1e12 }));

function edge(name: PolicyName, at: number, next: number | null) {
  const headers = cacheHeaders(name, { now: at, next, tags: ['a', 'b'] });
  const field = headers['Cloudflare-CDN-Cache-Control'] ?? '';
  const seconds = (directive: string) =>
    Number(new RegExp(`(?:^|, )${directive}=(\\d+)(?:,|$)`).exec(field)?.[1] ?? 0);
  return { headers, field, lifetime: seconds('max-age') };
}

const minute = 60_000;

describe('at the edge', () => {
  test('nothing is cached past the next instant', () => {
    fc.assert(
      fc.property(policy, now, wait, (name, at, milliseconds) => {
        const { lifetime } = edge(name, at, at + milliseconds);
        if (lifetime > 0) expect(at + lifetime * 1000).toBeLessThan(at + milliseconds);
      }),
    );
  });

  test('nothing is cached past the end of a minute, even in whole seconds', () => {
    fc.assert(
      fc.property(policy, now, fc.integer({ min: 0, max: 249 }), (name, at, spent) => {
        const { lifetime } = edge(name, at, null);
        const end = (Math.floor(at / minute) + 1) * minute;
        const storedAt = at + spent;
        if (lifetime > 0) expect(storedAt + lifetime * 1000).toBeLessThanOrEqual(end);
        if (lifetime > 0) expect(Math.floor(storedAt / 1000) + lifetime).toBeLessThan(end / 1000);
      }),
    );
  });

  test('a coming whole minute changes nothing', () => {
    fc.assert(
      fc.property(policy, now, fc.integer({ min: 1, max: 100 }), (name, at, minutes) => {
        const next = (Math.floor(at / minute) + minutes) * minute;
        expect(edge(name, at, next).headers).toEqual(edge(name, at, null).headers);
      }),
    );
  });

  test('a response that took long to build is cached for less time', () => {
    fc.assert(
      fc.property(policy, now, fc.integer({ min: 0, max: 100_000 }), (name, at, spent) => {
        const headers = new Headers(edge(name, at, null).headers);
        shortenLifetime(headers, spent);
        const field = headers.get('Cloudflare-CDN-Cache-Control') ?? '';
        const lifetime = Number(/^public, max-age=(\d+), must-revalidate/.exec(field)?.[1]);
        if (lifetime > 0) {
          const end = (Math.floor(at / minute) + 1) * minute;
          expect(at + spent + lifetime * 1000).toBeLessThanOrEqual(end);
        }
      }),
    );
  });

  test('nothing is cached for more than 60 seconds', () => {
    fc.assert(
      fc.property(policy, now, fc.option(wait), (name, at, milliseconds) => {
        const next = milliseconds === null ? null : at + milliseconds;
        expect(edge(name, at, next).lifetime).toBeLessThanOrEqual(60);
      }),
    );
  });

  test('nothing is served stale on an error of the Worker', () => {
    fc.assert(
      fc.property(policy, now, fc.option(wait), (name, at, milliseconds) => {
        const { field } = edge(name, at, milliseconds === null ? null : at + milliseconds);
        expect(field).toMatch(/(?:^|, )stale-if-error=0(?:,|$)/);
      }),
    );
  });

  test('a lifetime is a whole number and never negative, even after the instant', () => {
    fc.assert(
      fc.property(policy, now, fc.integer({ min: -1e9, max: 1e9 }), (name, at, milliseconds) => {
        expect(edge(name, at, at + milliseconds).field).toMatch(/^public, max-age=\d+, /);
      }),
    );
  });

  test('nothing is served stale while it is revalidated', () => {
    fc.assert(
      fc.property(policy, now, wait, (name, at, milliseconds) => {
        const { field } = edge(name, at, at + milliseconds);
        expect(field).toContain('must-revalidate');
        expect(field).not.toContain('stale-while-revalidate');
      }),
    );
  });

  test('with nothing scheduled, every policy caches', () => {
    for (const name of shared) expect(edge(name, 0, null).lifetime).toBeGreaterThan(0);
  });

  test('responses are cached under their tags', () => {
    expect(edge('page', 0, null).headers['Cache-Tag']).toBe('a,b');
  });

  test('refusals, private responses and assets have no lifetime of their own', () => {
    for (const name of unshared) {
      expect(Object.keys(edge(name, 0, null).headers)).toEqual(['Cache-Control']);
    }
  });
});

describe('in browsers', () => {
  test('no header reveals whether something is scheduled', () => {
    fc.assert(
      fc.property(policy, now, wait, (name, at, milliseconds) => {
        const [scheduled, quiet] = [edge(name, at, at + milliseconds), edge(name, at, null)];
        expect(scheduled.headers['Cache-Control']).toBe(quiet.headers['Cache-Control']);
        expect(Object.keys(scheduled.headers)).toEqual(Object.keys(quiet.headers));
      }),
    );
  });

  test('a response that can change is always revalidated', () => {
    for (const name of shared.filter((one) => one !== 'missing')) {
      expect(cacheHeaders(name)).toEqual({ 'Cache-Control': 'public, max-age=0, must-revalidate' });
    }
  });

  test('refusals and private responses are not stored', () => {
    expect(cacheHeaders('refusal')).toEqual({ 'Cache-Control': 'no-store' });
    expect(cacheHeaders('missing')).toEqual({ 'Cache-Control': 'no-store' });
    expect(cacheHeaders('private')).toEqual({ 'Cache-Control': 'private, no-store' });
  });
});
