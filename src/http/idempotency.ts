/**
 * POST at most once (draft-ietf-httpapi-idempotency-key-header). The answer is sealed and written in
 * the batch of the act itself, so there is no moment in which one is there without the other, and
 * nothing to clean up after a Worker that died: whoever sends the key again either finds the answer
 * or does it. Keys are a token's own and are kept for a day.
 */
import { base64, digestOf, fromBase64, sha256 } from '../domain/digest.ts';
import { Problem } from '../domain/problem.ts';
import { decrypt, encrypt } from '../domain/seal.ts';
import type { Writer } from '../store/access/audit.ts';
import * as receipts from '../store/access/idempotency-keys.ts';
import { tokenOf } from './auth.ts';
import type { AppContext } from './context.ts';
import { readBytes } from './input.ts';

/** What a POST is going to answer, and the act itself. */
export interface Creation {
  status: 200 | 201;
  document: unknown;
  headers: Record<string, string>;
  write: (actor: Writer) => Promise<void>;
}

type Answer = Omit<Creation, 'write'>;

/**
 * Executes a POST, or replays the response to an earlier request with the same Idempotency-Key.
 * @throws Problem `invalid` when the key was used with another request
 */
export async function respondOnce(
  c: AppContext,
  prepare: () => Promise<Creation>,
): Promise<Response> {
  const bytes = await readBytes(c.req.raw);
  const key = readKey(c);
  if (key === null) {
    const creation = await prepare();
    await creation.write(c.var.actor);
    return answer(c, creation);
  }
  const slot = await slotOf(c, key, bytes);
  const before = await findAnswer(c, slot);
  if (before) return answer(c, before);
  try {
    const creation = await prepare();
    const idempotencyKey = receipts.insertKey(c.var.db, await sealed(slot, creation), c.var.now);
    await creation.write({ ...c.var.actor, idempotencyKey });
    return answer(c, creation);
  } catch (error) {
    const meanwhile = await findAnswer(c, slot);
    if (meanwhile) return answer(c, meanwhile);
    throw error;
  }
}

function answer(c: AppContext, { status, document, headers }: Answer): Response {
  return c.json(document as object, status, headers);
}

/** The key, a structured field's string; without its quotation marks it is taken as well. */
function readKey(c: AppContext): string | null {
  const field = c.req.header('Idempotency-Key')?.trim();
  if (field === undefined) return null;
  const key = /^"((?:[^"\\]|\\["\\])*)"$/.exec(field)?.[1] ?? field;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('malformed', 'Idempotency-Key: must have 1 to 255 printable ASCII characters.');
}

interface Slot {
  tokenId: string;
  key: string;
  fingerprint: string;
  secret: ArrayBuffer;
}

async function slotOf(c: AppContext, key: string, bytes: Uint8Array<ArrayBuffer>): Promise<Slot> {
  const { pathname, search } = new URL(c.req.url);
  const secret = await digestOf(`receipt ${tokenOf(c)} ${key}`);
  return {
    tokenId: c.var.bearer.tokenId,
    key: await sha256(key),
    fingerprint: await sha256(`${pathname}${search} ${await sha256(bytes)}`),
    secret,
  };
}

/** @throws Problem `invalid` when the key came with another request before */
async function findAnswer(c: AppContext, slot: Slot): Promise<Answer | null> {
  const found = await receipts.find(c.var.db, slot.tokenId, slot.key);
  if (!found) return null;
  if (found.fingerprint !== slot.fingerprint) {
    throw new Problem('invalid', 'This Idempotency-Key came with another request before.');
  }
  return JSON.parse(await decrypt(slot.secret, fromBase64(found.answer))) as Answer;
}

async function sealed(
  { secret, ...slot }: Slot,
  { status, document, headers }: Answer,
): Promise<receipts.StoredResponse> {
  const bytes = await encrypt(secret, JSON.stringify({ status, document, headers }));
  return { ...slot, answer: base64(bytes) };
}
