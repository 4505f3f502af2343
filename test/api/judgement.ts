/** The rules that every response of the API must obey. */
import { expect } from 'vitest';
import { atLeast, type Role, type Scope } from '../../src/domain/editor.ts';
import type { Contract, Documented } from './openapi-contract.ts';
import type { RawResponse, Sent } from './raw-exchange.ts';
import { type ApiCaller, apiStrangers } from './seeded-newsroom.ts';

/** The permission of a caller, where it does not change during the test. */
const rights: Partial<Record<ApiCaller, { role: Role; scopes: Scope[] }>> = {
  editor: { role: 'editor', scopes: [] },
  author: { role: 'author', scopes: [] },
  'narrow reader': { role: 'admin', scopes: ['releases:read'] },
  'narrow publisher': { role: 'admin', scopes: ['releases:read', 'releases:publish'] },
  'narrow manager': { role: 'admin', scopes: ['site:write', 'people:write'] },
};

/** Whether an error status is a regular response: health is 503 with its document. */
export const isReport = (name: string | undefined, status: number) =>
  name === 'readHealth' && status === 503;

/** Words of the database, the runtime and the source code, which no response may contain. */
const inner = [
  /sqlite|D1_|constraint failed|no such (?:table|column)|syntax error|too many SQL/i,
  /\b(?:visible_from|visible_until|created_by|editor_id|release_id|blobs|d1_migrations)\b/,
  /\b(?:Type|Range|Reference|Syntax|URI)?Error\b:?|\bat (?:async )?[\w.<>]+ \(|undefined is not|is not a function/,
  /Cannot (?:read|convert)|node_modules|drizzle|valibot|workerd|\.[tj]sx?\b:\d|file:\/\/|\/(?:tmp|home|src)\//,
];

export class Judgement {
  readonly #contract: Contract;
  /** The statuses seen for each operation. */
  readonly seen = new Map<string, Set<number>>();
  /** Words in responses that could be keys of stored objects. */
  readonly suspects = new Set<string>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** @throws Error if the response does not match the document, or reveals something */
  pass(sent: Sent, caller: ApiCaller, answer: RawResponse): void {
    const { status, headers, text } = answer;
    const { pathname } = new URL(sent.target, 'http://newsroom.example');
    const method = sent.method === 'HEAD' ? 'GET' : sent.method;
    const here = this.#contract.at(pathname);
    const operation = here.find((one) => one.method === method) ?? null;
    const closed = pathname.startsWith('/api/v1/editor/');

    const done = status < 300 || isReport(operation?.name, status);
    if (!done) expect(status, 'is an error of ours').toBeLessThan(500);
    expect([...expected(here, operation, closed, sent.method)], 'is not documented').toContain(
      status,
    );
    this.#count(operation, status);
    if (closed) {
      expect(headers['cache-control']).toBe('private, no-store');
      if (apiStrangers.includes(caller)) expect(status).toBe(401);
    }
    if (operation && done) expectRight(operation, caller);
    if (status === 401) expect(headers['www-authenticate']).toMatch(/^Bearer realm="editors"/);
    if (status === 405) expect(headers.allow).toMatch(/^[A-Z]+(?:, [A-Z]+)*$/);
    if (sent.method === 'HEAD' || status === 204 || status === 304) expect(text).toBe('');
    else if (status >= 400 && !done) this.#passRefusal(answer);
    else if (operation) this.#passSuccess(operation, answer);
    for (const [word] of text.matchAll(/\b[0-9a-hjkmnp-tv-z]{26}\b/g)) this.suspects.add(word);
  }

  #count(operation: Documented | null, status: number): void {
    if (!operation) return;
    const statuses = this.seen.get(operation.name) ?? new Set();
    this.seen.set(operation.name, statuses.add(status));
  }

  #passRefusal({ status, headers, text }: RawResponse): void {
    expect(headers['content-type']).toBe('application/problem+json');
    const problem = JSON.parse(text);
    const valid = this.#contract.validatorAt('components', 'schemas', 'Problem');
    expect(valid(problem) ? [] : valid.errors).toEqual([]);
    expect(problem.status).toBe(status);
    for (const words of inner) expect(text).not.toMatch(words);
  }

  #passSuccess(operation: Documented, { status, headers, text }: RawResponse): void {
    const valid = this.#contract.answerOf(operation, status);
    if (valid) {
      expect(headers['content-type']).toMatch(/^application\/json\b/);
      expect(valid(JSON.parse(text)) ? [] : valid.errors).toEqual([]);
    } else if (!this.#contract.hasFile(operation, status)) {
      expect(text).toBe('');
    }
    const documented = this.#contract.headersOf(operation, status);
    if (documented.includes('ETag')) expect(headers.etag).toMatch(/^"[!-~]+"$/);
    if (documented.includes('Location')) expect(headers.location).toMatch(/^https:\/\//);
  }
}

function expected(
  here: readonly Documented[],
  operation: Documented | null,
  closed: boolean,
  method: string,
): Set<number> {
  if (operation) return operation.statuses as Set<number>;
  // Every public address answers a CORS preflight.
  if (!closed && method === 'OPTIONS') return new Set([204]);
  const unknown = here.some(({ template }) => template.includes('{'));
  return new Set([
    ...(closed ? [401] : []),
    ...(here.length > 0 ? [405] : [404]),
    ...(unknown ? [404] : []),
  ]);
}

function expectRight({ name, needs }: Documented, caller: ApiCaller): void {
  const right = rights[caller];
  if (!needs || !right) return;
  const { role, scopes } = right;
  const { scope } = needs;
  const holds = scope === null || scopes.length === 0 || scopes.includes(scope);
  const may = atLeast(role, needs.role) && holds;
  expect(may, `${name} is not for the ${caller}`).toBe(true);
}
