/** AES-256-GCM: secrets in the database, encrypted under a key that is kept elsewhere. */
import { base64, fromBase64, utf8 } from './digest.ts';

const ivLength = 12;

/**
 * Encrypts a text: a random IV, followed by the ciphertext with its tag.
 * @param key 32 bytes
 * @param about the thing that the text belongs to; for another thing it cannot be decrypted
 */
export async function encrypt(
  key: BufferSource,
  text: string,
  about = '',
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(ivLength));
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  const encrypted = await crypto.subtle.encrypt(algorithm, await importKey(key), utf8(text));
  const bytes = new Uint8Array(ivLength + encrypted.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(encrypted), ivLength);
  return bytes;
}

/** @throws OperationError if the key or `about` is another one, or the bytes were changed */
export async function decrypt(
  key: BufferSource,
  bytes: Uint8Array<ArrayBuffer>,
  about = '',
): Promise<string> {
  const [iv, encrypted] = [bytes.subarray(0, ivLength), bytes.subarray(ivLength)];
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  const text = await crypto.subtle.decrypt(algorithm, await importKey(key), encrypted);
  return new TextDecoder().decode(text);
}

function importKey(key: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Encrypts a text as `encrypt` does, in the spelling of the webhooks' table. @param key in base64 */
export async function seal(key: string, text: string, about: string): Promise<string> {
  const bytes = await encrypt(fromBase64(key), text, about);
  return `${base64(bytes.subarray(0, ivLength))}.${base64(bytes.subarray(ivLength))}`;
}

/** @throws OperationError as `decrypt` does */
export async function unseal(key: string, sealed: string, about: string): Promise<string> {
  const bytes = sealed.split('.').flatMap((part) => [...fromBase64(part)]);
  return decrypt(fromBase64(key), Uint8Array.from(bytes), about);
}
