/** Secrets that must be read again: encrypted under a key that is kept elsewhere (AES-256-GCM). */
import { base64, fromBase64, utf8 } from './digest.ts';

const ivLength = 12;

/** @param key 32 bytes in base64 @param about what it belongs to; sealed for one thing, it opens for no other */
export async function seal(key: string, text: string, about: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivLength));
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(about) };
  const cipher = await cipherOf(key);
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, cipher, utf8(text)));
  return `${base64(iv)}.${base64(sealed)}`;
}

/** @throws OperationError where the key is another one, or the text was changed */
export async function unseal(key: string, sealed: string, about: string): Promise<string> {
  const [iv = '', text = ''] = sealed.split('.');
  const algorithm = { name: 'AES-GCM', iv: fromBase64(iv), additionalData: utf8(about) };
  const bytes = await crypto.subtle.decrypt(algorithm, await cipherOf(key), fromBase64(text));
  return new TextDecoder().decode(bytes);
}

function cipherOf(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}
