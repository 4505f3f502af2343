/** Checks each answer against the reference model: its status, its bytes, its headers. */
import { base64, digestOf, hex } from '../../src/domain/digest.ts';
import {
  isPublic,
  isPublicOrWithdrawn,
  type State,
  type Verdict,
  type Window,
} from '../../test/model/release-model.ts';
import { isUnfinished, type PurgeLog } from './purge-log.ts';
import type { ReaderRequest, Subject } from './readers.ts';
import { markersIn, type ReferenceModel, type TrafficRelease } from './reference-model.ts';
import type { Exchange } from './site-driver.ts';

export interface Findings {
  answers: number;
  statuses: Record<string, number>;
  /** Answers by `Cf-Cache-Status`. */
  edge: Record<string, number>;
  /** How many statements about a release were judged. An answer makes many. */
  judged: number;
  /** Statements that showed a change before it took effect. */
  early: number;
  /** Statements that were out of date for longer than the contract allows. */
  late: number;
  /** Out of date within the contract: the purge of the change waited for its next attempt. */
  unpurged: number;
  /** Late because the answer was generated during the change, and then cached: a minute at most. */
  crossed: number;
  /** The longest by which an accepted statement was late, in milliseconds. */
  latest: number;
  /** Searches that missed a release at the moment at which it was replaced. */
  between: number;
  /** Answers that failed because of an injected fault. */
  faulty: number;
  violations: string[];
}

export const openFindings = (): Findings => ({
  answers: 0,
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
  violations: [],
});

/** The longest lifetime of an answer at the edge; `Age` is rounded by up to a second of it. */
const longest = 61_000;

const minute = 60_000;

/** When the edge drops what it cached before `moment` at the latest, purged or not. */
const endOfMinute = (moment: number) => (Math.floor(moment / minute) + 1) * minute;

/** A statement that is out of date by more than an instant. */
interface LateStatement {
  verdict: Verdict & { is: 'late' };
  statement: string;
}

/** The content of an answer that is judged. */
interface AnswerContent {
  status: number;
  location: string | null;
  markers: { number: number; version: number }[];
}

export class ResponseChecker {
  readonly findings = openFindings();
  /** Whether faults are injected, so that answers may fail. */
  faults = false;
  readonly #model: ReferenceModel;
  readonly #purges: PurgeLog;
  readonly #grace: number;
  /** The content of answers by address and ETag, to judge a 304. */
  readonly #contents = new Map<string, AnswerContent>();

  constructor(model: ReferenceModel, purges: PurgeLog, grace: number) {
    [this.#model, this.#purges, this.#grace] = [model, purges, grace];
  }

  async check(request: ReaderRequest, answer: Exchange): Promise<void> {
    const { findings } = this;
    const { path } = request;
    findings.answers += 1;
    count(findings.statuses, String(answer.status));
    count(findings.edge, answer.headers.get('Cf-Cache-Status') ?? 'none');
    if (this.faults && answer.status >= 500) {
      findings.faulty += 1;
      if (!['no-store', null].includes(answer.headers.get('Cache-Control')))
        this.#addViolation(path, 'a failed answer is cacheable');
      return;
    }
    for (const fault of await faultsIn(request, answer)) this.#addViolation(path, fault);
    const etag = tagOf(answer.headers);
    const key = `${path} ${etag}`;
    const read =
      answer.status === 304 ? this.#contents.get(key) : contentOf(request.subject, answer);
    if (!read) return;
    if (answer.status === 200 && etag) this.#remember(key, read);
    const late: LateStatement[] = [];
    this.#judge(request, answer, read, late);
    if (late.length > 0) await this.#judgeLate(path, answer, late);
  }

  #remember(key: string, read: AnswerContent): void {
    this.#contents.delete(key);
    this.#contents.set(key, read);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > 5000 && oldest !== undefined) this.#contents.delete(oldest);
  }

  #judge(
    { path, subject }: ReaderRequest,
    answer: Exchange,
    read: AnswerContent,
    lateStatements: LateStatement[],
  ): void {
    const lag = subject.of === 'list' ? (subject.lag ?? 0) : 0;
    const judge = (verdict: Verdict, statement: string) => {
      const allowed = verdict.is === 'late' && verdict.by <= lag + this.#grace;
      this.findings.judged += 1;
      if (verdict.is === 'correct' || allowed) return;
      if (verdict.is === 'late') lateStatements.push({ verdict, statement });
      else this.#report(path, answer, verdict, statement);
    };
    if (subject.of === 'release') this.#judgeRelease(subject, read, answer, judge);
    if (subject.of === 'file') {
      judge(subject.release.judge(ofFile(read.status), answer), `its file answers ${read.status}`);
    }
    if (subject.of === 'list') this.#judgeList(subject, read, answer, judge);
    const own = subject.of === 'release' ? subject.release.number : 0;
    const isShown = subject.of === 'log' ? isPublicOrWithdrawn : isPublic;
    for (const { number, version } of read.markers) {
      if (number === own) continue;
      const is = (state: State) => isShown(state) && state.version === version;
      const verdict = this.#model.find(number)?.judge(is, answer) ?? { is: 'never' };
      judge(verdict, `it mentions r${number}v${version}`);
    }
  }

  #judgeRelease(
    { release, form, lang, version }: Subject & { of: 'release' },
    { status, location, markers }: AnswerContent,
    answer: Exchange,
    judge: (verdict: Verdict, statement: string) => void,
  ): void {
    const data = /json|api/.test(form);
    const isTranslated = data || release.languages.includes(lang);
    const own = markers.filter(({ number }) => number === release.number);
    const judged = (holds: (state: State) => boolean, statement: string) =>
      judge(release.judge(holds, answer), statement);
    const [first] = own;
    if (status === 200 && isTranslated && first) {
      if (form === 'page' && first.version !== version) judge({ is: 'never' }, 'another version');
      for (const marker of form === 'history' ? [] : own) {
        judged(
          (state) => isPublicOrWithdrawn(state) && state.version === marker.version,
          `v${marker.version} is public`,
        );
      }
      if (form !== 'history') return;
      judged(isPublicOrWithdrawn, 'its history is public');
      for (const marker of own) {
        const seen = (state: State) =>
          isPublicOrWithdrawn(state) && state.version === marker.version;
        judge(release.judgeEver(seen, answer), `its history mentions v${marker.version}`);
      }
    } else if (status === 301 && !data) {
      const [target] = markersIn(location ?? '');
      if (target) {
        judged(
          (state) => isPublicOrWithdrawn(state) && state.version === target.version,
          `redirects to v${target.version}`,
        );
      } else judged(({ showing }) => showing === 'redirect', `redirects to ${location}`);
    } else if (status === 301) {
      judged(
        ({ showing }) => showing === 'redirect' && location === '/',
        `redirects to ${location}`,
      );
    } else if (status === 404) {
      const holds = (state: State) =>
        state.showing === 'hidden' ||
        state.showing === 'vanish' ||
        (!isTranslated && isPublicOrWithdrawn(state));
      judged(holds, 'it is hidden');
    } else if (status === 410) {
      const redirects = (state: State) => form === 'api' && state.showing === 'redirect';
      judged((state) => state.showing === 'gone' || redirects(state), 'it is gone');
    } else judge({ is: 'never' }, `${status} does not mention it`);
    if (status < 400 || !first) return;
    // A 404 in a language that it does not have links to its languages.
    const linksTo = (state: State) =>
      !isTranslated && isPublicOrWithdrawn(state) && state.version === first.version;
    judged(linksTo, `${status} mentions it`);
  }

  #judgeList(
    { lang, term, newest, only }: Subject & { of: 'list' },
    { status, markers }: AnswerContent,
    answer: Exchange,
    judge: (verdict: Verdict, statement: string) => void,
  ): void {
    if (status === 404 && newest === null && !only) return;
    if (status !== 200) {
      judge({ is: 'never' }, `a list answers ${status}`);
      return;
    }
    const belongs = (release: TrafficRelease) =>
      (lang === null || release.languages.includes(lang)) &&
      (term === null || release.term === term);
    for (const { number } of markers) {
      const release = this.#model.find(number);
      if (release && !belongs(release))
        judge({ is: 'never' }, `r${number} does not belong in the list`);
    }
    const expectedReleases = only
      ? [only.release].filter(belongs)
      : this.#newest(belongs, newest ?? 0, answer);
    const isMentioned = (release: TrafficRelease) =>
      markers.some(({ number }) => number === release.number);
    for (const release of expectedReleases.filter((one) => !isMentioned(one))) {
      const other = (state: State) => only !== undefined && state.version !== only.version;
      const verdict = release.judge((state) => !isPublic(state) || other(state), answer);
      // The index changes to the new publication when it is written, but its instant is the editor's
      // request: a search in between, or by a clock that is behind, finds neither. It is not cached.
      const isHit = answer.headers.get('Cf-Cache-Status') === 'HIT';
      const isReplaced = only !== undefined && release.changes(answer) && !isHit;
      if (verdict.is !== 'correct' && isReplaced) this.findings.between += 1;
      else judge(verdict, `r${release.number} is missing`);
    }
  }

  /** The releases that are among the newest in any case. */
  #newest(
    belongs: (release: TrafficRelease) => boolean,
    most: number,
    { end }: Window,
  ): TrafficRelease[] {
    const dated = this.#model.releases.filter(belongs).flatMap((release) => {
      const published = release.published();
      return published && published.start <= end ? [{ release, published }] : [];
    });
    const open = dated.toSorted((a, b) => b.published.end - a.published.end);
    return dated
      .filter(({ published }) => {
        const before = open.findIndex((other) => other.published.end < published.start);
        return (before < 0 ? open.length : before) <= most;
      })
      .map(({ release }) => release);
  }

  /** Accepts a late statement only if the contract allows it, and for how long. */
  async #judgeLate(
    path: string,
    answer: Exchange,
    statements: readonly LateStatement[],
  ): Promise<void> {
    const { findings } = this;
    const purges = await this.#purges.unfinishedAt(answer.sentAt);
    // Where calls of the database fail, a purge may not even have been attempted.
    const waiting = purges.filter(({ postponed }) => postponed || this.faults);
    for (const { verdict, statement } of statements) {
      const { by, release, during } = verdict;
      const made = generatedWithin(answer);
      const crossed = made.start <= during.end + this.#grace && made.end >= during.start;
      const isUnpurged =
        isUnfinished(waiting, release, during) &&
        answer.start <= endOfMinute(during.end) + this.#grace;
      if (isUnpurged) findings.unpurged += 1;
      else if (crossed && by <= longest + this.#grace) findings.crossed += 1;
      else {
        this.#report(path, answer, verdict, statement);
        continue;
      }
      findings.latest = Math.max(findings.latest, by);
    }
  }

  #report(path: string, answer: Exchange, verdict: Verdict, statement: string): void {
    if (verdict.is === 'early') this.findings.early += 1;
    if (verdict.is === 'late') this.findings.late += 1;
    const by = 'by' in verdict ? ` by ${verdict.by} ms` : '';
    const edge = `${answer.headers.get('Cf-Cache-Status')}, age ${answer.headers.get('Age')}`;
    this.#addViolation(path, `${verdict.is}${by}: ${statement} (${answer.status}, ${edge})`);
  }

  #addViolation(path: string, statement: string): void {
    this.findings.violations.push(`${path}: ${statement}`);
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

/** When the bytes of an answer were generated: `Age` is in whole seconds. */
function generatedWithin({ start, end, headers }: Exchange): Window {
  const isCached = ['HIT', 'UPDATING', 'STALE'].includes(headers.get('Cf-Cache-Status') ?? '');
  const age = Number(headers.get('Age') ?? 0) * 1000;
  return isCached ? { start: start - age - 1000, end: end - age } : { start, end };
}

function contentOf(subject: Subject, { status, headers, body }: Exchange): AnswerContent {
  const text = subject.of === 'file' ? '' : new TextDecoder().decode(body);
  // A search page repeats its query, so only its links are results.
  const search = subject.of === 'list' && subject.only !== undefined;
  const links = search ? (text.match(/\/releases\/[^/"]+\/r\d+v\d+/g) ?? []).join(' ') : text;
  return { status, location: headers.get('Location'), markers: markersIn(links) };
}

const revalidated = 'public, max-age=0, must-revalidate';

/** Faults of an answer that do not depend on the model. */
async function faultsIn({ path, subject }: ReaderRequest, answer: Exchange): Promise<string[]> {
  const { status, headers, body } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`${status} ${new TextDecoder().decode(body).slice(0, 200)}`);
  const expected = status < 400 ? revalidated : 'no-store';
  const cacheControl = headers.get('Cache-Control');
  if (cacheControl !== expected) faults.push(`Cache-Control is ${cacheControl}`);
  if (Number(headers.get('Age') ?? 0) > 60) faults.push(`Age is ${headers.get('Age')}`);
  for (const name of ['Cloudflare-CDN-Cache-Control', 'Cache-Tag', 'Set-Cookie']) {
    if (headers.has(name)) faults.push(`${name} is present`);
  }
  for (const name of ['Content-Security-Policy', 'X-Content-Type-Options', 'Cf-Cache-Status']) {
    if (!headers.has(name)) faults.push(`${name} is missing`);
  }
  if (status === 200) {
    const etag = tagOf(headers);
    const digest = await digestOf(body);
    const validators = [`"${base64(digest.slice(0, 15))}"`, `"${hex(digest).slice(0, 32)}"`];
    if (etag === null || !validators.includes(etag))
      faults.push(`the ETag ${etag} does not match the bytes`);
  }
  if (subject.of === 'file' && (status === 200 || status === 206)) {
    faults.push(...fileFaults(subject.release, path, answer));
  }
  return faults;
}

/** The ETag as the Worker gave it: the edge makes it weak where it compresses. */
const tagOf = (headers: Headers) => headers.get('ETag')?.replace(/^W\//, '') ?? null;

function fileFaults(
  { file }: TrafficRelease,
  path: string,
  { status, headers, body }: Exchange,
): string[] {
  if (!file || file.path !== path) return ['a file that was never uploaded'];
  const [, from = '0', to = String(file.bytes.length - 1)] =
    /^bytes (\d+)-(\d+)\//.exec(headers.get('Content-Range') ?? '') ?? [];
  if (status === 206 && !headers.has('Content-Range')) return ['206 without Content-Range'];
  const expected = file.bytes.subarray(Number(from), Number(to) + 1);
  return Buffer.compare(expected, body) === 0 ? [] : ['wrong bytes'];
}
