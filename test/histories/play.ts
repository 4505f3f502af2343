/** Plays a history on a site and on its twin, and asks both all there is to ask after each act. */
import { type Act, type Held, orderOf, type Question, type Step } from './acts.ts';
import { compare, type Difference } from './comparison.ts';
import { type Deed, Model, type Story } from './history-model.ts';
import type { Answer, TestSite } from './site.ts';
import { type Addresses, built, lists, outlineOf, paged, surfacesOf } from './surfaces.ts';

export interface Outcome {
  /** What was done, a line each. */
  log: string[];
  difference: Difference | null;
  /** How many answers were compared. */
  asked: number;
}

type Slow = Extract<Step, { act: 'slow' }>;

/** A site in its Durable Object. */
export type Site = DurableObjectStub<TestSite>;

export class Play {
  readonly #model = new Model();
  readonly #site: Site;
  readonly #twin: Site;
  readonly #token: string;
  readonly #log: string[] = [];
  #seed = 0;
  #asked = 0;
  /** What the last step may have changed: all that there is, or one of them, or nothing. */
  #touched: readonly Story[] = [];

  constructor(site: Site, twin: Site, token: string) {
    [this.#site, this.#twin, this.#token] = [site, twin, token];
  }

  async play(acts: readonly Act[]): Promise<Outcome> {
    const steps = acts.flatMap(stepsOf);
    const later = steps.findIndex((step) => step.act !== 'draft');
    // The drafts that a history opens with are one beginning: all are asked for after the last.
    const begun = (later < 0 ? steps.length : later) - 1;
    for (const [at, step] of steps.entries()) {
      const told = this.#log.length;
      const wrong = await this.#take(step);
      // What came to nothing, as to wait for what is not scheduled, left all as it was compared.
      if (this.#log.length === told) continue;
      if (at === begun) this.#touched = this.#model.stories;
      const difference = wrong ?? (at < begun ? null : await this.#compareAll());
      if (difference) return { log: this.#log, asked: this.#asked, difference };
    }
    return { log: this.#log, asked: this.#asked, difference: null };
  }

  async #take(step: Step): Promise<Difference | null> {
    const model = this.#model;
    this.#touched = [];
    switch (step.act) {
      case 'wait':
        return this.#advance(model.now + step.milliseconds);
      case 'reach':
        return this.#advance(Math.max(model.now, (model.next() ?? model.now) + step.beside));
      case 'slow':
        return this.#editSlowly(step);
      case 'tick':
        this.#tell('tick');
        await Promise.all([this.#site.tick(model.now), this.#twin.tick(model.now)]);
        return null;
      default:
        return this.#edit(step);
    }
  }

  async #advance(now: number): Promise<Difference | null> {
    if (now === this.#model.now) return null;
    const due = this.#model.advance(now);
    this.#tell('the clock');
    this.#touched = this.#model.stories;
    return this.#repeat(due);
  }

  /** The clock runs while the body arrives: what comes into effect meanwhile does so before the act. */
  async #editSlowly({ milliseconds, ...slow }: Slow): Promise<Difference | null> {
    const { step, removed } = slow;
    const began = this.#model.now;
    const difference = await this.#advance(began + milliseconds);
    return difference ?? this.#edit(step, { began, removed });
  }

  async #edit(step: Step, held: Held | null = null): Promise<Difference | null> {
    const { now, stories } = this.#model;
    const on = 'on' in step ? step.on % Math.max(stories.length, 1) : stories.length;
    const story = stories[on];
    if (!story && step.act !== 'draft') return null;
    const order = orderOf(step, story?.id ?? '', held?.began ?? now);
    if (!order) return null;
    const seed = ++this.#seed;
    const { status, text } = await this.#site.carryOut(order, this.#token, now, seed, held);
    const slowly = held ? `${JSON.stringify(held)} ` : '';
    this.#tell(`${slowly}${JSON.stringify(step)} → ${status}${status < 400 ? '' : ` ${text}`}`);
    if (status >= 500) return { question: order.path, part: 'act', site: text, twin: '' };
    if (status >= 400) return null;
    if (held?.removed) return { question: order.path, part: 'act', site: text, twin: '401' };
    const version = step.act === 'publish' ? JSON.parse(text).version : undefined;
    const deed = { order, now, seed, status, version };
    if (step.act === 'draft') {
      this.#model.begin(emptyAddresses(JSON.parse(text).id), deed);
    }
    const touched = stories[on] as Story;
    this.#touched = [touched];
    learn(touched, text);
    if (step.act === 'draft') return null;
    return this.#repeat(this.#model.add(touched, asOf(step, held, now), deed));
  }

  /** The twin does what has come into effect, as if it had just been done. */
  async #repeat(deeds: readonly Deed[]): Promise<Difference | null> {
    for (const { order, now, seed, status } of deeds) {
      const reply = await this.#twin.carryOut(order, this.#token, now, seed);
      if (reply.status === status) continue;
      const question = `${order.method} ${order.path}`;
      const told = `${reply.status} ${reply.text}`;
      return { question, part: 'act', site: String(status), twin: told };
    }
    return null;
  }

  async #compareAll(): Promise<Difference | null> {
    // The first of them gives what is due to the others: asked at once, each would do so.
    const difference = await this.#compare(built.slice(0, 1));
    if (difference) return difference;
    const ofReleases = this.#model.stories.flatMap((story) =>
      this.#touched.includes(story) ? surfacesOf(story) : outlineOf(story),
    );
    const all = [...built.slice(1), ...lists, ...ofReleases];
    return (await this.#compare(all)) ?? this.#comparePages();
  }

  async #comparePages(): Promise<Difference | null> {
    let path: string | null = paged;
    while (path !== null) {
      const question = { method: 'GET', path, headers: {} };
      const difference = await this.#compare([question]);
      if (difference) return difference;
      const [page] = await this.#twin.recall([question], this.#model.now);
      const { next } = JSON.parse(new TextDecoder().decode(page?.body)) as { next: string | null };
      path = next && `${paged}&cursor=${encodeURIComponent(next)}`;
    }
    return null;
  }

  /** Asks both sites. @returns the first difference, or null */
  async #compare(questions: Question[]): Promise<Difference | null> {
    this.#asked += questions.length;
    const { now } = this.#model;
    const [ours, theirs] = await Promise.all([
      this.#site.ask(questions, now),
      this.#twin.recall(questions, now),
    ]);
    for (const [at, question] of questions.entries()) {
      const difference = compare(question, ours[at] as Answer, theirs[at] as Answer);
      if (difference) return difference;
    }
    return null;
  }

  #tell(what: string): void {
    this.#log.push(`${new Date(this.#model.now).toISOString()} ${what}`);
  }
}

/** The step as it is where its distances are from `now`, and no longer from when its request began. */
function asOf(step: Step, held: Held | null, now: number): Step {
  if (held === null || step.act !== 'publish' || step.when === null) return step;
  return { ...step, when: held.began + step.when - now };
}

/** A revision that goes before a publication is an act of its own: it is hidden until then. */
function stepsOf(act: Act): Step[] {
  if (act.act !== 'publish') return [act];
  const { text, ...publish } = act;
  const revision: Step[] = text ? [{ act: 'edit', on: act.on, text }] : [];
  return [...revision, { ...publish, text: null }];
}

function emptyAddresses(id: string): Addresses {
  return { id, slugs: {}, files: new Set(), legacyUrls: new Set() };
}

interface Told {
  editions?: Record<string, { slug: string }>;
  legacyUrls?: string[];
  /** The address of an uploaded file. */
  url?: string;
}

/** Remembers the addresses that an editor was told, to ask for them as an outsider. */
function learn({ slugs, files, legacyUrls }: Story, text: string): void {
  const told = (text === '' ? {} : JSON.parse(text)) as Told;
  for (const [lang, { slug }] of Object.entries(told.editions ?? {})) {
    slugs[lang] = (slugs[lang] ?? new Set()).add(slug);
  }
  for (const url of told.legacyUrls ?? []) legacyUrls.add(url);
  if (told.url) files.add(new URL(told.url).pathname);
}
