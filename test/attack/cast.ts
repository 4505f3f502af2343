/** The callers of the editors' API, and the releases and other things that they ask for. */
import { sha256 } from '../../src/domain/digest.ts';
import { newToken, type Scope, scopes } from '../../src/domain/editor.ts';
import { delivery, draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';

/** Callers with a valid token: their roles, and the scopes of their tokens. */
export const members = [
  'the author',
  'another author',
  'the editor',
  'the admin',
  ...scopes.map((scope) => `an admin’s token for ${scope}` as const),
] as const;

/** Callers without a valid token. */
export const unauthenticated = [
  'nobody',
  'a guesser',
  'an expired token',
  'a revoked token',
  'a disabled editor',
] as const;

export type Person = (typeof members)[number];
export type Caller = Person | (typeof unauthenticated)[number];

type Place = 'release' | 'published' | 'editor' | 'redirect' | 'webhook' | 'delivery';

export interface Cast {
  newsroom: Newsroom;
  /** `Authorization` of each caller; null for none. */
  credentials: Map<Caller, string | null>;
  /** Values of path parameters. `id` of a release is a draft of the author's own. */
  places: Record<Place, Record<string, string>>;
}

const day = 24 * 60 * 60 * 1000;

export async function createCast(): Promise<Cast> {
  const newsroom = await openNewsroom({ front: false, limits: { WRITES: 1e9, FAILURES: 1e9 } });
  const credentials = new Map<Caller, string | null>([
    ['nobody', null],
    ['a guesser', `Bearer ${newToken()}`],
    ['the author', `Bearer ${newsroom.tokens.author}`],
    ['the editor', `Bearer ${newsroom.tokens.editor}`],
    ['the admin', `Bearer ${newsroom.tokens.admin}`],
  ]);
  const make = async (path: string, body: unknown, as: 'admin' | 'author' = 'admin') => {
    const { status, text, json } = await newsroom.edit('POST', path, body, { as });
    if (status !== 201) throw new Error(`${path}: ${text}`);
    return json;
  };
  const end = async (path: string) => {
    const { status, text } = await newsroom.edit('DELETE', path, null, { etag: '*' });
    if (status >= 300) throw new Error(`${path}: ${text}`);
  };
  const person = (role: string) => make('/editors', { name: `Another ${role}`, role });
  const token = (id: string, more: object = {}) => make(`/editors/${id}/tokens`, more);
  const give = (caller: Caller, given: { token: string }) =>
    credentials.set(caller, `Bearer ${given.token}`);

  give('another author', await token((await person('author')).id));
  const admin = await person('admin');
  for (const scope of scopes) {
    give(`an admin’s token for ${scope as Scope}`, await token(admin.id, { scopes: [scope] }));
  }
  const expiresAt = new Date(Date.now() + 50).toISOString();
  give('an expired token', await token(admin.id, { expiresAt }));
  const revoked = await token(admin.id);
  await end(`/editors/${admin.id}/tokens/${revoked.id}`);
  give('a revoked token', revoked);
  const leaver = await person('admin');
  give('a disabled editor', await token(leaver.id));
  await end(`/editors/${leaver.id}`);

  const { id } = await make('/releases', draft(), 'author');
  const words = 'The programme, in plain words.';
  const [text, sum] = [new TextEncoder().encode(words), await sha256(words)];
  const put = await newsroom.edit('PUT', `/releases/${id}/attachments/a.txt`, text, {
    headers: { 'Content-Type': 'text/plain' },
  });
  if (put.status !== 201) throw new Error(put.text);
  const preview = await make(`/releases/${id}/previews`, {
    expiresAt: new Date(Date.now() + day).toISOString(),
  });
  const approval = await newsroom.edit('PUT', `/releases/${id}/approval`, null, {
    as: 'editor',
    etag: '*',
  });
  if (approval.status !== 200) throw new Error(approval.text);
  const [editor] = (await newsroom.edit('GET', '/editors', null)).json.items;
  const redirect = await make('/redirects', { path: '/was', target: '/kinds' });
  const webhook = await make('/webhooks', { url: 'https://mirror.example/hook' });
  const published = await release(newsroom);
  const number = await delivery(newsroom, { at: Date.now(), dead: false });
  return {
    newsroom,
    credentials,
    places: {
      release: { id, number: '1', filename: 'a.txt', previewId: preview.id, sha256: sum },
      published: { id: published.id },
      editor: { id: editor.id, tokenId: (await token(editor.id)).id },
      redirect: { id: redirect.id },
      webhook: { id: webhook.id },
      delivery: { number },
    },
  };
}
