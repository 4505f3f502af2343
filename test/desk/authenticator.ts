/** An authenticator in software: it makes passkeys and signs with them, also as none should. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The changes that an attacker, or a broken browser, makes to an answer. */
export interface Deviation {
  origin?: string;
  rpId?: string;
  type?: string;
  challenge?: string;
  crossOrigin?: boolean;
  /** Flags of the authenticator data; 0x05 is present and verified. */
  flags?: number;
  counter?: number;
  userHandle?: string;
  /** Signs with another key. */
  forged?: boolean;
  /** Signs with a key of another algorithm (RS256). */
  otherAlgorithm?: boolean;
  /** The length to which the authenticator data are cut before they are signed. */
  cut?: number;
}

interface CreationOptions {
  challenge: string;
  rp: { id: string };
  user: { id: string };
}

interface RequestOptions {
  challenge: string;
  rpId: string;
}

const encoded = (text: string) => Buffer.from(text).toString('base64url');
const digest = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest();

function keyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** The key with which an answer is signed in place of the passkey's own; null if it is its own. */
function otherKey({ forged, otherAlgorithm }: Deviation): KeyObject | null {
  if (otherAlgorithm) return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return forged ? keyPair().privateKey : null;
}

export class SoftPasskey {
  readonly origin: string;
  readonly id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  #userHandle = '';
  #counter = 0;

  constructor(origin: string) {
    this.origin = origin;
    const { publicKey, privateKey } = keyPair();
    this.#privateKey = privateKey;
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
  }

  /** The answer to the options of a new passkey, as JSON. */
  register({ challenge, rp, user }: CreationOptions, changes: Deviation = {}): string {
    this.#userHandle = user.id;
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.from([0, id.length]);
    const data = Buffer.concat([
      this.#data(rp.id, { flags: 0x45, ...changes }),
      Buffer.alloc(16),
      length,
      id,
    ]).subarray(0, changes.cut);
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, changes),
        authenticatorData: data.toString('base64url'),
        attestationObject: encoded('none'),
        publicKey: this.publicKey,
        publicKeyAlgorithm: -7,
        transports: ['internal'],
      },
    });
  }

  /** The answer to a request for a passkey, as JSON. */
  sign({ challenge, rpId }: RequestOptions, changes: Deviation = {}): string {
    const clientData = this.#clientData('webauthn.get', challenge, changes);
    const data = this.#data(rpId, changes).subarray(0, changes.cut);
    const signed = Buffer.concat([data, digest(Buffer.from(clientData, 'base64url'))]);
    const key = otherKey(changes) ?? this.#privateKey;
    return JSON.stringify({
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData,
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, key).toString('base64url'),
        userHandle: changes.userHandle ?? this.#userHandle,
      },
    });
  }

  #clientData(type: string, challenge: string, changes: Deviation): string {
    const { origin, crossOrigin } = changes;
    return encoded(
      JSON.stringify({
        type: changes.type ?? type,
        challenge: changes.challenge ?? challenge,
        origin: origin ?? this.origin,
        crossOrigin: crossOrigin ?? false,
      }),
    );
  }

  #data(rpId: string, { rpId: other, flags = 0x05, counter }: Deviation): Buffer {
    this.#counter = counter ?? this.#counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.#counter);
    return Buffer.concat([digest(other ?? rpId), Buffer.from([flags]), count]);
  }
}
