/**
 * Fuzzing of the API: thousands of valid and invalid requests by all callers, generated from the
 * OpenAPI document. Each response is validated against the document.
 *
 * FUZZ_REQUESTS sets the number of requests, FUZZ_SEED the random seed.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fuzzer } from './fuzzer.ts';
import { isReport } from './judgement.ts';
import { Contract, type Documented } from './openapi-contract.ts';
import { plansOf } from './request-arbitrary.ts';
import { type SeededNewsroom, seedNewsroom } from './seeded-newsroom.ts';

/** With fewer requests, some operation may have no success. */
const fewest = 3000;
const requests = Math.max(fewest, Number(process.env.FUZZ_REQUESTS ?? fewest));
const seed = Number(process.env.FUZZ_SEED ?? 1);

let seeded: SeededNewsroom;
let contract: Contract;
let fuzzer: Fuzzer;
beforeAll(async () => {
  seeded = await seedNewsroom();
  const { json } = await seeded.newsroom.get('/api/v1/openapi.json', seeded.now);
  contract = new Contract(json);
  fuzzer = new Fuzzer(seeded, contract);
});
afterAll(async () => {
  fuzzer.close();
  await seeded.newsroom.dispose();
});

test(
  'every response to any caller is documented',
  async () => {
    const plans = fc.oneof(...contract.operations.map(plansOf));
    const property = fc.asyncProperty(plans, (plan) => fuzzer.perform(plan));
    await fc.assert(property, { numRuns: requests, seed });
    expect(fuzzer.requests).toBeGreaterThanOrEqual(requests);
  },
  60_000 + requests * 50,
);

/** Whether an operation has had a success and, if it is closed, a refusal. */
function wasTried({ name, closed }: Documented): boolean {
  const statuses = [...(fuzzer.judgement.seen.get(name) ?? [])];
  const done = statuses.some((status) => status < 300 || isReport(name, status));
  return done && (!closed || statuses.some((status) => status >= 400));
}

/** More requests to an operation that chance has left without a success or a refusal. */
const most = 500;

test('every operation was called with success and with a refusal', async () => {
  for (const operation of contract.operations) {
    const plans = fc.sample(plansOf(operation), { numRuns: most, seed });
    while (!wasTried(operation) && plans.length > 0) await fuzzer.perform(plans.pop() as never);
  }
  const never = contract.operations.filter((operation) => !wasTried(operation));
  expect(never.map(({ name }) => [name, ...(fuzzer.judgement.seen.get(name) ?? [])])).toEqual([]);
}, 300_000);

test('no response contained the key of a stored object', async () => {
  const { results } = await seeded.newsroom.db.prepare('select key from blobs').all();
  expect(results.length).toBeGreaterThan(0);
  expect(results.filter(({ key }) => fuzzer.judgement.suspects.has(String(key)))).toEqual([]);
});

test('afterwards the audit chain is valid and readers get the same responses', async () => {
  const { newsroom } = seeded;
  const now = seeded.now + 60_000;
  // Webhooks of the last requests lead to hosts that nobody has.
  await newsroom.db.exec('update webhooks set disabled_at = 0');
  const verdict = await newsroom.edit('GET', '/audit/verify', null, { now });
  expect(verdict.json).toMatchObject({ valid: true, brokenAt: null });
  expect((await newsroom.tickAt(now)).status).toBe(200);
  const list = await newsroom.get('/api/v1/releases?lang=en&limit=5', now);
  const { url } = list.json.items[0];
  for (const address of ['/', '/fr', '/feed.xml', '/sitemap.xml', new URL(url).pathname]) {
    const page = await newsroom.get(address, now);
    expect([address, page.status]).toEqual([address, 200]);
  }
});
