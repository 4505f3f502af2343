/**
 * Which acts have reached readers: an act that they must not see yet waits here, and the twin does
 * not hear of it before. The reference model says when it takes effect.
 */
import { type PendingAct, ReleaseModel, unchanged } from '../model/release-model.ts';
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
  model: ReleaseModel;
  /** What readers have not been told of yet, in order. */
  hidden: Deed[];
  /** The one of these that publishes at an instant to come. */
  scheduled: Deed | null;
}

export class Model {
  now = Date.UTC(2026, 6, 1, 12);
  readonly stories: Story[] = [];

  begin(addresses: Addresses, deed: Deed): void {
    const model = new ReleaseModel(addresses.id);
    this.stories.push({ ...addresses, model, hidden: [deed], scheduled: null });
  }

  /** Takes note of a step that the site accepted. @returns what readers are to be told at once */
  add(story: Story, step: Step, deed: Deed): Deed[] {
    const { now } = this;
    const { model } = story;
    switch (step.act) {
      case 'publish': {
        const at = step.when === null ? null : now + step.when;
        const act = model.publish(deed.version as number, now, at);
        if (act === unchanged) return [];
        story.hidden.push(deed);
        this.#settle(story, act);
        if (model.scheduled(now) === null) return tell(story, deed);
        story.scheduled = deed;
        return [];
      }
      case 'cancel':
        this.#settle(story, model.cancel(now));
        return [];
      case 'withdraw':
        this.#settle(story, model.withdraw(step.mode, now));
        return [deed];
      case 'reinstate':
        this.#settle(story, model.reinstate(now));
        return [deed];
      case 'discard':
        this.#settle(story, model.cancel(now));
        story.hidden = [];
        return [];
      default:
        story.hidden.push(deed);
        return [];
    }
  }

  /** Sets the clock. @returns what has come into effect since, in the order of its instants */
  advance(now: number): Deed[] {
    const before = this.now;
    this.now = now;
    const due = this.stories
      .flatMap((story) => {
        const [deed, at] = [story.scheduled, story.model.scheduled(before)];
        return deed && at !== null && at <= now ? [{ story, deed, at }] : [];
      })
      .sort((a, b) => a.at - b.at || a.deed.now - b.deed.now || a.deed.seed - b.deed.seed);
    return due.flatMap(({ story, deed }) => {
      story.scheduled = null;
      return tell(story, deed);
    });
  }

  /** The next instant that the clock will bring, or null. */
  next(): number | null {
    const instants = this.stories.flatMap(({ model }) => model.scheduled(this.now) ?? []);
    return instants.length > 0 ? Math.min(...instants) : null;
  }

  /** What was scheduled and is not to be leaves nothing behind for readers. */
  #settle(story: Story, act: PendingAct): void {
    act.accepted(this.now);
    story.hidden = story.hidden.filter((deed) => deed !== story.scheduled);
    story.scheduled = null;
  }
}

/** What is hidden of a story up to `deed`; the rest stays hidden. */
function tell(story: Story, deed: Deed): Deed[] {
  return story.hidden.splice(0, story.hidden.indexOf(deed) + 1);
}
