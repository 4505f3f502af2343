/**
 * Editors and readers in turn, by a clock that is set: the same for the same seed. With faults the
 * platform fails them at random, and afterwards the site must be what it is where nothing ever failed.
 */
import type { Local } from '../../dev/local.ts';
import { type ClockedDriver, clockedDriver, connectionLost } from './door.ts';
import type { Editor } from './editors.ts';
import type { Mortal } from './mortal.ts';
import { Random } from './random.ts';
import {
  aboutFeed,
  aboutFile,
  aboutList,
  aboutRelease,
  everything,
  type Question,
} from './readers.ts';
import type { TrafficRelease } from './reference-model.ts';
import { prepare, read, type TrafficContext } from './setting.ts';
import { type Subscriber, subscribe } from './subscribers.ts';

const start = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;

export interface Plan {
  random: Random;
  /** Asked before each round. */
  goOn: (round: number) => boolean;
  /** How often a call of the platform fails; 0 for never. */
  faults: number;
  releases: number;
  /** Machines that webhooks tell; none if not said. */
  subscribers?: number;
  /** Asked before each round: whether the site dies in it, while it ticks and an editor is at work. */
  dies?: () => Promise<boolean>;
}

export interface Played extends TrafficContext {
  door: ClockedDriver;
  rounds: number;
  /** How often purges began to fail, or to work again. */
  spellsWithoutPurge: number;
  subscribers: Subscriber[];
  /** How often the site died in the middle of a tick. */
  deaths: number;
}

/** The site must be the instrumented one, behind the instrumented edge. */
export async function play(site: Local | Mortal, plan: Plan): Promise<Played> {
  const { random, goOn, faults, releases, dies = async () => false } = plan;
  const weather = random.fork('weather');
  const skew = faults > 0 ? 400 : 0;
  const door = clockedDriver(site, start, { skew, chance: () => weather.next() });
  const setting = await prepare(site, door, random, { releases, editors: 2, readers: 3 });
  // Nobody works on what was made by a clock before theirs.
  await door.wait(2 * skew + 1);
  await site.db.exec('delete from outbox');
  const subscribers: Subscriber[] = [];
  for (let made = 0; made < (plan.subscribers ?? 0); made++) {
    const people = { door, truth: setting.truth, random: random.fork(`subscriber ${made}`) };
    subscribers.push(await subscribe(site, setting.token, people));
  }
  const burden = () => burdenOf(weather, faults);
  const { examiner, editors, readers } = setting;
  const purging = async (failing: boolean) => {
    const body = JSON.stringify({ failing });
    await site.fetch('/cdn-cgi/edge/purges', { method: 'PUT', body });
  };
  let [rounds, spells, deaths, ticked] = [0, 0, 0, start];
  if (faults > 0) {
    examiner.faults = true;
    door.burden = burden;
    await purging(false);
  }
  for (; goOn(rounds); rounds++) {
    if (faults > 0 && weather.chance(0.1)) {
      spells += 1;
      await purging(weather.chance(0.5));
    }
    if ('die' in site && (await dies())) {
      if (await dieAtWork(site, door, weather, weather.pick(editors))) deaths += 1;
      // What was kept at the edge has gone with it, and purges work again.
      await purging(false);
    } else await weather.pick(editors).act();
    for (const reader of readers) await read(setting, reader, door);
    if (faults > 0) await fetchFiles(setting, door, weather);
    await besideInstant(setting, door);
    await door.wait(weather.between(1000, 12_000));
    if (door.now() - ticked >= minute) {
      await door.ask('/test/tick');
      ticked = door.now();
    }
  }
  door.burden = () => ({});
  await purging(false);
  return { ...setting, door, rounds, spellsWithoutPurge: spells, subscribers, deaths };
}

/** How long the site is at work when it dies, in milliseconds. */
const untilDeath = 40;

/** @returns whether a tick was cut off: it hangs in its middle, while an editor is at work */
async function dieAtWork(
  site: Mortal,
  door: ClockedDriver,
  weather: Random,
  editor: Editor,
): Promise<boolean> {
  const { burden } = door;
  // So that there is something for the tick to do.
  await editor.publishAnother(false);
  await door.wait(2 * door.skew + 1);
  door.burden = () => ({ 'X-Test-Fault': `${weather.between(2, 5)};hang` });
  const ticking = door.ask('/test/tick');
  door.burden = burden;
  const acting = editor.act();
  await new Promise((waited) => setTimeout(waited, untilDeath));
  await site.die();
  const [{ status }] = await Promise.all([ticking, acting]);
  return status === connectionLost;
}

/** Files that the edge does not have, from a bucket that fails more often than anything else. */
async function fetchFiles(
  { truth, examiner }: TrafficContext,
  door: ClockedDriver,
  weather: Random,
) {
  const papers = truth.tales.filter(({ paper }) => paper);
  if (papers.length === 0) return;
  const { burden } = door;
  for (let asked = 0; asked < filesARound; asked++) {
    const tale = weather.pick(papers);
    const question = aboutFile(tale, tale.paper?.path ?? '');
    // A part of the edge's key that the site does not look at.
    const headers = { 'X-Host': `${weather.next()}.example` };
    door.burden = () =>
      weather.chance(0.4)
        ? { 'X-Test-Fault': `2;${weather.pick(['half', 'half', 'before', 'hang'])}` }
        : {};
    await examiner.examine(question, await door.ask(question.path, { headers }));
  }
  door.burden = burden;
}

const filesARound = 4;

/** Asks for what is scheduled next in the last millisecond before its instant, and in it. */
async function besideInstant(
  { truth, examiner }: TrafficContext,
  door: ClockedDriver,
): Promise<void> {
  const instantOf = (tale: TrafficRelease) => tale.scheduled(door.now() + door.skew) ?? Infinity;
  const tale = truth.tales.toSorted((a, b) => instantOf(a) - instantOf(b))[0];
  const at = tale && instantOf(tale);
  if (!tale || at === undefined || at === Infinity) return;
  for (const moment of [at - door.skew - 1, at + door.skew]) {
    if (moment < door.now()) continue;
    await door.wait(moment - door.now());
    for (const question of [
      aboutRelease(tale, 'page', 'en', tale.version),
      aboutList('page', 'en', tale.term, moment),
      aboutFeed('feed.xml', 'en', null),
    ]) {
      await examiner.examine(question, await door.ask(question.path));
    }
  }
}

/** Which of a request's calls fail, and how. */
function burdenOf(weather: Random, faults: number): Record<string, string> {
  const failing = Array.from({ length: 12 }, (_, position) => position + 1)
    .filter(() => weather.chance(faults))
    .map((position) => `${position};${weather.pick(['before', 'after', 'half', 'hang', 'late'])}`);
  return failing.length > 0 ? { 'X-Test-Fault': failing.join() } : {};
}

/** Two ticks after the last fault, when the last instant has come: all there is, asked once. */
export async function readEverythingAtRest(
  { door, truth, examiner }: Played,
  spoken?: string[],
): Promise<Map<Question, string>> {
  await door.wait(10_000);
  for (let tick = 0; tick < 2; tick++) {
    await door.wait(minute);
    const { status, body } = await door.ask('/test/tick');
    if (status !== 200) examiner.findings.complaints.push(new TextDecoder().decode(body));
  }
  await door.wait(minute);
  examiner.faults = false;
  const told = new Map<Question, string>();
  for (const question of everything(truth, door.now(), spoken)) {
    const answer = await door.ask(question.path);
    await examiner.examine(question, answer);
    told.set(question, tellingOf(answer.status, answer.headers, answer.body));
  }
  return told;
}

/** Does what was done on a site where nothing fails. @returns where its answers differ */
export async function compareWithTwin(
  site: Local,
  twin: Local,
  played: Played,
  told: ReadonlyMap<Question, string>,
): Promise<string[]> {
  const { ledger, door } = played;
  const clock = clockedDriver(twin, start);
  const { token } = await prepare(twin, clock, new Random(1), {
    releases: 0,
    editors: 1,
    readers: 0,
  });
  await twin.db.exec('delete from outbox');
  const differences: string[] = [];
  for (const { method, path, headers, body, at } of ledger.deeds) {
    const authorized = { Authorization: `Bearer ${token}`, ...headers, 'X-Test-Now': String(at) };
    const typed = typeof body === 'string' ? { 'Content-Type': 'application/json' } : {};
    const response = await twin.fetch(`/api/v1/editor${path}`, {
      method,
      headers: { ...typed, ...authorized },
      ...(body !== null && { body }),
    });
    const text = await response.text();
    if (!response.ok) differences.push(`${method} ${path}, done again: ${response.status} ${text}`);
  }
  await clock.wait(door.now() - clock.now());
  await clock.ask('/test/tick');
  await clock.ask('/test/tick');
  for (const [{ path, subject }, ours] of told) {
    if (subject.of === 'file') continue;
    const { status, headers, body } = await clock.ask(path);
    const theirs = tellingOf(status, headers, body);
    if (theirs !== ours) differences.push(`${path}: ${differenceOf(ours, theirs)}`);
  }
  const [ours, theirs] = await Promise.all([site, twin].map(actsIn));
  if (ours !== theirs) differences.push(`the audit: ${differenceOf(ours ?? '', theirs ?? '')}`);
  return differences;
}

/** What an answer tells, but for what is random: the addresses of files. */
function tellingOf(status: number, headers: Headers, body: Uint8Array): string {
  const text = new TextDecoder().decode(body).replace(/\/files\/[0-9a-z]+\//g, '/files/…/');
  const bare = text.replace(/("id":")[0-9a-z]+(","url":"[^"]*\/files\/)/g, '$1…$2');
  return [status, headers.get('Location'), bare].join('\n');
}

function differenceOf(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 80), at + 80));
  return `${around(one)} here, ${around(other)} where nothing failed`;
}

/** What editors did to releases, and how often, as the audit tells it. */
async function actsIn({ db }: Local): Promise<string> {
  const { results } = await db
    .prepare(
      "select action || ' ' || subject || ' ' || count(*) as line from audit where subject like 'release/%' and action not in ('release.read') and action not like 'tripwire%' group by action, subject order by 1",
    )
    .all<{ line: string }>();
  return results.map(({ line }) => line).join('\n');
}
