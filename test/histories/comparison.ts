/** Compares the answers of the two sites as an outsider can. */
import type { PublicRequest } from './acts.ts';
import type { Answer } from './site.ts';

/** The first difference between two answers to one request. */
export interface Difference {
  request: string;
  /** The part of the answer. */
  part: string;
  /** The answer of the site, and of the twin, on which nothing was ever hidden. */
  site: string;
  twin: string;
}

export function compare(request: PublicRequest, site: Answer, twin: Answer): Difference | null {
  const different = (part: string, one: string, other: string) => {
    return { request: describe(request), part, site: one, twin: other };
  };
  if (site.status !== twin.status) {
    return different('status', String(site.status), String(twin.status));
  }
  const lines = ({ headers }: Answer) => headers.map(([name, value]) => `${name}: ${value}`);
  const [ours, theirs] = [lines(site), lines(twin)];
  // A different body has a different ETag, so the body is compared first.
  const first = firstDifference(site.body, twin.body);
  if (first >= 0) return different('body', excerpt(site.body, first), excerpt(twin.body, first));
  if (ours.join('\n') === theirs.join('\n')) return null;
  const only = (ours: string[], theirs: string[]) =>
    ours.filter((line) => !theirs.includes(line)).join('\n');
  return different('headers', only(ours, theirs), only(theirs, ours));
}

export function describe({ method, path, headers, body = '' }: PublicRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => ` ${name}: ${value}`);
  return `${method} ${path}${fields.join()}${body && ` ${body}`}`;
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
