/** Terms and releases as editors make them by the API, in tests and on sites that are measured. */
import type { Role } from '../src/domain/editor.ts';

/** An answer with its whole body. */
export class Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  constructor({ status, headers }: Response, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests assert its content
  get json(): any {
    return JSON.parse(this.text);
  }
}

export interface EditOptions {
  now?: number;
  as?: Role;
  etag?: string;
  headers?: Record<string, string>;
}

/** An editor's request at a moment; the path is below /api/v1/editor. */
export type Edit = (
  method: string,
  path: string,
  body: unknown,
  options?: EditOptions,
) => Promise<Reply>;

/** The requests of editors with these tokens. */
export function editing(
  request: (path: string, init: RequestInit) => Promise<Reply>,
  tokens: Record<Role, string>,
): Edit {
  return (method, path, body, { now = Date.now(), as = 'admin', etag, headers } = {}) => {
    const raw = body instanceof Uint8Array || typeof body === 'string';
    return request(`/api/v1/editor${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${tokens[as]}`,
        'X-Test-Now': String(now),
        'Content-Type': 'application/json',
        ...(etag && { 'If-Match': etag }),
        ...headers,
      },
      ...(body !== null && { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
  };
}

const terms: [string, Record<string, unknown>][] = [
  ['kinds', { slug: 'press-release', names: { en: 'Press release', fr: 'Communiqué de presse' } }],
  ['fields-of-work', { slug: 'policing', names: { en: 'Policing', fr: 'Police' } }],
  ['fields-of-work', { slug: 'rule-of-law', names: { en: 'Rule of law' } }],
  ['countries', { slug: 'participating-states', names: { en: 'Participating States' } }],
  [
    'countries',
    { slug: 'kazakhstan', parent: 'participating-states', names: { en: 'Kazakhstan' } },
  ],
  ['structures', { slug: 'secretariat', names: { en: 'Secretariat' } }],
  [
    'structures',
    { slug: 'programme-office-in-astana', names: { en: 'Programme Office in Astana' } },
  ],
  ['meetings', { slug: 'summit-meetings', closed: true, names: { en: 'Summit meetings' } }],
];

/** Adds the terms that `draft` names. */
export async function addTerms({ edit }: { edit: Edit }): Promise<void> {
  for (const [taxonomy, term] of terms) {
    const { status, text } = await edit('POST', `/taxonomies/${taxonomy}/terms`, term);
    if (status !== 201) throw new Error(text);
  }
}

/** A release as an editor sends it; `changes` replaces some of its fields. */
export function draft(changes: Record<string, unknown> = {}) {
  return {
    kind: 'press-release',
    date: '2026-07-01',
    sources: ['secretariat', 'programme-office-in-astana'],
    fieldsOfWork: ['rule-of-law', 'policing'],
    countries: ['kazakhstan'],
    contacts: [{ name: 'Aigerim Duisenova', role: 'Press officer', email: 'press@ord.example' }],
    editions: {
      en: {
        title: 'Astana workshop on the law of evidence',
        summary: 'Forty judges met in Astana.',
        place: 'ASTANA',
        markdown: 'Forty judges **met** today.\n\n> “A good day,” said one of them.',
      },
    },
    ...changes,
  };
}

/** Drafts and publishes a release; `at` in the future schedules it. */
export async function release(
  { edit }: { edit: Edit },
  { at, now = Date.now(), ...changes }: { at?: number; now?: number; [part: string]: unknown } = {},
): Promise<{ id: string; slug: string; etag: string }> {
  const made = await edit('POST', '/releases', draft(changes), { now });
  if (made.status !== 201) throw new Error(made.text);
  const order = at === undefined ? {} : { at: new Date(at).toISOString(), backdate: true };
  const { id, editions } = made.json;
  const put = await edit('PUT', `/releases/${id}/publication`, order, { now });
  if (put.status !== 200) throw new Error(put.text);
  const slug = (Object.values(editions)[0] as { slug: string }).slug;
  return { id, slug, etag: put.headers.get('ETag') ?? '' };
}
