/**
 * Idempotency keys of POST (draft-ietf-httpapi-idempotency-key-header). The response is encrypted and
 * written in the same batch as the act, so neither exists without the other, and a Worker that dies
 * leaves nothing to clean up: a repeated key finds the response, or executes the act. Keys belong to a
 * token and are kept for a day.
 */
import { base64, digestOf, fromBase64, sha256 } from '../domain/digest.ts';
import { Problem } from '../domain/problem.ts';
import { decrypt, encrypt } from '../domain/seal.ts';
import type { Writer } from '../store/access/audit.ts';
import * as receipts from '../store/access/idempotency-keys.ts';
import { tokenOf } from './auth.ts';
import type { AppContext } from './context.ts';
import { readBytes } from './input.ts';

/** The response to a POST, and the write itself. */
export interface Creation {
  status: 200 | 201;
  document: unknown;
  headers: Record<string, string>;
  write: (actor: Writer) => Promise<void>;
}

type StoredAnswer = Omit<Creation, 'write'>;

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
    const concurrent = await findAnswer(c, slot);
    if (concurrent) return answer(c, concurrent);
    throw error;
  }
}

function answer(c: AppContext, { status, document, headers }: StoredAnswer): Response {
  return c.json(document as object, status, headers);
}

/** The key: a structured field's string, also accepted without quotation marks. */
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

/** @throws Problem `invalid` if the key was used with another request */
async function findAnswer(c: AppContext, slot: Slot): Promise<StoredAnswer | null> {
  const found = await receipts.findResponse(c.var.db, slot.tokenId, slot.key);
  if (!found) return null;
  if (found.fingerprint !== slot.fingerprint) {
    throw new Problem(
      'invalid',
      'This Idempotency-Key was used with another request. Send a new key.',
    );
  }
  return JSON.parse(await decrypt(slot.secret, fromBase64(found.answer))) as StoredAnswer;
}

async function sealed(
  { secret, ...slot }: Slot,
  { status, document, headers }: StoredAnswer,
): Promise<receipts.StoredResponse> {
  const bytes = await encrypt(secret, JSON.stringify({ status, document, headers }));
  return { ...slot, answer: base64(bytes) };
}
