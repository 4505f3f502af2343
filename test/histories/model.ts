/**
 * When an act reaches readers, by the rules alone and without asking the site: what must not reach
 * them yet waits here, and the twin never hears of it before.
 */
import type { Order, Step } from './acts.ts';
import type { Addresses } from './surfaces.ts';

/** An act as it was carried out: again at this moment with this seed, it does the same. */
export interface Deed {
  order: Order;
  now: number;
  seed: number;
  /** How the site answered. */
  status: number;
  /** The version that a publication was of. */
  version?: number;
}

export interface Story extends Addresses {
  /** What readers have not been told of yet, in order. */
  hidden: Deed[];
  /** From when on readers see what they see; null where they see nothing. */
  live: number | null;
  /** The version that they see, or saw before a withdrawal. */
  shown?: number | undefined;
  scheduled: { from: number; deed: Deed } | null;
  withdrawn: { live: number } | null;
}

export class Model {
  now = Date.UTC(2026, 6, 1, 12);
  readonly stories: Story[] = [];

  begin(addresses: Addresses, deed: Deed): void {
    const untold = { live: null, scheduled: null, withdrawn: null };
    this.stories.push({ ...addresses, ...untold, hidden: [deed] });
  }

  /** Takes note of a step that the site accepted. @returns what readers are to be told at once */
  add(story: Story, step: Step, deed: Deed): Deed[] {
    switch (step.act) {
      case 'publish':
        return this.#publish(story, step.when, deed);
      case 'cancel':
        this.#unschedule(story);
        return [];
      case 'withdraw':
        this.#unschedule(story);
        story.withdrawn ??= { live: story.live as number };
        story.live = null;
        return [deed];
      case 'reinstate':
        story.live = story.withdrawn?.live ?? null;
        story.withdrawn = null;
        return [deed];
      case 'discard':
        story.hidden = [];
        story.scheduled = null;
        return [];
      default:
        story.hidden.push(deed);
        return [];
    }
  }

  /** Sets the clock. @returns what has come into effect since, in the order of its instants */
  advance(now: number): Deed[] {
    this.now = now;
    const due = this.stories
      .flatMap((story) => (story.scheduled ? [{ ...story.scheduled, story }] : []))
      .filter(({ from }) => from <= now)
      .sort((a, b) => a.from - b.from || a.deed.now - b.deed.now || a.deed.seed - b.deed.seed);
    return due.flatMap(({ story, from, deed }) => {
      story.live = from;
      story.shown = deed.version;
      story.scheduled = null;
      return tell(story, deed);
    });
  }

  /** The next instant that the clock will bring, or null. */
  next(): number | null {
    const instants = this.stories.flatMap(({ scheduled }) => scheduled?.from ?? []);
    return instants.length > 0 ? Math.min(...instants) : null;
  }

  #publish(story: Story, when: number | null, deed: Deed): Deed[] {
    // What is public already is not published again.
    if (story.live !== null && story.shown === deed.version) return [];
    this.#unschedule(story);
    story.hidden.push(deed);
    const after = story.live === null ? 0 : story.live + 1;
    const from = Math.max(this.now + Math.max(when ?? 0, 0), after);
    if (from > this.now) {
      story.scheduled = { from, deed };
      return [];
    }
    story.live = from;
    story.shown = deed.version;
    return tell(story, deed);
  }

  /** What was scheduled and is not to be leaves nothing behind for readers. */
  #unschedule(story: Story): void {
    story.hidden = story.hidden.filter((deed) => deed !== story.scheduled?.deed);
    story.scheduled = null;
  }
}

/** What is hidden of a story up to `deed`; the rest stays hidden. */
function tell(story: Story, deed: Deed): Deed[] {
  return story.hidden.splice(0, story.hidden.indexOf(deed) + 1);
}
