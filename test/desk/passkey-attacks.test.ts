/** Answers of passkeys that were swapped, cut, replayed or made for somebody else: each signs nobody in. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, origin } from '../newsroom.ts';
import { SoftPasskey } from './authenticator.ts';
import {
  addPasskey,
  countRows,
  enterByPasskey,
  newestEntries,
  optionsAt,
  ownPasskeys,
  personWithPasskey,
  signInPath,
} from './passkey-person.ts';
import { Visitor } from './visitor.ts';

interface Answer {
  id: string;
  rawId: string;
  response: Record<string, unknown>;
}

let newsroom: Newsroom;
/** The person whose passkey is attacked, and the attacker, who has one as well. */
let ada: SoftPasskey;
let eve: SoftPasskey;
let sessions: number | null;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  ada = (await personWithPasskey(newsroom, 'Ada', 'admin')).passkey;
  eve = (await personWithPasskey(newsroom, 'Eve')).passkey;
  for (const one of [ada, eve]) await enterByPasskey(newsroom, one);
});
afterAll(() => newsroom.dispose());
beforeEach(async () => {
  sessions = await countRows(newsroom, 'tokens');
});

const optionsFor = (visitor: Visitor) => optionsAt(visitor, `${signInPath}/request`);
const parsed = (credential: string): Answer => JSON.parse(credential);

/** Posts an answer in a browser that was asked. @param answers makes it from the options */
async function present(answers: (options: { challenge: string; rpId: string }) => Answer | string) {
  const visitor = new Visitor(newsroom);
  const made = answers(await optionsFor(visitor));
  const credential = typeof made === 'string' ? made : JSON.stringify(made);
  return { visitor, page: await visitor.post(signInPath, { credential }) };
}

type Presented = Awaited<ReturnType<typeof present>>;

/** The page says that nobody was signed in; no session was made; the audit names the passkey's person. */
async function expectRefusal({ visitor, page }: Presented, person: string | null, reason?: RegExp) {
  expect([page.status, page.text1('h1')]).toEqual([403, 'You were not signed in']);
  expect(page.text1('[role=alert]')).toContain('The passkey was not accepted.');
  expect((await visitor.request('/desk')).status).toBe(303);
  expect(await countRows(newsroom, 'tokens')).toBe(sessions);
  if (person === null) return;
  expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
    action: 'signIn.refused',
    kind: 'passkey/',
    name: person,
    reason: expect.stringMatching(reason ?? /./),
  });
}

describe('an answer', () => {
  test('to the challenge of another browser is refused in this one', async () => {
    const asked = await optionsFor(new Visitor(newsroom));
    await expectRefusal(await present(() => ada.sign(asked)), 'Ada', /challenge/);
  });

  test('is not accepted again in the browser that sent it, which was asked anew', async () => {
    const visitor = new Visitor(newsroom);
    const credential = ada.sign(await optionsFor(visitor));
    expect((await visitor.post(signInPath, { credential })).text1('h1')).toBe('Today');
    sessions = await countRows(newsroom, 'tokens');
    await expectRefusal(await present(() => credential), 'Ada', /challenge/);
  });

  test('of one person does not sign in another by the id of her passkey', async () => {
    const swapped = await present((options) => {
      const answer = parsed(eve.sign(options));
      return { ...answer, id: ada.id, rawId: ada.id };
    });
    await expectRefusal(swapped, 'Ada', /another person/);
    const unnamed = await present((options) => {
      const { response, ...answer } = parsed(eve.sign(options));
      return { ...answer, id: ada.id, rawId: ada.id, response: { ...response, userHandle: null } };
    });
    await expectRefusal(unnamed, 'Ada', /signature/);
  });

  test.each(['authenticatorData', 'clientDataJSON', 'signature'])(
    'with the %s of another answer of the same passkey is refused',
    async (part) => {
      const before = parsed(ada.sign(await optionsFor(new Visitor(newsroom))));
      const swapped = await present((options) => {
        const answer = parsed(ada.sign(options));
        return { ...answer, response: { ...answer.response, [part]: before.response[part] } };
      });
      await expectRefusal(swapped, 'Ada');
    },
  );

  test('with the authenticator data of another passkey is refused', async () => {
    const swapped = await present((options) => {
      const [answer, other] = [parsed(ada.sign(options)), parsed(eve.sign(options))];
      const { authenticatorData } = other.response;
      return { ...answer, response: { ...answer.response, authenticatorData } };
    });
    await expectRefusal(swapped, 'Ada', /signature/);
  });

  test('signed with another algorithm is refused', async () => {
    const forged = await present((options) => ada.sign(options, { otherAlgorithm: true }));
    await expectRefusal(forged, 'Ada', /signature/i);
  });

  test('whose counter stands still is refused, and the next one is accepted', async () => {
    await enterByPasskey(newsroom, ada, { counter: 500 });
    sessions = await countRows(newsroom, 'tokens');
    for (const counter of [500, 499, 0]) {
      await expectRefusal(
        await present((options) => ada.sign(options, { counter })),
        'Ada',
        /copy/,
      );
    }
    const next = await enterByPasskey(newsroom, ada, { counter: 501 });
    expect(next.page.text1('h1')).toBe('Today');
  });

  test('with data of the authenticator that were cut is refused, though they are signed', async () => {
    for (const cut of [0, 1, 31, 32, 33, 36]) {
      const short = await present((options) => ada.sign(options, { cut }));
      await expectRefusal(short, cut === 0 ? null : 'Ada', /too short/);
    }
  });

  test('with a signature of any other length is refused', async () => {
    for (const change of [-71, -40, -34, -33, -32, -2, -1, 1, 40]) {
      const cut = await present((options) => {
        const answer = parsed(ada.sign(options));
        const signature = Buffer.from(String(answer.response.signature), 'base64url');
        // Bytes behind the two numbers are read by nobody: the first number is changed as well.
        if (change > 0) signature[3] = (signature[3] ?? 0) + 1;
        const longer = Buffer.concat([signature, Buffer.alloc(Math.max(0, change))]);
        const other = longer.subarray(0, change < 0 ? change : undefined).toString('base64url');
        return { ...answer, response: { ...answer.response, signature: other || 'AA' } };
      });
      await expectRefusal(cut, 'Ada');
    }
  });

  test('to a script is refused as JSON, with nobody signed in', async () => {
    const visitor = new Visitor(newsroom);
    const credential = ada.sign(await optionsFor(visitor), { forged: true });
    const json = { Accept: 'application/json' };
    const page = await visitor.post(signInPath, { credential }, json);
    expect([page.status, page.json.detail]).toEqual([
      403,
      expect.stringContaining('The passkey was not accepted.'),
    ]);
    expect(visitor.cookies.has('__Host-dateline')).toBe(false);
    expect(await countRows(newsroom, 'tokens')).toBe(sessions);
  });
});

describe('a new passkey', () => {
  let visitor: Visitor;
  let keys: number | null;
  beforeAll(async () => {
    visitor = new Visitor(newsroom);
    await visitor.signIn('author', 'Ina');
    keys = await countRows(newsroom, 'passkeys');
  });

  const creation = () => optionsAt(visitor, `${ownPasskeys}/options`);

  async function expectNone(credential: string) {
    const page = await visitor.post(ownPasskeys, { credential, name: 'Kept' });
    expect([page.status, page.texts('.faults li').length]).toEqual([422, 1]);
    expect(await countRows(newsroom, 'passkeys')).toBe(keys);
    expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
      action: 'passkey.refused',
      kind: 'editor/',
      name: 'Ina',
    });
  }

  test('with data that were cut at any byte is not registered', async () => {
    for (const cut of [1, 36, 37, 52, 53, 54, 55, 56, 70]) {
      await expectNone(new SoftPasskey(origin).register(await creation(), { cut }));
    }
  });

  test.each([0x44, 0x41, 0x40, 0x05, 0x00])(
    'with the flags %i is not registered',
    async (flags) => {
      await expectNone(new SoftPasskey(origin).register(await creation(), { flags }));
    },
  );

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const large = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  const edwards = generateKeyPairSync('ed25519').publicKey;
  const der = (key: typeof rsa) =>
    key.export({ type: 'spki', format: 'der' }).toString('base64url');
  test.each([
    ['of an algorithm that was not asked for', { publicKeyAlgorithm: -8, publicKey: der(edwards) }],
    ['of no algorithm', { publicKeyAlgorithm: 0 }],
    ['whose key is of another algorithm', { publicKey: der(rsa) }],
    ['that says another algorithm', { publicKeyAlgorithm: -257 }],
    ['of another curve', { publicKey: der(large) }],
    ['whose key was cut', { publicKey: der(rsa).slice(0, 60) }],
    ['without a key', { publicKey: 'AA' }],
  ])('%s is not registered', async (_, changes) => {
    const answer = parsed(new SoftPasskey(origin).register(await creation()));
    const response = { ...answer.response, ...changes };
    await expectNone(JSON.stringify({ ...answer, response }));
  });

  test('under the id of the passkey of another person is not registered', async () => {
    const answer = parsed(new SoftPasskey(origin).register(await creation()));
    await expectNone(JSON.stringify({ ...answer, id: ada.id, rawId: ada.id }));
    const own = await addPasskey(visitor);
    expect(own.id).not.toBe(ada.id);
    expect((await enterByPasskey(newsroom, ada, { counter: 900 })).page.text1('footer')).toContain(
      'Ada',
    );
  });
});
