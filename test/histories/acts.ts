/** What editors, the clock and the tick do in a history. `on` is taken modulo what there is. */

export const languages = ['en', 'fr', 'ru', 'ar'] as const;

/** What a revision says. */
export interface Text {
  languages: string[];
  /** Which of a few sets of terms it has. */
  terms: number;
  /** The number that its words, and so its slugs, are made of. */
  words: number;
  legacy: boolean;
  /** Whether it names a file, which keeps it from being published before the file is there. */
  paper: boolean;
}

/** When a publication is to begin: a distance from now in milliseconds, or at once. */
export type When = number | null;

export type Act =
  | { act: 'draft'; text: Text }
  | { act: 'edit'; on: number; text: Text }
  | { act: 'upload'; on: number; file: number; words: number }
  | { act: 'unfile'; on: number; file: number }
  /** `text` is revised first, as an act of its own. */
  | { act: 'publish'; on: number; when: When; told: 'note' | 'minor' | null; text: Text | null }
  | { act: 'cancel'; on: number }
  | { act: 'withdraw'; on: number; mode: 'notice' | 'gone' | 'redirect' | 'vanish' }
  | { act: 'reinstate'; on: number }
  | { act: 'restore'; on: number; version: number }
  | { act: 'discard'; on: number }
  | { act: 'approve'; on: number }
  | { act: 'preview'; on: number }
  /**
   * An act whose body arrives as slowly as that, while the clock runs on. `removed`: its editor loses
   * the token meanwhile, and gets it back afterwards.
   */
  | { act: 'slow'; milliseconds: number; removed: boolean; step: Step }
  | { act: 'wait'; milliseconds: number }
  /** Lets the clock run up to the next scheduled instant, or to a millisecond beside it. */
  | { act: 'reach'; beside: -1 | 0 | 1 }
  | { act: 'tick' };

/** The act of an editor that is not preceded by another. */
export type Step = Exclude<Act, { act: 'publish' }> | (Act & { act: 'publish'; text: null });

/** An editor's request, below /api/v1/editor. */
export interface Order {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

/** How a body arrives that is not there at once. */
export interface Held {
  /** The moment at which the request begins. */
  began: number;
  /** Whether its token is revoked before the body ends. */
  removed: boolean;
}

/** What an outsider asks. */
export interface Question {
  method: string;
  path: string;
  headers: Record<string, string>;
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

function documentOf({ languages, terms, words, legacy, paper }: Text) {
  const edition = (lang: string) => ({
    title: `Tale ${words} told in ${lang}`,
    summary: `In short: ${words}.`,
    place: 'ASTANA',
    markdown: `It is tale **${words}**${paper ? ', with ![its paper](paper-0.pdf)' : ''}.\n\n> So it is (${lang}).`,
  });
  return {
    kind: 'press-release',
    date: '2026-07-01',
    ...termSets[terms % termSets.length],
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

/** What an editor sends to carry out a step. */
export function orderOf(step: Step, id: string, now: number): Order | null {
  const json = (method: string, path: string, body: unknown = null): Order => ({
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
        path: `${release}/attachments/paper-${step.file}.pdf`,
        body,
        headers,
      };
    }
    case 'unfile':
      return json('DELETE', `${release}/attachments/paper-${step.file}.pdf`);
    case 'publish':
      return json('PUT', `${release}/publication`, {
        ...(step.when !== null && { at: new Date(now + step.when).toISOString() }),
        ...(step.when !== null && step.when < 0 && { backdate: true }),
        ...(step.told === 'note' && { note: noteOf(`Mended at ${now}.`) }),
        ...(step.told === 'minor' && { minor: true }),
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
