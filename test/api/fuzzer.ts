/** Executes planned requests in one newsroom and judges each response. */
import { expect } from 'vitest';
import { Judgement } from './judgement.ts';
import type { Contract, Documented } from './openapi-contract.ts';
import { Exchange, type RawResponse, type Sent } from './raw-exchange.ts';
import type { Plan } from './request-arbitrary.ts';
import type { Parameters, SeededNewsroom } from './seeded-newsroom.ts';
import { bytesOf } from './spoilt-documents.ts';

const second = 1000;

export class Fuzzer {
  readonly judgement: Judgement;
  requests = 0;
  readonly #seeded: SeededNewsroom;
  readonly #contract: Contract;
  readonly #exchange: Exchange;

  constructor(seeded: SeededNewsroom, contract: Contract) {
    this.#seeded = seeded;
    this.#contract = contract;
    this.#exchange = new Exchange(seeded.newsroom.url);
    this.judgement = new Judgement(contract);
  }

  /** Sends and judges one request. A repeated POST must get the same response. */
  async perform(plan: Plan): Promise<void> {
    const operation = this.#contract.operations.find(({ name }) => name === plan.operation);
    if (!operation) throw new Error(`There is no ${plan.operation}.`);
    const { template } = operation;
    const known = this.#seeded.pick(template, plan.nth) ?? {};
    const segments = { ...mapValues(known, encodeURIComponent), ...plan.segments };
    const sent: Sent = {
      method: plan.method ?? operation.method,
      target: this.#targetOf(plan, fill(template, segments)),
      headers: await this.#headersOf(plan, operation, segments),
      body: plan.body === null ? null : bytesOf(plan.body),
      chunked: plan.chunked,
    };
    const answer = await this.#ask(plan, sent);
    this.#learn(operation, plan, decoded(segments), answer);
    if (plan.key !== null && sent.method === 'POST' && answer.status < 300) {
      const again = await this.#ask(plan, sent);
      // The request may have ended the caller's own permission.
      if (again.status !== 401) expect(again.text).toBe(answer.text);
    }
  }

  close(): void {
    this.#exchange.close();
  }

  async #ask(plan: Plan, sent: Sent): Promise<RawResponse> {
    this.#seeded.now += second;
    this.requests += 1;
    const headers = { ...sent.headers, 'X-Test-Now': String(this.#seeded.now) };
    const answer = await this.#exchange.send({ ...sent, headers });
    try {
      this.judgement.pass(sent, plan.caller, answer);
    } catch (error) {
      const asked = `${sent.method} ${sent.target.slice(0, 300)} by the ${plan.caller}`;
      const summary = `${answer.status} ${answer.text.slice(0, 500)}`;
      throw new Error(`${asked}\nwas answered ${summary}\n${(error as Error).message}`, {
        cause: error,
      });
    }
    return answer;
  }

  #targetOf({ query, operation }: Plan, path: string): string {
    const cursor = this.#seeded.cursors.get(operation) ?? '1';
    const filled = query.replaceAll(encodeURIComponent('{next}'), encodeURIComponent(cursor));
    return query === '' ? path : `${path}?${filled}`;
  }

  async #headersOf(plan: Plan, operation: Documented, segments: Parameters) {
    const credential = this.#seeded.credentials.get(plan.caller) ?? null;
    const match = plan.match === null ? null : await this.#matchOf(plan.match, operation, segments);
    return {
      ...plan.headers,
      ...(credential !== null && operation.closed && { Authorization: credential }),
      ...(match !== null && { 'If-Match': match }),
      ...(plan.key !== null && { 'Idempotency-Key': plan.key }),
    };
  }

  async #matchOf(match: string, operation: Documented, segments: Parameters): Promise<string> {
    const spellings: Record<string, (etag: string) => string> = {
      current: (etag) => etag,
      version: (etag) => `"${/\d+/.exec(etag)?.[0]}"`,
      weak: (etag) => `W/${etag}`,
      'among others': (etag) => `"x", ${etag} , W/"y"`,
    };
    const guard = this.#contract.guardOf(operation);
    const spell = Object.hasOwn(spellings, match) ? spellings[match] : undefined;
    if (!spell || guard === null) return match;
    const { headers } = await this.#exchange.send({
      method: 'GET',
      target: fill(guard, segments),
      headers: {
        Authorization: this.#seeded.credentials.get('admin') ?? '',
        'X-Test-Now': String(this.#seeded.now + second),
      },
      body: null,
      chunked: false,
    });
    return spell(String(headers.etag ?? '"none"'));
  }

  /** Records what the request created and deleted. */
  #learn(operation: Documented, plan: Plan, parameters: Parameters, answer: RawResponse): void {
    const { template, method } = operation;
    const { status, headers, text } = answer;
    if (plan.method !== null || status >= 300) return;
    if (status === 204 && method === 'DELETE') this.#seeded.forget(template, parameters);
    if (status === 201 && method === 'PUT') this.#seeded.remember(template, parameters);
    if (status === 201 && headers.location) this.#learnAddress(String(headers.location));
    if (text === '' || !headers['content-type']?.includes('application/json')) return;
    const document = JSON.parse(text);
    if (method === 'PUT' && parameters.slug && document.slug !== parameters.slug) {
      this.#seeded.forget(template, parameters);
      this.#seeded.remember(template, { ...parameters, slug: document.slug });
    }
    if (typeof document.next === 'string') this.#seeded.cursors.set(plan.operation, document.next);
  }

  #learnAddress(location: string): void {
    const { pathname } = new URL(location);
    const [operation] = this.#contract.at(pathname);
    if (!operation) throw new Error(`${location} is not in the document.`);
    const segments = pathname.split('/');
    const parameters = operation.template
      .split('/')
      .flatMap((part, at) =>
        part.startsWith('{') ? [[part.slice(1, -1), segments[at] ?? ''] as const] : [],
      );
    this.#seeded.remember(operation.template, decoded(Object.fromEntries(parameters)));
  }
}

const ghost = '0123456789ab';

function fill(template: string, segments: Parameters): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => segments[name] ?? ghost);
}

function mapValues(all: Parameters, change: (text: string) => string): Parameters {
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, change(text)]));
}

/** Decodes percent-encoded values; what cannot be decoded stays as it is. */
function decoded(segments: Parameters): Parameters {
  return mapValues(segments, (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  });
}
