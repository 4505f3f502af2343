/** An editor who drafts, uploads, publishes, schedules, corrects, withdraws and reinstates. */

import { utf8 } from '../../src/domain/digest.ts';
import type { PendingAct, WithdrawalMode } from '../../test/model/release-model.ts';
import type { Exchange, SiteDriver } from './door.ts';
import type { Random } from './random.ts';
import { type ReferenceModel, type TrafficRelease, wordOf } from './reference-model.ts';

export const languages = ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'];
export const terms = [
  'policing',
  'rule-of-law',
  'border-management',
  'media-freedom-and-development',
];

/** An act that was accepted, to be done again elsewhere. */
export interface EditorAct {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | null;
  /** The moment at which the site took it to be done. */
  at: number;
}

export interface Ledger {
  /** How often what was done, by its name. */
  done: Record<string, number>;
  refused: Record<string, number>;
  /** Answers that did not tell whether it was done. */
  unclear: number;
  /** All that was done, in order. */
  deeds: EditorAct[];
  /** What must not happen. */
  complaints: string[];
}

export const openLedger = (): Ledger => ({
  done: {},
  refused: {},
  unclear: 0,
  deeds: [],
  complaints: [],
});

interface Order {
  name: string;
  method: string;
  part: string;
  body: string | Uint8Array<ArrayBuffer> | null;
  headers?: Record<string, string>;
}

const withdrawals: Record<WithdrawalMode, Record<string, unknown>> = {
  notice: { mode: 'notice', note: { en: 'It was wrong.' } },
  gone: { mode: 'gone', note: { en: 'It is gone.' } },
  redirect: { mode: 'redirect', redirectTo: '/' },
  vanish: { mode: 'vanish' },
};
const modes = Object.keys(withdrawals) as WithdrawalMode[];

/** An instant nearer than this is left to come: nobody can tell whether they would be quick enough. */
const tooNear = 3000;

export class Editor {
  readonly #own: TrafficRelease[] = [];
  readonly #door: SiteDriver;
  readonly #truth: ReferenceModel;
  readonly #random: Random;
  readonly #token: string;
  readonly #ledger: Ledger;

  constructor(
    door: SiteDriver,
    truth: ReferenceModel,
    random: Random,
    token: string,
    ledger: Ledger,
  ) {
    [this.#door, this.#truth, this.#random] = [door, truth, random];
    [this.#token, this.#ledger] = [token, ledger];
  }

  /** The next act. A new release is seen through to its publication, or to its schedule. */
  async act(): Promise<void> {
    const random = this.#random;
    const free = this.#own.filter((tale) => {
      // Somebody's clock may be behind.
      const at = tale.scheduled(this.#door.now() - this.#door.skew);
      return at === null || at - this.#door.now() > tooNear;
    });
    if (free.length < 3 || random.chance(0.35)) return this.publishAnother(random.chance(0.5));
    // The newest are worked on most.
    const tale = free[free.length - 1 - random.rank(free.length)] as TrafficRelease;
    if (tale.scheduled(this.#door.now()) !== null) return this.#ofScheduled(tale);
    const { showing } = tale.last;
    if (showing === 'hidden') {
      await this.#publish(tale, random.chance(0.5));
      return;
    }
    if (showing === 'public') {
      if (random.chance(0.5)) return this.#correct(tale, random.chance(0.4));
      return this.#withdraw(tale, random.pick(modes));
    }
    if (random.chance(0.3)) return this.#withdraw(tale, random.pick(modes));
    await this.#send(
      tale,
      { name: 'reinstate', method: 'DELETE', part: '/withdrawal', body: null },
      (begun) => tale.reinstate(begun),
    );
  }

  /** A release from its draft to its publication, at once or seconds ahead. */
  async publishAnother(ahead: boolean): Promise<void> {
    const random = this.#random;
    const id = `t${Array.from({ length: 11 }, () => random.pick([...'0123456789abcdef'])).join('')}`;
    const spoken = languages.filter((lang) => lang === 'en' || random.chance(0.3));
    const tale = this.#truth.begin(id, spoken, random.pick(terms));
    const made = await this.#send(tale, this.#draft(tale, 1, 'draft', { 'If-None-Match': '*' }));
    if (!made) return;
    tale.version = 1;
    tale.revision = 1;
    this.#own.push(tale);
    if (random.chance(0.4) && !(await this.#upload(tale))) return;
    await this.#publish(tale, ahead);
  }

  async #ofScheduled(tale: TrafficRelease): Promise<void> {
    const [random, { version }] = [this.#random, tale];
    const { showing } = tale.stateAt(this.#door.now());
    if (random.chance(0.4)) {
      await this.#send(
        tale,
        { name: 'cancel', method: 'DELETE', part: '/publication', body: null },
        (begun) => tale.cancel(begun),
      );
    } else if (showing === 'public') {
      // A correction that is on its way falls with the withdrawal.
      await this.#withdraw(tale, random.pick(modes));
    } else {
      await this.#order(tale, 'reschedule', version, random.between(2000, 8000), {});
    }
  }

  async #publish(tale: TrafficRelease, ahead: boolean): Promise<boolean> {
    const distance = ahead ? this.#random.between(1500, 8000) : null;
    return this.#order(tale, ahead ? 'schedule' : 'publish', tale.version, distance, {});
  }

  async #correct(tale: TrafficRelease, ahead: boolean): Promise<void> {
    const version = tale.version + 1;
    if (!(await this.#send(tale, this.#draft(tale, version, 'revise')))) return;
    tale.version = version;
    tale.revision += 1;
    const distance = ahead ? this.#random.between(1500, 8000) : null;
    const note = Object.fromEntries(tale.languages.map((lang) => [lang, 'It was put right.']));
    const told = this.#random.chance(0.7) ? { note } : { minor: true };
    await this.#order(tale, ahead ? 'correct ahead' : 'correct', version, distance, told);
  }

  #order(
    tale: TrafficRelease,
    name: string,
    version: number,
    distance: number | null,
    rest: object,
  ) {
    const at = distance === null ? null : this.#door.now() + distance;
    const body = JSON.stringify({
      ...(at !== null && { at: new Date(at).toISOString() }),
      ...rest,
    });
    const order = { name, method: 'PUT', part: '/publication', body };
    return this.#send(tale, order, (begun) => tale.publish(version, begun, at));
  }

  async #withdraw(tale: TrafficRelease, mode: WithdrawalMode) {
    const body = JSON.stringify(withdrawals[mode]);
    const order = { name: `withdraw: ${mode}`, method: 'PUT', part: '/withdrawal', body };
    await this.#send(tale, order, (begun) => tale.withdraw(mode, begun));
  }

  async #upload(tale: TrafficRelease): Promise<boolean> {
    const bytes = paperOf(tale.number, this.#random.between(1, 60) * 1000);
    const headers = { 'Content-Type': 'application/pdf' };
    const part = '/attachments/paper.pdf';
    if (!(await this.#send(tale, { name: 'upload', method: 'PUT', part, body: bytes, headers }))) {
      return false;
    }
    tale.revision += 1;
    const { attachments } = JSON.parse(await this.#read(tale)) as {
      attachments: { url: string }[];
    };
    const url = attachments[0]?.url;
    if (url) tale.paper = { path: new URL(url).pathname, bytes };
    else this.#ledger.complaints.push(`the file of ${tale.id} was accepted and is lost`);
    return true;
  }

  #draft(
    tale: TrafficRelease,
    version: number,
    name: string,
    headers: Record<string, string> = {},
  ): Order {
    const word = wordOf(tale, version);
    const editions = tale.languages.map((lang) => [
      lang,
      {
        title: `Tale ${word} told in ${lang}`,
        slug: word,
        summary: `In short: ${word}.`,
        place: 'ASTANA',
        markdown: `It is tale **${word}**.\n\n> So it is (${lang}), said one of them.\n\n${'And so it goes on. '.repeat(20)}`,
      },
    ]);
    const body = {
      kind: 'press-release',
      date: new Date(this.#door.now()).toISOString().slice(0, 10),
      sources: ['secretariat'],
      fieldsOfWork: [tale.term],
      countries: [],
      meetings: [],
      contacts: [],
      legacyUrls: [],
      editions: Object.fromEntries(editions),
    };
    return { name, method: 'PUT', part: '', body: JSON.stringify(body), headers };
  }

  /** The release as its editors have it; asked until it is told. */
  async #read(tale: TrafficRelease): Promise<string> {
    for (;;) {
      const { status, body } = await this.#ask('GET', tale, '', {}, null);
      if (status < 500) return new TextDecoder().decode(body);
    }
  }

  async #etag(tale: TrafficRelease): Promise<string> {
    for (;;) {
      const { status, headers } = await this.#ask('GET', tale, '', {}, null);
      if (status < 500) return (headers.get('ETag') ?? '').split('.').slice(0, 2).join('.');
    }
  }

  /** @returns whether it was done, also where the answer did not tell */
  async #send(
    tale: TrafficRelease,
    order: Order,
    begin?: (begun: number) => PendingAct,
  ): Promise<boolean> {
    const { name, method, part, body } = order;
    const isNew = order.headers?.['If-None-Match'] !== undefined;
    const before = isNew ? '' : await this.#etag(tale);
    const pending = begin?.(this.#door.now() - this.#door.skew);
    const headers = { ...(!isNew && { 'If-Match': `"${tale.revision}"` }), ...order.headers };
    const answer = await this.#ask(method, tale, part, headers, body);
    const unclear = answer.status >= 500;
    if (unclear) this.#ledger.unclear += 1;
    const done = unclear ? (await this.#etag(tale)) !== before : answer.status < 300;
    const counts = done ? this.#ledger.done : this.#ledger.refused;
    counts[name] = (counts[name] ?? 0) + 1;
    if (!done) {
      pending?.refused();
      const text = new TextDecoder().decode(answer.body);
      if (!unclear) this.#ledger.complaints.push(`${name} ${tale.id}: ${answer.status} ${text}`);
      return false;
    }
    pending?.accepted(answer.end);
    const path = `/releases/${tale.id}${part}`;
    this.#ledger.deeds.push({ method, path, headers, body, at: answer.moment });
    return true;
  }

  async #ask(
    method: string,
    tale: TrafficRelease,
    part: string,
    headers: Record<string, string>,
    body: Order['body'],
  ): Promise<Exchange> {
    const answer = await this.#door.ask(`/api/v1/editor/releases/${tale.id}${part}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== null && { body }),
    });
    const kept = answer.headers.get('Cache-Control');
    if (kept !== 'private, no-store' && !(answer.status >= 500 && kept === null)) {
      this.#ledger.complaints.push(`${method} ${part} for editors is kept: ${kept}`);
    }
    return answer;
  }
}

/** A document of about so many bytes, no two alike. */
function paperOf(number: number, size: number): Uint8Array<ArrayBuffer> {
  const line = `% paper ${number}: ${'0123456789'.repeat(6)}\n`;
  const text = `%PDF-1.7\n${line.repeat(Math.ceil(size / line.length))}trailer\n<<>>\n%%EOF\n`;
  return utf8(text);
}
