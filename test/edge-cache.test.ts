/** What may be kept, where, and for how long. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cacheHeaders, type PolicyName } from '../src/edge-cache.ts';

const shared = ['page', 'list', 'data', 'built', 'file'] as const satisfies PolicyName[];
const unshared = ['asset', 'icon', 'refusal', 'private'] as const satisfies PolicyName[];

const policy = fc.constantFrom(...shared);
const now = fc.integer({ min: 0, max: 4_102_444_800_000 });
const wait = fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 1e12 }));

function edge(name: PolicyName, at: number, next: number | null) {
  const headers = cacheHeaders(name, { now: at, next, tags: ['a', 'b'] });
  const field = headers['Cloudflare-CDN-Cache-Control'] ?? '';
  const seconds = (directive: string) =>
    Number(new RegExp(`(?:^|, )${directive}=(\\d+)(?:,|$)`).exec(field)?.[1] ?? 0);
  const kept = seconds('max-age') + seconds('stale-while-revalidate');
  return { headers, field, kept, fresh: seconds('max-age') };
}

describe('at the edge', () => {
  test('nothing is kept past the next instant, stale time included', () => {
    fc.assert(
      fc.property(policy, now, wait, (name, at, milliseconds) => {
        const { kept } = edge(name, at, at + milliseconds);
        if (kept > 0) expect(at + kept * 1000).toBeLessThan(at + milliseconds);
      }),
    );
  });

  test('nothing is kept for more than 60 seconds', () => {
    fc.assert(
      fc.property(policy, now, fc.option(wait), (name, at, milliseconds) => {
        const next = milliseconds === null ? null : at + milliseconds;
        expect(edge(name, at, next).kept).toBeLessThanOrEqual(60);
      }),
    );
  });

  test('nothing is served stale because the Worker failed', () => {
    fc.assert(
      fc.property(policy, now, fc.option(wait), (name, at, milliseconds) => {
        const { field } = edge(name, at, milliseconds === null ? null : at + milliseconds);
        expect(field).toMatch(/(?:^|, )stale-if-error=0(?:,|$)/);
      }),
    );
  });

  test('a lifetime is a whole number that is never negative, also when the instant has passed', () => {
    fc.assert(
      fc.property(policy, now, fc.integer({ min: -1e9, max: 1e9 }), (name, at, milliseconds) => {
        expect(edge(name, at, at + milliseconds).field).toMatch(/^public, max-age=\d+, /);
      }),
    );
  });

  test('what serves no stale answers says so', () => {
    fc.assert(
      fc.property(policy, now, wait, (name, at, milliseconds) => {
        const { field } = edge(name, at, at + milliseconds);
        expect(field.includes('must-revalidate')).toBe(!field.includes('stale-while-revalidate'));
      }),
    );
  });

  test('with nothing scheduled, every policy keeps something', () => {
    for (const name of shared) expect(edge(name, 0, null).fresh).toBeGreaterThan(0);
  });

  test('answers are kept under their tags', () => {
    expect(edge('page', 0, null).headers['Cache-Tag']).toBe('a,b');
  });

  test('refusals, private answers and assets have no lifetime of their own there', () => {
    for (const name of unshared) {
      expect(Object.keys(edge(name, 0, null).headers)).toEqual(['Cache-Control']);
    }
  });
});

describe('in browsers', () => {
  test('nothing tells whether something is scheduled', () => {
    fc.assert(
      fc.property(policy, now, wait, (name, at, milliseconds) => {
        const [scheduled, quiet] = [edge(name, at, at + milliseconds), edge(name, at, null)];
        expect(scheduled.headers['Cache-Control']).toBe(quiet.headers['Cache-Control']);
        expect(Object.keys(scheduled.headers)).toEqual(Object.keys(quiet.headers));
      }),
    );
  });

  test('what can change is always asked for again', () => {
    for (const name of shared) {
      expect(cacheHeaders(name)).toEqual({ 'Cache-Control': 'public, max-age=0, must-revalidate' });
    }
  });

  test('refusals and private answers are not stored', () => {
    expect(cacheHeaders('refusal')).toEqual({ 'Cache-Control': 'no-store' });
    expect(cacheHeaders('private')).toEqual({ 'Cache-Control': 'private, no-store' });
  });
});
