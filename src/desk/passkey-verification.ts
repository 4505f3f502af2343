/**
 * Answers of authenticators, read and verified as WebAuthn Level 3 says in sections 7.1 and 7.2, without
 * attestation. Why not by a package: docs/decisions/0021-passkeys-are-verified-here.md.
 */
import * as v from 'valibot';
import { base64url, digestOf, fromBase64url } from '../domain/digest.ts';
import type { Credential, PresentedPasskey } from '../store/access/passkeys.ts';

/** An answer that is not accepted. The message is for the audit. */
export class PasskeyRefusal extends Error {}

/** The request that the browser answered. */
export interface Expected {
  challenge: string;
  /** The origin of the desk. Its host is the relying party's id. */
  origin: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

const longest = 20_000;
const encoded = v.pipe(v.string(), v.maxLength(longest), v.regex(/^[A-Za-z0-9_-]+$/));
const bytes = v.pipe(
  encoded,
  v.check((text) => text.length % 4 !== 1),
  v.transform(fromBase64url),
);
const shared = { id: v.pipe(encoded, v.maxLength(1400)), type: v.literal('public-key') };
const answered = { clientDataJSON: bytes, authenticatorData: bytes };

const registration = v.object({
  ...shared,
  response: v.object({ ...answered, publicKey: encoded, publicKeyAlgorithm: v.number() }),
});

const assertion = v.object({
  ...shared,
  response: v.object({ ...answered, signature: bytes, userHandle: v.nullish(bytes) }),
});

const clientDataSchema = v.object({
  type: v.string(),
  challenge: v.string(),
  origin: v.string(),
  crossOrigin: v.nullish(v.boolean()),
});

type ClientData = v.InferOutput<typeof clientDataSchema>;
export type Assertion = v.InferOutput<typeof assertion>;

/** Parses JSON as `PublicKeyCredential.toJSON()` and browsers make it. */
function parse<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  let document: unknown = null;
  try {
    document = JSON.parse(text);
  } catch {
    // Neither is any other document an answer.
  }
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  throw new PasskeyRefusal('The answer is not that of a passkey.');
}

/** @throws PasskeyRefusal if it has another form */
export const parseAssertion = (text: string): Assertion => parse(assertion, text);

function requireThat(holds: boolean, refusal: string): asserts holds {
  if (!holds) throw new PasskeyRefusal(refusal);
}

/** The numbers of algorithms (COSE), with their names. */
const algorithms: Readonly<Record<number, Credential['algorithm']>> = {
  [-7]: 'ES256',
  [-257]: 'RS256',
};

/** The algorithms that a new passkey may have. */
export const passkeyAlgorithms: readonly number[] = Object.keys(algorithms).map(Number);

/**
 * Verifies the answer of an authenticator that made a new passkey.
 * @throws PasskeyRefusal
 */
export async function verifyNewPasskey(text: string, expected: Expected): Promise<Credential> {
  const { id, response } = parse(registration, text);
  const { publicKey, publicKeyAlgorithm, clientDataJSON, authenticatorData } = response;
  requireClientData(clientDataJSON, 'webauthn.create', expected);
  const { counter, credentialId } = await readAuthenticatorData(authenticatorData, expected);
  requireThat(credentialId === id, 'The authenticator names another passkey.');
  const algorithm = algorithms[publicKeyAlgorithm];
  requireThat(algorithm !== undefined, 'The algorithm was not asked for.');
  const key = await importKey(publicKey, algorithm).catch(() => null);
  requireThat(key !== null, 'The public key is not valid.');
  return { credentialId: id, publicKey, algorithm, counter };
}

/**
 * Verifies the answer of a passkey to a challenge.
 * @returns the authenticator's counter
 * @throws PasskeyRefusal, also if the counter is not higher than the last one: a copy may exist
 */
export async function verifyAssertion(
  { id, response }: Assertion,
  { credentialId, publicKey, algorithm, counter: last, editor }: PresentedPasskey,
  expected: Expected,
): Promise<number> {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  requireThat(id === credentialId, 'The answer is that of another passkey.');
  const person = userHandle ? new TextDecoder().decode(userHandle) : editor.id;
  requireThat(person === editor.id, 'The authenticator names another person.');
  requireClientData(clientDataJSON, 'webauthn.get', expected);
  const { counter } = await readAuthenticatorData(authenticatorData, expected);
  const signed = new Uint8Array([
    ...authenticatorData,
    ...new Uint8Array(await crypto.subtle.digest('SHA-256', clientDataJSON)),
  ]);
  const key = await importKey(publicKey, algorithm);
  const raw = algorithm === 'ES256' ? rawSignature(signature) : signature;
  const isRight = await crypto.subtle.verify(parameters[algorithm], key, raw, signed);
  requireThat(isRight, 'The signature is not right.');
  // Many passkeys do not count: theirs stays 0.
  const isNext = counter > last || (counter === 0 && last === 0);
  requireThat(isNext, `The counter is ${counter} after ${last}: there may be a copy.`);
  return counter;
}

const parameters = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const;

const importKey = (publicKey: string, algorithm: Credential['algorithm']): Promise<CryptoKey> =>
  crypto.subtle.importKey('spki', fromBase64url(publicKey), parameters[algorithm], false, [
    'verify',
  ]);

/** @throws PasskeyRefusal unless the browser was asked this, at this origin, in no frame of others */
function requireClientData(json: Bytes, type: string, { challenge, origin }: Expected): void {
  const data: ClientData = parse(clientDataSchema, new TextDecoder().decode(json));
  requireThat(data.type === type, `The type is ${data.type.slice(0, 50)}.`);
  requireThat(data.challenge === challenge, 'The challenge is another one.');
  requireThat(data.origin === origin, `The origin is ${data.origin.slice(0, 200)}.`);
  requireThat(!data.crossOrigin, 'The passkey was asked from within another site.');
}

const present = 0x01;
const verified = 0x04;
const attested = 0x40;
/** The places of parts of authenticator data (section 6.1). */
const place = { flags: 32, counter: 33, end: 37, idLength: 53, id: 55 };

/**
 * Reads authenticator data, which must be of this relying party and of a user who was verified.
 * @returns the counter, and the id of the passkey that was made, if one was
 * @throws PasskeyRefusal
 */
async function readAuthenticatorData(data: Bytes, { origin }: Expected) {
  requireThat(data.length >= place.end, 'The authenticator data is too short.');
  const rpId = new Uint8Array(await digestOf(new URL(origin).hostname));
  requireThat(
    rpId.every((byte, at) => data[at] === byte),
    'The relying party is another one.',
  );
  const view = new DataView(data.buffer, data.byteOffset);
  const flags = view.getUint8(place.flags);
  requireThat((flags & present) !== 0, 'Nobody was present.');
  requireThat((flags & verified) !== 0, 'The user was not verified.');
  const hasId = (flags & attested) !== 0 && data.length > place.id;
  const end = hasId ? place.id + view.getUint16(place.idLength) : 0;
  const credentialId = hasId ? base64url(data.slice(place.id, end)) : null;
  return { counter: view.getUint32(place.counter), credentialId };
}

/** The length of a number of P-256 in bytes. */
const numberLength = 32;

/**
 * The signature of ECDSA as WebCrypto reads it: two numbers of 32 bytes. Authenticators write them in
 * ASN.1 (30 length, 02 length r, 02 length s), without zeros in front, or with one.
 * @throws PasskeyRefusal
 */
function rawSignature(der: Bytes): Bytes {
  const raw = new Uint8Array(2 * numberLength);
  let at = 2;
  for (const end of [numberLength, 2 * numberLength]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    const digits = number.subarray(number.findIndex((byte) => byte !== 0));
    const fits = der[at] === 2 && number.length === length && digits.length <= numberLength;
    requireThat(fits, 'The signature is not that of ECDSA.');
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return raw;
}
