/** Holds each answer against what is true at that moment: its status, its bytes, its headers. */

import { base64, digestOf, hex } from '../../src/domain/digest.ts';
import {
  isPublic,
  isPublicOrWithdrawn,
  type State,
  type Verdict,
  type Window,
} from '../../test/model/release-model.ts';
import type { Exchange } from './door.ts';
import { isUnfinished, type PurgeLog } from './purge-log.ts';
import type { Question, Subject } from './readers.ts';
import { type ReferenceModel, type TrafficRelease, wordsIn } from './reference-model.ts';

export interface Findings {
  asked: number;
  statuses: Record<string, number>;
  /** What the edge said of itself. */
  edge: Record<string, number>;
  /** Statements about a release in an answer that were judged. */
  judged: number;
  /** Statements that showed a change before it took effect. */
  early: number;
  /** Statements that were out of date for longer than the contract allows. */
  late: number;
  /** Out of date within the contract: the purge of the change waited for its next attempt. */
  unpurged: number;
  /** Answers that were on their way while a change came, and were kept: late, within a minute. */
  crossed: number;
  /** The latest of what was late, in milliseconds. */
  latest: number;
  /** Searches that missed what they were for in the very moment in which it was replaced. */
  between: number;
  /** Refusals for a fault that was injected. */
  faulty: number;
  complaints: string[];
}

export const openFindings = (): Findings => ({
  asked: 0,
  statuses: {},
  edge: {},
  judged: 0,
  early: 0,
  late: 0,
  unpurged: 0,
  crossed: 0,
  latest: 0,
  between: 0,
  faulty: 0,
  complaints: [],
});

/** No answer stands longer at the edge; a second of it is the rounding of `Age`. */
const longest = 61_000;

const minute = 60_000;

/** Answers that the edge keeps go at the end of their minute at the latest, purged or not. */
const endOfMinute = (moment: number) => (Math.floor(moment / minute) + 1) * minute;

/** A statement that is out of date by more than an instant. */
interface LateStatement {
  verdict: Verdict & { is: 'late' };
  told: string;
}

interface Read {
  status: number;
  location: string | null;
  words: { number: number; version: number }[];
}

export class ResponseChecker {
  readonly findings = openFindings();
  /** Whether the platform is made to fail, and so refusals are to be expected. */
  faults = false;
  readonly #truth: ReferenceModel;
  readonly #purges: PurgeLog;
  readonly #grace: number;
  /** What an answer with a validator told, for who is told that it is still so. */
  readonly #read = new Map<string, Read>();

  constructor(truth: ReferenceModel, purges: PurgeLog, grace: number) {
    [this.#truth, this.#purges, this.#grace] = [truth, purges, grace];
  }

  async examine(question: Question, answer: Exchange): Promise<void> {
    const { findings } = this;
    const { path } = question;
    findings.asked += 1;
    count(findings.statuses, String(answer.status));
    count(findings.edge, answer.headers.get('Cf-Cache-Status') ?? 'none');
    if (this.faults && answer.status >= 500) {
      findings.faulty += 1;
      if (!['no-store', null].includes(answer.headers.get('Cache-Control')))
        this.#complain(path, 'a fault is kept');
      return;
    }
    for (const fault of await faultsOf(question, answer)) this.#complain(path, fault);
    const etag = tagOf(answer.headers);
    const key = `${path} ${etag}`;
    const read = answer.status === 304 ? this.#read.get(key) : readOf(question.subject, answer);
    if (!read) return;
    if (answer.status === 200 && etag) this.#remember(key, read);
    const late: LateStatement[] = [];
    this.#judge(question, answer, read, late);
    if (late.length > 0) await this.#judgeLate(path, answer, late);
  }

  #remember(key: string, read: Read): void {
    this.#read.delete(key);
    this.#read.set(key, read);
    const [oldest] = this.#read.keys();
    if (this.#read.size > 5000 && oldest !== undefined) this.#read.delete(oldest);
  }

  #judge(
    { path, subject }: Question,
    answer: Exchange,
    read: Read,
    lateStatements: LateStatement[],
  ): void {
    const lag = subject.of === 'list' ? (subject.lag ?? 0) : 0;
    const hold = (verdict: Verdict, told: string) => {
      const allowed = verdict.is === 'late' && verdict.by <= lag + this.#grace;
      this.findings.judged += 1;
      if (verdict.is === 'right' || allowed) return;
      if (verdict.is === 'late') lateStatements.push({ verdict, told });
      else this.#report(path, answer, verdict, told);
    };
    if (subject.of === 'release') this.#judgeRelease(subject, read, answer, hold);
    if (subject.of === 'file') {
      hold(subject.tale.judge(ofFile(read.status), answer), `its file answers ${read.status}`);
    }
    if (subject.of === 'list') this.#judgeList(subject, read, answer, hold);
    const own = subject.of === 'release' ? subject.tale.number : 0;
    const shown = subject.of === 'log' ? isPublicOrWithdrawn : isPublic;
    for (const { number, version } of read.words) {
      if (number === own) continue;
      const is = (state: State) => shown(state) && state.version === version;
      const verdict = this.#truth.find(number)?.judge(is, answer) ?? { is: 'never' };
      hold(verdict, `it tells of r${number}v${version}`);
    }
  }

  #judgeRelease(
    { tale, form, lang, version }: Subject & { of: 'release' },
    { status, location, words }: Read,
    answer: Exchange,
    hold: (verdict: Verdict, told: string) => void,
  ): void {
    const data = /json|api/.test(form);
    const spoken = data || tale.languages.includes(lang);
    const own = words.filter(({ number }) => number === tale.number);
    const judged = (holds: (state: State) => boolean, told: string) =>
      hold(tale.judge(holds, answer), told);
    const [first] = own;
    if (status === 200 && spoken && first) {
      if (form === 'page' && first.version !== version) hold({ is: 'never' }, 'another version');
      for (const word of form === 'history' ? [] : own) {
        judged(
          (state) => isPublicOrWithdrawn(state) && state.version === word.version,
          `v${word.version} is there`,
        );
      }
      if (form !== 'history') return;
      judged(isPublicOrWithdrawn, 'its history is there');
      for (const word of own) {
        const seen = (state: State) => isPublicOrWithdrawn(state) && state.version === word.version;
        hold(tale.judgeEver(seen, answer), `its history tells of v${word.version}`);
      }
    } else if (status === 301 && !data) {
      const [target] = wordsIn(location ?? '');
      if (target) {
        judged(
          (state) => isPublicOrWithdrawn(state) && state.version === target.version,
          `leads to v${target.version}`,
        );
      } else judged(({ showing }) => showing === 'redirect', `leads to ${location}`);
    } else if (status === 301) {
      judged(({ showing }) => showing === 'redirect' && location === '/', `leads to ${location}`);
    } else if (status === 404) {
      const holds = (state: State) =>
        state.showing === 'hidden' ||
        state.showing === 'vanish' ||
        (!spoken && isPublicOrWithdrawn(state));
      judged(holds, 'there is nothing');
    } else if (status === 410) {
      const leads = (state: State) => form === 'api' && state.showing === 'redirect';
      judged((state) => state.showing === 'gone' || leads(state), 'it is gone');
    } else hold({ is: 'never' }, `${status} without a word of it`);
    if (status < 400 || !first) return;
    // Whoever asks in a language that it does not have is led to those that it has.
    const led = (state: State) =>
      !spoken && isPublicOrWithdrawn(state) && state.version === first.version;
    judged(led, `${status} tells of it`);
  }

  #judgeList(
    { lang, term, newest, only }: Subject & { of: 'list' },
    { status, words }: Read,
    answer: Exchange,
    hold: (verdict: Verdict, told: string) => void,
  ): void {
    if (status === 404 && newest === null && !only) return;
    if (status !== 200) {
      hold({ is: 'never' }, `a list answers ${status}`);
      return;
    }
    const belongs = (tale: TrafficRelease) =>
      (lang === null || tale.languages.includes(lang)) && (term === null || tale.term === term);
    for (const { number } of words) {
      const tale = this.#truth.find(number);
      if (tale && !belongs(tale)) hold({ is: 'never' }, `r${number} does not belong there`);
    }
    const due = only ? [only.tale].filter(belongs) : this.#newest(belongs, newest ?? 0, answer);
    const isThere = (tale: TrafficRelease) => words.some(({ number }) => number === tale.number);
    for (const tale of due.filter((one) => !isThere(one))) {
      const other = (state: State) => only !== undefined && state.version !== only.version;
      const verdict = tale.judge((state) => !isPublic(state) || other(state), answer);
      // The index goes over to the new publication when that is written, its instant is the editor's:
      // who searched in between, or by a clock that is behind, finds neither. Nobody keeps it.
      const isHit = answer.headers.get('Cf-Cache-Status') === 'HIT';
      const crosses = only !== undefined && tale.changes(answer) && !isHit;
      if (verdict.is !== 'right' && crosses) this.findings.between += 1;
      else hold(verdict, `r${tale.number} is not there`);
    }
  }

  /** Those that are among the newest whatever else may be there. */
  #newest(
    belongs: (tale: TrafficRelease) => boolean,
    most: number,
    { end }: Window,
  ): TrafficRelease[] {
    const dated = this.#truth.tales.filter(belongs).flatMap((tale) => {
      const published = tale.published();
      return published && published.start <= end ? [{ tale, published }] : [];
    });
    const open = dated.toSorted((a, b) => b.published.end - a.published.end);
    return dated
      .filter(({ published }) => {
        const before = open.findIndex((other) => other.published.end < published.start);
        return (before < 0 ? open.length : before) <= most;
      })
      .map(({ tale }) => tale);
  }

  /** Accepts a late statement only where the contract says why it may stand, and how long. */
  async #judgeLate(
    path: string,
    answer: Exchange,
    statements: readonly LateStatement[],
  ): Promise<void> {
    const { findings } = this;
    const purges = await this.#purges.unfinishedAt(answer.sentAt);
    // Where calls of the database fail, a purge may not even have been attempted.
    const waiting = purges.filter(({ postponed }) => postponed || this.faults);
    for (const { verdict, told } of statements) {
      const { by, release, during } = verdict;
      const made = madeWithin(answer);
      const crossed = made.start <= during.end + this.#grace && made.end >= during.start;
      const isUnpurged =
        isUnfinished(waiting, release, during) &&
        answer.start <= endOfMinute(during.end) + this.#grace;
      if (isUnpurged) findings.unpurged += 1;
      else if (crossed && by <= longest + this.#grace) findings.crossed += 1;
      else {
        this.#report(path, answer, verdict, told);
        continue;
      }
      findings.latest = Math.max(findings.latest, by);
    }
  }

  #report(path: string, answer: Exchange, verdict: Verdict, told: string): void {
    if (verdict.is === 'early') this.findings.early += 1;
    if (verdict.is === 'late') this.findings.late += 1;
    const by = 'by' in verdict ? ` by ${verdict.by} ms` : '';
    const edge = `${answer.headers.get('Cf-Cache-Status')}, age ${answer.headers.get('Age')}`;
    this.#complain(path, `${verdict.is}${by}: ${told} (${answer.status}, ${edge})`);
  }

  #complain(path: string, told: string): void {
    this.findings.complaints.push(`${path}: ${told}`);
  }
}

const count = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

function ofFile(status: number): (state: State) => boolean {
  if (status === 410) return ({ showing }) => showing === 'gone';
  if (status === 404) return ({ showing }) => ['hidden', 'vanish', 'redirect'].includes(showing);
  return (state) => [200, 206, 304].includes(status) && isPublicOrWithdrawn(state);
}

/** When the bytes of an answer were made: `Age` is in whole seconds. */
function madeWithin({ start, end, headers }: Exchange): Window {
  const kept = ['HIT', 'UPDATING', 'STALE'].includes(headers.get('Cf-Cache-Status') ?? '');
  const age = Number(headers.get('Age') ?? 0) * 1000;
  return kept ? { start: start - age - 1000, end: end - age } : { start, end };
}

function readOf(subject: Subject, { status, headers, body }: Exchange): Read {
  const text = subject.of === 'file' ? '' : new TextDecoder().decode(body);
  // A search says again what was looked for: what it found is what it leads to.
  const search = subject.of === 'list' && subject.only !== undefined;
  const links = search ? (text.match(/\/releases\/[^/"]+\/r\d+v\d+/g) ?? []).join(' ') : text;
  return { status, location: headers.get('Location'), words: wordsIn(links) };
}

const reused = 'public, max-age=0, must-revalidate';

/** What is wrong with an answer, whatever is true. */
async function faultsOf({ path, subject }: Question, answer: Exchange): Promise<string[]> {
  const { status, headers, body } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`${status} ${new TextDecoder().decode(body).slice(0, 200)}`);
  const expected = status < 400 ? reused : 'no-store';
  const kept = headers.get('Cache-Control');
  if (kept !== expected) faults.push(`Cache-Control is ${kept}`);
  if (Number(headers.get('Age') ?? 0) > 60) faults.push(`it is ${headers.get('Age')} s old`);
  for (const name of ['Cloudflare-CDN-Cache-Control', 'Cache-Tag', 'Set-Cookie']) {
    if (headers.has(name)) faults.push(`${name} is told`);
  }
  for (const name of ['Content-Security-Policy', 'X-Content-Type-Options', 'Cf-Cache-Status']) {
    if (!headers.has(name)) faults.push(`${name} is missing`);
  }
  if (status === 200) {
    const etag = tagOf(headers);
    const digest = await digestOf(body);
    const right = [`"${base64(digest.slice(0, 15))}"`, `"${hex(digest).slice(0, 32)}"`];
    if (etag === null || !right.includes(etag)) faults.push(`the ETag ${etag} is of other bytes`);
  }
  if (subject.of === 'file' && (status === 200 || status === 206)) {
    faults.push(...faultsOfPaper(subject.tale, path, answer));
  }
  return faults;
}

/** The ETag as the Worker gave it: the edge makes it weak where it compresses. */
const tagOf = (headers: Headers) => headers.get('ETag')?.replace(/^W\//, '') ?? null;

function faultsOfPaper(
  { paper }: TrafficRelease,
  path: string,
  { status, headers, body }: Exchange,
): string[] {
  if (!paper || paper.path !== path) return ['a file that was never uploaded'];
  const [, from = '0', to = String(paper.bytes.length - 1)] =
    /^bytes (\d+)-(\d+)\//.exec(headers.get('Content-Range') ?? '') ?? [];
  if (status === 206 && !headers.has('Content-Range')) return ['206 without Content-Range'];
  const right = paper.bytes.subarray(Number(from), Number(to) + 1);
  return Buffer.compare(right, body) === 0 ? [] : ['wrong bytes'];
}
