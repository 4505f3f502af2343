/** What an outsider could tell the two sites by. */
import type { Question } from './acts.ts';
import type { Answer } from './site.ts';

/** Where two answers to one question are not the same. */
export interface Difference {
  question: string;
  /** The part of the answer. */
  part: string;
  /** What the site answered, and what it would if the hidden had never been. */
  site: string;
  twin: string;
}

export function compare(question: Question, site: Answer, twin: Answer): Difference | null {
  const different = (part: string, one: string, other: string) => {
    return { question: describe(question), part, site: one, twin: other };
  };
  if (site.status !== twin.status) {
    return different('status', String(site.status), String(twin.status));
  }
  const lines = ({ headers }: Answer) => headers.map(([name, value]) => `${name}: ${value}`);
  const [ours, theirs] = [lines(site), lines(twin)];
  // A body that differs makes its validator differ: the body says more.
  const first = firstDifference(site.body, twin.body);
  if (first >= 0) return different('body', excerpt(site.body, first), excerpt(twin.body, first));
  if (ours.join('\n') === theirs.join('\n')) return null;
  const only = (some: string[], others: string[]) =>
    some.filter((line) => !others.includes(line)).join('\n');
  return different('headers', only(ours, theirs), only(theirs, ours));
}

export function describe({ method, path, headers }: Question): string {
  const fields = Object.entries(headers).map(([name, value]) => ` ${name}: ${value}`);
  return `${method} ${path}${fields.join()}`;
}

function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
  return -1;
}

const around = 120;

function excerpt(body: Uint8Array, at: number): string {
  return `…${new TextDecoder().decode(body.subarray(Math.max(0, at - around), at + around))}…`;
}
