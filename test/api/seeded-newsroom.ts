/** A newsroom with resources of every kind, and its known addresses, cursors and callers. */
import { sha256 } from '../../src/domain/digest.ts';
import { newToken } from '../../src/domain/editor.ts';
import { delivery, draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { opening } from './schema-arbitrary.ts';

export const callers = [
  'admin',
  'editor',
  'author',
  'mortal',
  'narrow reader',
  'narrow publisher',
  'narrow manager',
  'nobody',
  'unknown',
  'expired',
  'revoked',
  'broken',
  'basic',
] as const;
export type ApiCaller = (typeof callers)[number];

/** Callers that always get 401 from the editors' API. */
export const apiStrangers: readonly ApiCaller[] = callers.slice(callers.indexOf('nobody'));

export type Parameters = Record<string, string>;

const editors = '/api/v1/editor';
const minute = 60_000;

export class SeededNewsroom {
  readonly newsroom: Newsroom;
  /** The `Authorization` of each caller; null for none. */
  readonly credentials = new Map<ApiCaller, string | null>();
  /** The known resources of each address, by its template. */
  readonly #known = new Map<string, Parameters[]>();
  /** The last cursor of each list, by its template. */
  readonly cursors = new Map<string, string>();
  /** The moment of the next request. */
  now = opening;

  constructor(newsroom: Newsroom) {
    this.newsroom = newsroom;
  }

  /** The parameters of a known resource at an address or above it, or null. */
  pick(template: string, nth: number): Parameters | null {
    const known = [...this.#known].filter(
      ([one, all]) => `${template}/`.startsWith(`${one}/`) && all.length > 0,
    );
    const [, all = []] = known.toSorted(([a], [b]) => b.length - a.length)[0] ?? [];
    return all[nth % all.length] ?? null;
  }

  remember(template: string, parameters: Parameters): void {
    const all = this.#known.get(template) ?? [];
    this.#known.set(template, [...all, parameters]);
    if (template === `${editors}/releases/{id}`) this.remember('/api/v1/releases/{id}', parameters);
  }

  forget(template: string, parameters: Parameters): void {
    const is = (one: Parameters) => JSON.stringify(one) === JSON.stringify(parameters);
    const all = this.#known.get(template) ?? [];
    this.#known.set(
      template,
      all.filter((one) => !is(one)),
    );
  }

  async make(path: string, body: unknown, as: 'admin' | 'author' = 'admin') {
    const { status, text, json } = await this.newsroom.edit('POST', path, body, {
      now: opening,
      as,
    });
    if (status !== 201) throw new Error(`${path}: ${text}`);
    return json;
  }

  /** Does what must succeed to what has the ETag `*`. */
  async change(method: string, path: string, body: unknown, headers = {}): Promise<void> {
    const options = { now: opening, etag: '*', headers };
    const { status, text } = await this.newsroom.edit(method, path, body, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${text}`);
  }
}

/** Opens the newsroom and fills it, at the moment `opening`. */
export async function seedNewsroom(): Promise<SeededNewsroom> {
  const newsroom = await openNewsroom({ front: false, limits: { WRITES: 1e9, FAILURES: 1e9 } });
  const seeded = new SeededNewsroom(newsroom);
  await seedReleases(seeded);
  await seedTermsAndRedirects(seeded);
  await seedWebhooks(seeded);
  await seedPeople(seeded);
  seeded.now = opening + minute;
  return seeded;
}

async function seedReleases(seeded: SeededNewsroom): Promise<void> {
  const { newsroom } = seeded;
  const keep = (id: string) => {
    seeded.remember(`${editors}/releases/{id}`, { id });
    seeded.remember(`${editors}/records/{id}`, { id });
  };
  const words = 'The programme, in plain words.';
  const [text, sum] = [new TextEncoder().encode(words), await sha256(words)];

  for (const as of ['admin', 'admin', 'admin', 'author', 'author', 'author'] as const) {
    const { id } = await seeded.make('/releases', draft(), as);
    keep(id);
    for (const filename of ['a.txt', 'b.txt']) {
      await seeded.change('PUT', `/releases/${id}/attachments/${filename}`, text, {
        'Content-Type': 'text/plain',
      });
      seeded.remember(`${editors}/releases/{id}/attachments/{filename}`, { id, filename });
    }
    seeded.remember(`${editors}/records/{id}/files/{sha256}`, { id, sha256: sum });
    const expiresAt = new Date(opening + 24 * 60 * minute).toISOString();
    const preview = await seeded.make(`/releases/${id}/previews`, { expiresAt });
    const address = `${editors}/releases/{id}/previews/{previewId}`;
    seeded.remember(address, { id, previewId: preview.id });
  }
  for (const after of [5, 30, 1e6]) {
    keep((await release(newsroom, { now: opening, at: opening + after * minute })).id);
  }
  for (const mode of [null, null, null, null, 'notice', 'gone', 'redirect', 'vanish']) {
    const { id } = await release(newsroom, {
      now: opening,
      legacyUrls: mode ? [`/was/${mode}`] : [],
    });
    keep(id);
    await seeded.change('PUT', `/releases/${id}`, draft({ date: '2026-06-30' }));
    const note = { en: 'A figure was wrong.' };
    await seeded.change('PUT', `/releases/${id}/publication`, { note });
    seeded.remember(`${editors}/releases/{id}/corrections/{number}`, { id, number: '1' });
    if (mode === null) continue;
    const redirectTo = mode === 'redirect' ? { redirectTo: '/kinds/press-release' } : {};
    await seeded.change('PUT', `/releases/${id}/withdrawal`, { mode, note, ...redirectTo });
  }
}

async function seedTermsAndRedirects(seeded: SeededNewsroom): Promise<void> {
  for (const taxonomy of ['kinds', 'fields-of-work', 'countries', 'structures', 'meetings']) {
    for (const slug of [`passing-${taxonomy}`, `other-${taxonomy}`]) {
      await seeded.make(`/taxonomies/${taxonomy}/terms`, { slug, names: { en: slug } });
      seeded.remember(`${editors}/taxonomies/{taxonomy}/terms/{slug}`, { taxonomy, slug });
    }
    seeded.remember(`${editors}/taxonomies/{taxonomy}/terms`, { taxonomy });
    seeded.remember('/api/v1/taxonomies/{taxonomy}', { taxonomy });
  }
  for (const number of [1, 2, 3]) {
    const { id } = await seeded.make('/redirects', { path: `/seed/${number}`, target: '/kinds' });
    seeded.remember(`${editors}/redirects/{id}`, { id });
  }
}

async function seedWebhooks(seeded: SeededNewsroom): Promise<void> {
  for (const label of ['A mirror', 'Another']) {
    const { id } = await seeded.make('/webhooks', { url: 'https://mirror.example/hook', label });
    seeded.remember(`${editors}/webhooks/{id}`, { id });
  }
  for (const dead of [true, true, true, true, true, false]) {
    const number = await delivery(seeded.newsroom, { at: opening, dead });
    seeded.remember(`${editors}/deliveries/{number}`, { number });
  }
}

/** Those who ask stay as they are, but for the mortal one, who is among those that are changed. */
async function seedPeople(seeded: SeededNewsroom): Promise<void> {
  const { newsroom, credentials } = seeded;
  const give = async (id: string, token: Record<string, unknown>) => {
    const made = await seeded.make(`/editors/${id}/tokens`, token);
    return { ...made, bearer: `Bearer ${made.token}` };
  };
  const keep = async (name: string, role: string) => {
    const { id } = await seeded.make('/editors', { name, role });
    seeded.remember(`${editors}/editors/{id}`, { id });
    const token = await give(id, { label: name });
    seeded.remember(`${editors}/editors/{id}/tokens/{tokenId}`, { id, tokenId: token.id });
    return token;
  };
  for (const role of ['author', 'editor', 'admin']) await keep(`Another ${role}`, role);
  const mortal = await keep('The mortal', 'admin');

  const { id } = await seeded.make('/editors', { name: 'The narrow', role: 'admin' });
  const reader = await give(id, { scopes: ['releases:read'] });
  const publisher = await give(id, { scopes: ['releases:read', 'releases:publish'] });
  const manager = await give(id, { scopes: ['site:write', 'people:write'] });
  const expired = await give(id, { expiresAt: new Date(opening + 1).toISOString() });
  const revoked = await give(id, {});
  await seeded.change('DELETE', `/editors/${id}/tokens/${revoked.id}`, null);

  const { admin, editor, author } = newsroom.tokens;
  credentials.set('admin', `Bearer ${admin}`).set('editor', `Bearer ${editor}`);
  credentials.set('author', `bearer  ${author} `).set('mortal', mortal.bearer);
  credentials.set('narrow reader', reader.bearer).set('narrow publisher', publisher.bearer);
  credentials.set('narrow manager', manager.bearer).set('nobody', null);
  credentials.set('unknown', `Bearer ${newToken()}`).set('expired', expired.bearer);
  credentials.set('revoked', revoked.bearer).set('broken', `Bearer ${admin.slice(0, -1)}`);
  credentials.set('basic', `Basic ${btoa(`x:${admin}`)}`);
}
