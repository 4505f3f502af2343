/** Plays a history on a site and its twin. After each act it compares their answers to every request. */
import { type Act, type PublicRequest, requestOf, type SlowBody, type Step } from './acts.ts';
import { compare, type Difference } from './comparison.ts';
import { HistoryModel, type ModelledRelease, type PerformedAct } from './history-model.ts';
import type { Answer, TestSite } from './site.ts';
import {
  type Addresses,
  generatedFiles,
  lateRequests,
  lists,
  outlineOf,
  pagedList,
  surfacesOf,
} from './surfaces.ts';

export interface Outcome {
  /** The acts, one line each. */
  log: string[];
  difference: Difference | null;
  /** How many answers were compared. */
  compared: number;
}

type Slow = Extract<Step, { act: 'slow' }>;

/** A site in its Durable Object. */
export type Site = DurableObjectStub<TestSite>;

export class HistoryPlayer {
  readonly #model = new HistoryModel();
  readonly #site: Site;
  readonly #twin: Site;
  readonly #token: string;
  readonly #log: string[] = [];
  #seed = 0;
  #compared = 0;
  /** The releases that the last step may have changed. */
  #changed: readonly ModelledRelease[] = [];

  constructor(site: Site, twin: Site, token: string) {
    [this.#site, this.#twin, this.#token] = [site, twin, token];
  }

  async play(acts: readonly Act[]): Promise<Outcome> {
    const steps = acts.flatMap(stepsOf);
    const later = steps.findIndex((step) => step.act !== 'draft');
    // The drafts at the start are compared once, after the last.
    const lastDraft = (later < 0 ? steps.length : later) - 1;
    for (const [at, step] of steps.entries()) {
      const logged = this.#log.length;
      const failure = await this.#perform(step);
      // A step without effect, such as waiting for nothing, needs no comparison.
      if (this.#log.length === logged) continue;
      if (at === lastDraft) this.#changed = this.#model.releases;
      const difference = failure ?? (at < lastDraft ? null : await this.#compareAll());
      if (difference) return { log: this.#log, compared: this.#compared, difference };
    }
    return { log: this.#log, compared: this.#compared, difference: null };
  }

  async #perform(step: Step): Promise<Difference | null> {
    const model = this.#model;
    this.#changed = [];
    switch (step.act) {
      case 'wait':
        return this.#advance(model.now + step.milliseconds);
      case 'reach':
        return this.#advance(Math.max(model.now, (model.next() ?? model.now) + step.beside));
      case 'slow':
        return this.#editSlowly(step);
      case 'tick':
        this.#record('tick');
        await Promise.all([this.#site.tick(model.now), this.#twin.tick(model.now)]);
        return null;
      default:
        return this.#edit(step);
    }
  }

  async #advance(now: number): Promise<Difference | null> {
    if (now === this.#model.now) return null;
    const due = this.#model.advance(now);
    this.#record('the clock moved');
    this.#changed = this.#model.releases;
    return this.#repeat(due);
  }

  /** The clock moves while the body arrives: what takes effect meanwhile does so before the act. */
  async #editSlowly({ milliseconds, ...slow }: Slow): Promise<Difference | null> {
    const { step, removed } = slow;
    const began = this.#model.now;
    const difference = await this.#advance(began + milliseconds);
    return difference ?? this.#edit(step, { began, removed });
  }

  async #edit(step: Step, slowBody: SlowBody | null = null): Promise<Difference | null> {
    const { now, releases } = this.#model;
    const on = 'on' in step ? step.on % Math.max(releases.length, 1) : releases.length;
    const release = releases[on];
    if (!release && step.act !== 'draft') return null;
    const request = requestOf(step, release?.id ?? '', slowBody?.began ?? now);
    if (!request) return null;
    const seed = ++this.#seed;
    const { status, text } = await this.#site.perform(request, this.#token, now, seed, slowBody);
    const slowly = slowBody ? `${JSON.stringify(slowBody)} ` : '';
    this.#record(`${slowly}${JSON.stringify(step)} → ${status}${status < 400 ? '' : ` ${text}`}`);
    if (status >= 500) return { request: request.path, part: 'act', site: text, twin: '' };
    if (status >= 400) return null;
    if (slowBody?.removed) return { request: request.path, part: 'act', site: text, twin: '401' };
    const version = step.act === 'publish' ? JSON.parse(text).version : undefined;
    const act = { request, now, seed, status, version };
    if (step.act === 'draft') {
      this.#model.begin(emptyAddresses(JSON.parse(text).id), act);
    }
    const changed = releases[on] as ModelledRelease;
    this.#changed = [changed];
    recordAddresses(changed, text);
    const effective =
      step.act === 'draft' ? [] : this.#model.add(changed, relativeTo(step, slowBody, now), act);
    // Readers who came before the act and read after it; later readers must not get what these get.
    return (await this.#repeat(effective)) ?? this.#compare(lateRequests, now - 1);
  }

  /** Repeats on the twin the acts that have taken effect. */
  async #repeat(acts: readonly PerformedAct[]): Promise<Difference | null> {
    for (const { request, now, seed, status } of acts) {
      const reply = await this.#twin.perform(request, this.#token, now, seed);
      if (reply.status === status) continue;
      const twin = `${reply.status} ${reply.text}`;
      return {
        request: `${request.method} ${request.path}`,
        part: 'act',
        site: String(status),
        twin,
      };
    }
    return null;
  }

  async #compareAll(): Promise<Difference | null> {
    // The first request generates all due files; at once, each of them would.
    const difference = await this.#compare(generatedFiles.slice(0, 1));
    if (difference) return difference;
    const ofReleases = this.#model.releases.flatMap((release) =>
      this.#changed.includes(release) ? surfacesOf(release) : outlineOf(release),
    );
    const all = [...generatedFiles.slice(1), ...lists, ...ofReleases];
    return (await this.#compare(all)) ?? this.#comparePages();
  }

  async #comparePages(): Promise<Difference | null> {
    let path: string | null = pagedList;
    while (path !== null) {
      const request = { method: 'GET', path, headers: {} };
      const difference = await this.#compare([request]);
      if (difference) return difference;
      const [page] = await this.#twin.askCached([request], this.#model.now);
      const { next } = JSON.parse(new TextDecoder().decode(page?.body)) as { next: string | null };
      path = next && `${pagedList}&cursor=${encodeURIComponent(next)}`;
    }
    return null;
  }

  /** Sends the requests to both sites. @returns the first difference, or null */
  async #compare(requests: PublicRequest[], now = this.#model.now): Promise<Difference | null> {
    this.#compared += requests.length;
    const [ours, theirs] = await Promise.all([
      this.#site.ask(requests, now),
      this.#twin.askCached(requests, now),
    ]);
    for (const [at, request] of requests.entries()) {
      const difference = compare(request, ours[at] as Answer, theirs[at] as Answer);
      if (difference) return difference;
    }
    return null;
  }

  #record(line: string): void {
    this.#log.push(`${new Date(this.#model.now).toISOString()} ${line}`);
  }
}

/** The step with its distance from `now` instead of from when its request began. */
function relativeTo(step: Step, slowBody: SlowBody | null, now: number): Step {
  if (slowBody === null || step.act !== 'publish' || step.when === null) return step;
  return { ...step, when: slowBody.began + step.when - now };
}

/** Splits a publication with a revision in two: the revision is hidden until the publication. */
function stepsOf(act: Act): Step[] {
  if (act.act !== 'publish') return [act];
  const { text, ...publish } = act;
  const revision: Step[] = text ? [{ act: 'edit', on: act.on, text }] : [];
  return [...revision, { ...publish, text: null }];
}

function emptyAddresses(id: string): Addresses {
  return { id, slugs: {}, files: new Set(), legacyUrls: new Set() };
}

interface EditorsAnswer {
  editions?: Record<string, { slug: string }>;
  legacyUrls?: string[];
  /** The address of an uploaded file. */
  url?: string;
}

/** Records the addresses in an editor's answer, so that an outsider can request them. */
function recordAddresses({ slugs, files, legacyUrls }: ModelledRelease, text: string): void {
  const answer = (text === '' ? {} : JSON.parse(text)) as EditorsAnswer;
  for (const [lang, { slug }] of Object.entries(answer.editions ?? {})) {
    slugs[lang] = (slugs[lang] ?? new Set()).add(slug);
  }
  for (const url of answer.legacyUrls ?? []) legacyUrls.add(url);
  if (answer.url) files.add(new URL(answer.url).pathname);
}
