/** An editor who drafts, uploads, publishes, schedules, corrects, withdraws and reinstates. */
import { utf8 } from '../../src/domain/digest.ts';
import type { PendingAct, WithdrawalMode } from '../../test/model/release-model.ts';
import type { Random } from './random.ts';
import { markerOf, type ReferenceModel, type TrafficRelease } from './reference-model.ts';
import type { Exchange, SiteDriver } from './site-driver.ts';

export const languages = ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'];
export const terms = [
  'policing',
  'rule-of-law',
  'border-management',
  'media-freedom-and-development',
];

/** A request of an editor that the site accepted. It can be sent again to another site. */
export interface AcceptedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | null;
  /** The moment that the request carried. */
  at: number;
}

export interface ActLog {
  /** How often each act was accepted, by its name. */
  done: Record<string, number>;
  refused: Record<string, number>;
  /** Answers that did not say whether the act was done, such as a 500. */
  unclear: number;
  /** The accepted requests, in order. */
  acts: AcceptedRequest[];
  /** Answers that must not occur. */
  violations: string[];
}

export const openActLog = (): ActLog => ({
  done: {},
  refused: {},
  unclear: 0,
  acts: [],
  violations: [],
});

/** A request below the address of a release. */
interface EditorRequest {
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

/** Milliseconds before a scheduled instant in which its release is left alone: either may come first. */
const tooSoon = 3000;

export class Editor {
  readonly #own: TrafficRelease[] = [];
  readonly #driver: SiteDriver;
  readonly #model: ReferenceModel;
  readonly #random: Random;
  readonly #token: string;
  readonly #log: ActLog;

  constructor(
    driver: SiteDriver,
    model: ReferenceModel,
    random: Random,
    token: string,
    log: ActLog,
  ) {
    [this.#driver, this.#model, this.#random] = [driver, model, random];
    [this.#token, this.#log] = [token, log];
  }

  /** Does the next act. A new release is drafted and published, or scheduled, in one act. */
  async act(): Promise<void> {
    const random = this.#random;
    const free = this.#own.filter((release) => {
      // The clock of an isolate may be behind.
      const at = release.scheduled(this.#driver.now() - this.#driver.skew);
      return at === null || at - this.#driver.now() > tooSoon;
    });
    if (free.length < 3 || random.chance(0.35)) return this.publishAnother(random.chance(0.5));
    // The newest releases are changed most often.
    const release = free[free.length - 1 - random.rank(free.length)] as TrafficRelease;
    if (release.scheduled(this.#driver.now()) !== null) return this.#changeScheduled(release);
    const { showing } = release.last;
    if (showing === 'hidden') {
      await this.#publish(release, random.chance(0.5));
      return;
    }
    if (showing === 'public') {
      if (random.chance(0.5)) return this.#correct(release, random.chance(0.4));
      return this.#withdraw(release, random.pick(modes));
    }
    if (random.chance(0.3)) return this.#withdraw(release, random.pick(modes));
    await this.#send(
      release,
      { name: 'reinstate', method: 'DELETE', part: '/withdrawal', body: null },
      (begun) => release.reinstate(begun),
    );
  }

  /** Drafts a release and publishes it, at once or seconds ahead. */
  async publishAnother(ahead: boolean): Promise<void> {
    const random = this.#random;
    const id = `t${Array.from({ length: 11 }, () => random.pick([...'0123456789abcdef'])).join('')}`;
    const inLanguages = languages.filter((lang) => lang === 'en' || random.chance(0.3));
    const release = this.#model.begin(id, inLanguages, random.pick(terms));
    const isCreated = await this.#send(
      release,
      this.#draft(release, 1, 'draft', { 'If-None-Match': '*' }),
    );
    if (!isCreated) return;
    release.version = 1;
    release.revision = 1;
    this.#own.push(release);
    if (random.chance(0.4) && !(await this.#upload(release))) return;
    await this.#publish(release, ahead);
  }

  async #changeScheduled(release: TrafficRelease): Promise<void> {
    const [random, { version }] = [this.#random, release];
    const { showing } = release.stateAt(this.#driver.now());
    if (random.chance(0.4)) {
      await this.#send(
        release,
        { name: 'cancel', method: 'DELETE', part: '/publication', body: null },
        (begun) => release.cancel(begun),
      );
    } else if (showing === 'public') {
      // The withdrawal also drops the scheduled correction.
      await this.#withdraw(release, random.pick(modes));
    } else {
      await this.#putPublication(release, 'reschedule', version, random.between(2000, 8000), {});
    }
  }

  async #publish(release: TrafficRelease, ahead: boolean): Promise<boolean> {
    const distance = ahead ? this.#random.between(1500, 8000) : null;
    return this.#putPublication(
      release,
      ahead ? 'schedule' : 'publish',
      release.version,
      distance,
      {},
    );
  }

  async #correct(release: TrafficRelease, ahead: boolean): Promise<void> {
    const version = release.version + 1;
    if (!(await this.#send(release, this.#draft(release, version, 'revise')))) return;
    release.version = version;
    release.revision += 1;
    const distance = ahead ? this.#random.between(1500, 8000) : null;
    const note = Object.fromEntries(
      release.languages.map((lang) => [lang, 'A figure was corrected.']),
    );
    const kind = this.#random.chance(0.7) ? { note } : { minor: true };
    await this.#putPublication(
      release,
      ahead ? 'correct ahead' : 'correct',
      version,
      distance,
      kind,
    );
  }

  #putPublication(
    release: TrafficRelease,
    name: string,
    version: number,
    distance: number | null,
    rest: object,
  ) {
    const at = distance === null ? null : this.#driver.now() + distance;
    const body = JSON.stringify({
      ...(at !== null && { at: new Date(at).toISOString() }),
      ...rest,
    });
    const request = { name, method: 'PUT', part: '/publication', body };
    return this.#send(release, request, (begun) => release.publish(version, begun, at));
  }

  async #withdraw(release: TrafficRelease, mode: WithdrawalMode) {
    const body = JSON.stringify(withdrawals[mode]);
    const request = { name: `withdraw: ${mode}`, method: 'PUT', part: '/withdrawal', body };
    await this.#send(release, request, (begun) => release.withdraw(mode, begun));
  }

  async #upload(release: TrafficRelease): Promise<boolean> {
    const bytes = pdfOf(release.number, this.#random.between(1, 60) * 1000);
    const headers = { 'Content-Type': 'application/pdf' };
    const part = '/attachments/paper.pdf';
    if (
      !(await this.#send(release, { name: 'upload', method: 'PUT', part, body: bytes, headers }))
    ) {
      return false;
    }
    release.revision += 1;
    const { attachments } = JSON.parse(await this.#read(release)) as {
      attachments: { url: string }[];
    };
    const url = attachments[0]?.url;
    if (url) release.file = { path: new URL(url).pathname, bytes };
    else this.#log.violations.push(`the file of ${release.id} was accepted and is missing`);
    return true;
  }

  #draft(
    release: TrafficRelease,
    version: number,
    name: string,
    headers: Record<string, string> = {},
  ): EditorRequest {
    const marker = markerOf(release, version);
    const editions = release.languages.map((lang) => [
      lang,
      {
        title: `Release ${marker} in ${lang}`,
        slug: marker,
        summary: `In short: ${marker}.`,
        place: 'ASTANA',
        markdown: `This is **${marker}**.\n\n> A quotation (${lang}).\n\n${'A sentence of the body. '.repeat(20)}`,
      },
    ]);
    const body = {
      kind: 'press-release',
      date: new Date(this.#driver.now()).toISOString().slice(0, 10),
      sources: ['secretariat'],
      fieldsOfWork: [release.term],
      countries: [],
      meetings: [],
      contacts: [],
      legacyUrls: [],
      editions: Object.fromEntries(editions),
    };
    return { name, method: 'PUT', part: '', body: JSON.stringify(body), headers };
  }

  /** Reads the release as editors see it; repeated until the site does not fail. */
  async #read(release: TrafficRelease): Promise<string> {
    for (;;) {
      const { status, body } = await this.#ask('GET', release, '', {}, null);
      if (status < 500) return new TextDecoder().decode(body);
    }
  }

  async #etag(release: TrafficRelease): Promise<string> {
    for (;;) {
      const { status, headers } = await this.#ask('GET', release, '', {}, null);
      if (status < 500) return (headers.get('ETag') ?? '').split('.').slice(0, 2).join('.');
    }
  }

  /**
   * Sends an act and records it in the model.
   * @returns whether it was done, also where the answer did not say
   */
  async #send(
    release: TrafficRelease,
    request: EditorRequest,
    begin?: (begun: number) => PendingAct,
  ): Promise<boolean> {
    const { name, method, part, body } = request;
    const isNew = request.headers?.['If-None-Match'] !== undefined;
    const before = isNew ? '' : await this.#etag(release);
    const pending = begin?.(this.#driver.now() - this.#driver.skew);
    const headers = { ...(!isNew && { 'If-Match': `"${release.revision}"` }), ...request.headers };
    const answer = await this.#ask(method, release, part, headers, body);
    const unclear = answer.status >= 500;
    if (unclear) this.#log.unclear += 1;
    const done = unclear ? (await this.#etag(release)) !== before : answer.status < 300;
    const counts = done ? this.#log.done : this.#log.refused;
    counts[name] = (counts[name] ?? 0) + 1;
    if (!done) {
      pending?.refused();
      const text = new TextDecoder().decode(answer.body);
      if (!unclear) this.#log.violations.push(`${name} ${release.id}: ${answer.status} ${text}`);
      return false;
    }
    pending?.accepted(answer.end);
    const path = `/releases/${release.id}${part}`;
    this.#log.acts.push({ method, path, headers, body, at: answer.moment });
    return true;
  }

  async #ask(
    method: string,
    release: TrafficRelease,
    part: string,
    headers: Record<string, string>,
    body: EditorRequest['body'],
  ): Promise<Exchange> {
    const answer = await this.#driver.ask(`/api/v1/editor/releases/${release.id}${part}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== null && { body }),
    });
    const cacheControl = answer.headers.get('Cache-Control');
    if (cacheControl !== 'private, no-store' && !(answer.status >= 500 && cacheControl === null)) {
      this.#log.violations.push(`${method} ${part} for editors has Cache-Control: ${cacheControl}`);
    }
    return answer;
  }
}

/** A PDF of about that many bytes, different for each release. */
function pdfOf(number: number, size: number): Uint8Array<ArrayBuffer> {
  const line = `% file ${number}: ${'0123456789'.repeat(6)}\n`;
  const text = `%PDF-1.7\n${line.repeat(Math.ceil(size / line.length))}trailer\n<<>>\n%%EOF\n`;
  return utf8(text);
}
