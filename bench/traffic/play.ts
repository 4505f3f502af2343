/**
 * Runs editors and readers in turn by a clock that is set: the same for the same seed. With faults the
 * platform fails at random; afterwards the site must be the same as one on which nothing failed.
 */
import type { Local } from '../../dev/local.ts';
import type { Editor } from './editors.ts';
import { Random } from './random.ts';
import {
  allRequests,
  feedRequest,
  fileRequest,
  listRequest,
  type ReaderRequest,
  releaseRequest,
} from './readers.ts';
import type { TrafficRelease } from './reference-model.ts';
import type { RestartableSite } from './restartable-site.ts';
import { type ClockedDriver, clockedDriver, connectionLost } from './site-driver.ts';
import { type Subscriber, subscribe } from './subscribers.ts';
import { prepareTraffic, readOnce, type TrafficContext } from './traffic-context.ts';

const start = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;

export interface PlayOptions {
  random: Random;
  /** Whether to go on; called before each round. */
  goOn: (round: number) => boolean;
  /** The probability that a call of the platform fails; 0 for never. */
  faults: number;
  releases: number;
  /** How many subscribers to webhooks there are; none by default. */
  subscribers?: number;
  /** Whether the site crashes in this round, during a tick and an act; called before each round. */
  crashesNow?: () => Promise<boolean>;
}

export interface PlayResult extends TrafficContext {
  driver: ClockedDriver;
  rounds: number;
  /** How often purges began to fail, or to work again. */
  purgeChanges: number;
  subscribers: Subscriber[];
  /** How often the site crashed in the middle of a tick. */
  crashes: number;
}

/** Runs the rounds. The site must be instrumented, behind the instrumented edge. */
export async function play(site: Local | RestartableSite, plan: PlayOptions): Promise<PlayResult> {
  const { random, goOn, faults, releases, crashesNow = async () => false } = plan;
  const faultRandom = random.fork('weather');
  const skew = faults > 0 ? 400 : 0;
  const driver = clockedDriver(site, start, { skew, chance: () => faultRandom.next() });
  const context = await prepareTraffic(site, driver, random, { releases, editors: 2, readers: 3 });
  // No clock of an isolate may be behind the moment at which the releases were made.
  await driver.wait(2 * skew + 1);
  await site.db.exec('delete from outbox');
  const subscribers: Subscriber[] = [];
  for (let made = 0; made < (plan.subscribers ?? 0); made++) {
    const parts = { driver, model: context.model, random: random.fork(`subscriber ${made}`) };
    subscribers.push(await subscribe(site, context.token, parts));
  }
  const extraHeaders = () => faultHeaders(faultRandom, faults);
  const { checker, editors, readers } = context;
  const setPurgeFailure = async (failing: boolean) => {
    const body = JSON.stringify({ failing });
    await site.fetch('/cdn-cgi/edge/purges', { method: 'PUT', body });
  };
  let [rounds, purgeChanges, crashes, tickedAt] = [0, 0, 0, start];
  if (faults > 0) {
    checker.faults = true;
    driver.extraHeaders = extraHeaders;
    await setPurgeFailure(false);
  }
  for (; goOn(rounds); rounds++) {
    if (faults > 0 && faultRandom.chance(0.1)) {
      purgeChanges += 1;
      await setPurgeFailure(faultRandom.chance(0.5));
    }
    if ('crash' in site && (await crashesNow())) {
      if (await crashAtWork(site, driver, faultRandom, faultRandom.pick(editors))) crashes += 1;
      // The cache of the edge is empty after a restart, and purges work again.
      await setPurgeFailure(false);
    } else await faultRandom.pick(editors).act();
    for (const reader of readers) await readOnce(context, reader, driver);
    if (faults > 0) await fetchFiles(context, driver, faultRandom);
    await askAroundInstant(context, driver);
    await driver.wait(faultRandom.between(1000, 12_000));
    if (driver.now() - tickedAt >= minute) {
      await driver.ask('/test/tick');
      tickedAt = driver.now();
    }
  }
  driver.extraHeaders = () => ({});
  await setPurgeFailure(false);
  return { ...context, driver, rounds, purgeChanges, subscribers, crashes };
}

/** How long the site has been at work when it crashes, in milliseconds. */
const beforeCrash = 40;

/**
 * Crashes the site while a tick hangs in its middle and an editor is at work.
 * @returns whether the tick was cut off
 */
async function crashAtWork(
  site: RestartableSite,
  driver: ClockedDriver,
  faultRandom: Random,
  editor: Editor,
): Promise<boolean> {
  const { extraHeaders } = driver;
  // The tick needs something to do.
  await editor.publishAnother(false);
  await driver.wait(2 * driver.skew + 1);
  driver.extraHeaders = () => ({ 'X-Test-Fault': `${faultRandom.between(2, 5)};hang` });
  const ticking = driver.ask('/test/tick');
  driver.extraHeaders = extraHeaders;
  const acting = editor.act();
  await new Promise((resolve) => setTimeout(resolve, beforeCrash));
  await site.crash();
  const [{ status }] = await Promise.all([ticking, acting]);
  return status === connectionLost;
}

/** Fetches files that the edge does not have, from a bucket that fails more often than the rest. */
async function fetchFiles(
  { model, checker }: TrafficContext,
  driver: ClockedDriver,
  faultRandom: Random,
) {
  const withFile = model.releases.filter(({ file }) => file);
  if (withFile.length === 0) return;
  const { extraHeaders } = driver;
  for (let made = 0; made < filesARound; made++) {
    const release = faultRandom.pick(withFile);
    const request = fileRequest(release, release.file?.path ?? '');
    // A part of the edge's cache key that the site ignores.
    const headers = { 'X-Host': `${faultRandom.next()}.example` };
    driver.extraHeaders = () =>
      faultRandom.chance(0.4)
        ? { 'X-Test-Fault': `2;${faultRandom.pick(['half', 'half', 'before', 'hang'])}` }
        : {};
    await checker.check(request, await driver.ask(request.path, { headers }));
  }
  driver.extraHeaders = extraHeaders;
}

const filesARound = 4;

/** Requests the release that is scheduled next a millisecond before its instant, and at it. */
async function askAroundInstant(
  { model, checker }: TrafficContext,
  driver: ClockedDriver,
): Promise<void> {
  const instantOf = (release: TrafficRelease) =>
    release.scheduled(driver.now() + driver.skew) ?? Infinity;
  const release = model.releases.toSorted((a, b) => instantOf(a) - instantOf(b))[0];
  const at = release && instantOf(release);
  if (!release || at === undefined || at === Infinity) return;
  for (const moment of [at - driver.skew - 1, at + driver.skew]) {
    if (moment < driver.now()) continue;
    await driver.wait(moment - driver.now());
    for (const request of [
      releaseRequest(release, 'page', 'en', release.version),
      listRequest('page', 'en', release.term, moment),
      feedRequest('feed.xml', 'en', null),
    ]) {
      await checker.check(request, await driver.ask(request.path));
    }
  }
}

/** Draws which of a request's calls to the platform fail, and how. */
function faultHeaders(faultRandom: Random, faults: number): Record<string, string> {
  const failing = Array.from({ length: 12 }, (_, position) => position + 1)
    .filter(() => faultRandom.chance(faults))
    .map(
      (position) => `${position};${faultRandom.pick(['before', 'after', 'half', 'hang', 'late'])}`,
    );
  return failing.length > 0 ? { 'X-Test-Fault': failing.join() } : {};
}

/**
 * Requests every address once, two ticks after the last fault and after the last instant.
 * @returns the content of each answer
 */
export async function readEverythingAtRest(
  { driver, model, checker }: PlayResult,
  languages?: string[],
): Promise<Map<ReaderRequest, string>> {
  await driver.wait(10_000);
  for (let tick = 0; tick < 2; tick++) {
    await driver.wait(minute);
    const { status, body } = await driver.ask('/test/tick');
    if (status !== 200) checker.findings.violations.push(new TextDecoder().decode(body));
  }
  await driver.wait(minute);
  checker.faults = false;
  const contents = new Map<ReaderRequest, string>();
  for (const request of allRequests(model, driver.now(), languages)) {
    const answer = await driver.ask(request.path);
    await checker.check(request, answer);
    contents.set(request, contentOf(answer.status, answer.headers, answer.body));
  }
  return contents;
}

/** Repeats the accepted acts on a site where nothing fails. @returns how its answers differ */
export async function compareWithTwin(
  site: Local,
  twin: Local,
  result: PlayResult,
  contents: ReadonlyMap<ReaderRequest, string>,
): Promise<string[]> {
  const { log, driver } = result;
  const clock = clockedDriver(twin, start);
  const { token } = await prepareTraffic(twin, clock, new Random(1), {
    releases: 0,
    editors: 1,
    readers: 0,
  });
  await twin.db.exec('delete from outbox');
  const differences: string[] = [];
  for (const { method, path, headers, body, at } of log.acts) {
    const authorized = { Authorization: `Bearer ${token}`, ...headers, 'X-Test-Now': String(at) };
    const typed = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {};
    const response = await twin.fetch(`/api/v1/editor${path}`, {
      method,
      headers: { ...typed, ...authorized },
      ...(body !== null && { body }),
    });
    const text = await response.text();
    if (!response.ok) differences.push(`${method} ${path}, repeated: ${response.status} ${text}`);
  }
  await clock.wait(driver.now() - clock.now());
  await clock.ask('/test/tick');
  await clock.ask('/test/tick');
  for (const [{ path, subject }, ours] of contents) {
    if (subject.of === 'file') continue;
    const { status, headers, body } = await clock.ask(path);
    const theirs = contentOf(status, headers, body);
    if (theirs !== ours) differences.push(`${path}: ${describeDifference(ours, theirs)}`);
  }
  const [ours, theirs] = await Promise.all([site, twin].map(auditedActs));
  if (ours !== theirs)
    differences.push(`the audit: ${describeDifference(ours ?? '', theirs ?? '')}`);
  return differences;
}

/** The content of an answer without its random parts, which are the addresses of files. */
function contentOf(status: number, headers: Headers, body: Uint8Array): string {
  const text = new TextDecoder().decode(body).replace(/\/files\/[0-9a-z]+\//g, '/files/…/');
  const bare = text.replace(/("id":")[0-9a-z]+(","url":"[^"]*\/files\/)/g, '$1…$2');
  return [status, headers.get('Location'), bare].join('\n');
}

function describeDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 80), at + 80));
  return `${around(one)} here, ${around(other)} where nothing failed`;
}

/** Counts the audit entries about releases, by action and release. */
async function auditedActs({ db }: Local): Promise<string> {
  const { results } = await db
    .prepare(
      `select action || ' ' || subject || ' ' || count(*) as line from audit
       where subject like 'release/%' and action <> 'release.read' and action not like 'tripwire%'
       group by action, subject order by 1`,
    )
    .all<{ line: string }>();
  return results.map(({ line }) => line).join('\n');
}
