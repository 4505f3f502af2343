/** The acts of editors, the clock and the tick in a history. `on` is an index modulo the releases. */
export const languages = ['en', 'fr', 'ru', 'ar'] as const;

/** The content of a revision. */
export interface Text {
  languages: string[];
  /** The index of its set of terms. */
  terms: number;
  /** The number in its text, and so in its slugs. */
  words: number;
  legacy: boolean;
  /** Whether it refers to a file. It cannot be published before the file is uploaded. */
  file: boolean;
}

/** When a publication begins: milliseconds from now, or null for at once. */
export type When = number | null;

export type Act =
  | { act: 'draft'; text: Text }
  | { act: 'edit'; on: number; text: Text }
  | { act: 'upload'; on: number; file: number; words: number }
  | { act: 'detach'; on: number; file: number }
  /** With `text`, a revision comes first, as an act of its own. */
  | {
      act: 'publish';
      on: number;
      when: When;
      correction: 'note' | 'minor' | null;
      text: Text | null;
    }
  | { act: 'cancel'; on: number }
  | { act: 'withdraw'; on: number; mode: 'notice' | 'gone' | 'redirect' | 'vanish' }
  | { act: 'reinstate'; on: number }
  | { act: 'restore'; on: number; version: number }
  | { act: 'discard'; on: number }
  | { act: 'approve'; on: number }
  | { act: 'preview'; on: number }
  /**
   * An act whose body takes `milliseconds` to arrive. With `removed` its editor's token is revoked
   * meanwhile, and restored afterwards.
   */
  | { act: 'slow'; milliseconds: number; removed: boolean; step: Step }
  | { act: 'wait'; milliseconds: number }
  /** Moves the clock to the next scheduled instant, or to a millisecond before or after it. */
  | { act: 'reach'; beside: -1 | 0 | 1 }
  | { act: 'tick' };

/** An act that does not contain another. */
export type Step = Exclude<Act, { act: 'publish' }> | (Act & { act: 'publish'; text: null });

/** An editor's request, below /api/v1/editor. */
export interface EditorRequest {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

/** A body that takes time to arrive. */
export interface SlowBody {
  /** The moment at which the request begins. */
  began: number;
  /** Whether its token is revoked before the body ends. */
  removed: boolean;
}

/** A request of an outsider. */
export interface PublicRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** The body of a POST, which only reads. */
  body?: string;
}

const termSets = [
  { fieldsOfWork: ['rule-of-law', 'policing'], countries: ['kazakhstan'] },
  { fieldsOfWork: ['policing'], sources: ['secretariat'] },
  { countries: ['participating-states'], meetings: ['summit-meetings'] },
  {},
];

const encoder = new TextEncoder();
const bytesOf = (words: number) =>
  encoder.encode(`%PDF-1.7\n% ${words}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n`);

const legacyUrl = (words: number) => `/node/${words}`;

/** An event around the days of the histories. */
const eventOf = (words: number) => ({
  start: new Date(Date.UTC(2026, 5, 28 + (words % 5), 8)).toISOString(),
  end: new Date(Date.UTC(2026, 5, 28 + (words % 5), 9)).toISOString(),
  timeZone: 'Europe/Vienna',
  location: { en: `Hall ${words}` },
});

function documentOf({ languages, terms, words, legacy, file }: Text) {
  const edition = (lang: string) => ({
    title: `Release ${words} in ${lang}`,
    summary: `In short: ${words}.`,
    place: 'ASTANA',
    markdown: `This is release **${words}**${file ? ', with ![a file](file-0.pdf)' : ''}.\n\n> A quotation (${lang}).`,
  });
  return {
    kind: 'press-release',
    date: '2026-07-01',
    ...termSets[terms % termSets.length],
    contacts: [{ name: `Person ${words % 3}`, role: `In charge of ${words}` }],
    ...(terms % 2 === 0 && { event: eventOf(words) }),
    legacyUrls: legacy ? [legacyUrl(words)] : [],
    editions: Object.fromEntries(languages.map((lang) => [lang, edition(lang)])),
  };
}

const withdrawals = {
  notice: { mode: 'notice', note: { en: 'It was wrong.', fr: 'C’était faux.' } },
  gone: { mode: 'gone', note: { en: 'It is gone.' }, demandedBy: 'A court' },
  redirect: { mode: 'redirect', redirectTo: '/' },
  vanish: { mode: 'vanish' },
};

const noteOf = (text: string) => Object.fromEntries(languages.map((lang) => [lang, text]));

/** The request that carries out a step, or null if an editor sends none. */
export function requestOf(step: Step, id: string, now: number): EditorRequest | null {
  const json = (method: string, path: string, body: unknown = null): EditorRequest => ({
    method,
    path,
    body,
    headers: { 'Content-Type': 'application/json', 'If-Match': '*' },
  });
  const release = `/releases/${id}`;
  switch (step.act) {
    case 'draft':
      return { ...json('POST', '/releases', documentOf(step.text)) };
    case 'edit':
      return json('PUT', release, documentOf(step.text));
    case 'upload': {
      const body = bytesOf(step.words);
      const length = { 'Content-Length': String(body.length) };
      const headers = { 'Content-Type': 'application/pdf', 'If-Match': '*', ...length };
      return {
        method: 'PUT',
        path: `${release}/attachments/file-${step.file}.pdf`,
        body,
        headers,
      };
    }
    case 'detach':
      return json('DELETE', `${release}/attachments/file-${step.file}.pdf`);
    case 'publish':
      return json('PUT', `${release}/publication`, {
        ...(step.when !== null && { at: new Date(now + step.when).toISOString() }),
        ...(step.when !== null && step.when < 0 && { backdate: true }),
        ...(step.correction === 'note' && { note: noteOf(`Corrected at ${now}.`) }),
        ...(step.correction === 'minor' && { minor: true }),
      });
    case 'cancel':
      return json('DELETE', `${release}/publication`);
    case 'withdraw':
      return json('PUT', `${release}/withdrawal`, withdrawals[step.mode]);
    case 'reinstate':
      return json('DELETE', `${release}/withdrawal`);
    case 'restore':
      return json('POST', `${release}/revisions/${step.version}/restore`);
    case 'discard':
      return json('DELETE', release);
    case 'approve':
      return json('PUT', `${release}/approval`, {});
    case 'preview':
      return json('POST', `${release}/previews`, {
        expiresAt: new Date(now + 86_400_000).toISOString(),
      });
    default:
      return null;
  }
}
