/** A newsroom in which every text that anybody can set is hostile markup. */
import { draft, type Newsroom } from '../newsroom.ts';
import { lineOf, markdown, markup, proseOf, some } from './vectors.ts';

export const attackNoon = Date.UTC(2026, 6, 1, 12);
const hour = 3_600_000;

export interface Targets {
  releases: { id: string; path: string }[];
  /** A preview’s address with its secret. */
  preview: string;
  terms: string[];
  /** How many vectors were placed. */
  count: number;
}

export class Hostile {
  readonly #newsroom: Newsroom;
  #turn = 0;
  count = 0;

  constructor(newsroom: Newsroom) {
    this.#newsroom = newsroom;
  }

  /** As many of the next vectors as fit in a line of `longest` characters. */
  line(longest: number): string {
    let text = '';
    while (text.length < longest - 40) {
      const [vector = ''] = some(markup, 1, this.#turn);
      this.#turn += 7;
      this.count += 1;
      text += ` ${lineOf(vector, longest)}`;
    }
    return lineOf(text, longest);
  }

  /** The vectors from `from` to `to` of the list for bodies. */
  body(vectors: readonly string[]): string {
    this.count += vectors.length;
    return `Zebra.\n\n${vectors.map(proseOf).join('\n\n')}`.slice(0, 199_000).toWellFormed();
  }

  async send(method: string, path: string, body: unknown, now = attackNoon, headers = {}) {
    const reply = await this.#newsroom.edit(method, path, body, { now, etag: '*', headers });
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text.slice(0, 1000)}`);
    return reply.json;
  }
}

/** Publishes `bodies` releases with vectors in their bodies, and further ones in all other fields. */
export async function arm(newsroom: Newsroom, perBody: number, bodies: number): Promise<Targets> {
  const hostile = new Hostile(newsroom);
  const terms: string[] = [];
  for (const taxonomy of ['kinds', 'fields-of-work', 'countries', 'structures', 'meetings']) {
    const names = { en: hostile.line(300), fr: hostile.line(300) };
    await hostile.send('POST', `/taxonomies/${taxonomy}/terms`, { slug: 'hostile', names });
    terms.push(`/${taxonomy}`, `/${taxonomy}/hostile`);
  }
  const all = [...markup, ...markdown];
  const releases: Targets['releases'] = [];
  for (let at = 0; at < bodies; at++) {
    const mine = some(all, perBody, at);
    releases.push(await armOne(hostile, mine, attackNoon - (bodies - at) * hour));
  }
  const { id } = await hostile.send('POST', '/releases', fields(hostile, some(all, perBody, 3)));
  const preview = await hostile.send('POST', `/releases/${id}/previews`, {
    expiresAt: new Date(attackNoon + hour).toISOString(),
    recipient: hostile.line(200),
  });
  const { pathname, search } = new URL(preview.url);
  return { releases, preview: pathname + search, terms, count: hostile.count };
}

function fields(hostile: Hostile, vectors: readonly string[]) {
  const edition = () => ({
    title: hostile.line(300),
    summary: hostile.line(1000),
    place: hostile.line(100),
    markdown: hostile.body(vectors),
  });
  return draft({
    kind: 'hostile',
    sources: ['hostile'],
    fieldsOfWork: ['hostile'],
    countries: ['hostile'],
    meetings: ['hostile'],
    contacts: Array.from({ length: 10 }, () => ({
      name: hostile.line(200),
      role: hostile.line(200),
      email: 'o.x+a_b-c@elsewhere.example',
    })),
    legacyUrls: [`/was/"><img/src=x/onerror=top.ran()>?${hostile.count}`],
    editions: { en: edition(), fr: { ...edition(), markdown: 'Zèbre.' } },
  });
}

async function armOne(hostile: Hostile, vectors: readonly string[], now: number) {
  const input = fields(hostile, vectors);
  const { id, editions } = await hostile.send('POST', '/releases', input, now);
  const path = `/releases/${id}`;
  const names = [`a' onerror=top.ran() b='.txt`, 'a&lt;img src=x&gt;.txt', 'a;x=y&b=(c).txt'];
  for (const name of names) {
    const title = encodeURIComponent(hostile.line(300));
    const file = `${path}/attachments/${encodeURIComponent(name)}?title=${title}`;
    const text = new TextEncoder().encode('Zebra.');
    await hostile.send('PUT', file, text, now, { 'Content-Type': 'text/plain' });
  }
  await hostile.send('PUT', `${path}/publication`, {}, now);
  await hostile.send('PUT', path, { ...input, date: '2026-06-30' }, now + 1000);
  const note = { en: hostile.line(2000), fr: hostile.line(2000) };
  await hostile.send('PUT', `${path}/publication`, { note }, now + 1000);
  return { id: id as string, path: `${path}/${encodeURIComponent(editions.en.slug)}` };
}

/** Withdraws the last release with a reason, which a notice or a 410 then shows. */
export async function withdraw(newsroom: Newsroom, id: string, mode: string): Promise<void> {
  const hostile = new Hostile(newsroom);
  const note = { en: hostile.line(2000) };
  await hostile.send('PUT', `/releases/${id}/withdrawal`, { mode, note }, attackNoon + 1000);
}
