/**
 * Which acts have reached readers: an act that they must not see yet waits here, and the twin does
 * not hear of it before. The reference model says when it takes effect.
 */
import { type PendingAct, ReleaseModel, unchanged } from '../model/release-model.ts';
import type { EditorRequest, Step } from './acts.ts';
import type { Addresses } from './surfaces.ts';

/** An act that was carried out. Repeated at the same moment with the same seed it does the same. */
export interface PerformedAct {
  request: EditorRequest;
  now: number;
  seed: number;
  /** The status of the site's answer. */
  status: number;
  /** The version that a publication was of. */
  version?: number;
}

export interface ModelledRelease extends Addresses {
  model: ReleaseModel;
  /** Acts that readers must not see yet, in order. */
  hidden: PerformedAct[];
  /** The one of these that publishes at a future instant, or null. */
  scheduled: PerformedAct | null;
}

export class HistoryModel {
  now = Date.UTC(2026, 6, 1, 12);
  readonly releases: ModelledRelease[] = [];

  begin(addresses: Addresses, act: PerformedAct): void {
    const model = new ReleaseModel(addresses.id);
    this.releases.push({ ...addresses, model, hidden: [act], scheduled: null });
  }

  /** Records a step that the site accepted. @returns the acts that take effect at once */
  add(release: ModelledRelease, step: Step, act: PerformedAct): PerformedAct[] {
    const { now } = this;
    const { model } = release;
    switch (step.act) {
      case 'publish': {
        const at = step.when === null ? null : now + step.when;
        const pending = model.publish(act.version as number, now, at);
        if (pending === unchanged) return [];
        release.hidden.push(act);
        this.#settle(release, pending);
        if (model.scheduled(now) === null) return reveal(release, act);
        release.scheduled = act;
        return [];
      }
      case 'cancel':
        this.#settle(release, model.cancel(now));
        return [];
      case 'withdraw':
        this.#settle(release, model.withdraw(step.mode, now));
        return [act];
      case 'reinstate':
        this.#settle(release, model.reinstate(now));
        return [act];
      case 'discard':
        this.#settle(release, model.cancel(now));
        release.hidden = [];
        return [];
      default:
        release.hidden.push(act);
        return [];
    }
  }

  /** Sets the clock. @returns the acts that have taken effect since, by their instants */
  advance(now: number): PerformedAct[] {
    const before = this.now;
    this.now = now;
    const due = this.releases
      .flatMap((release) => {
        const [act, at] = [release.scheduled, release.model.scheduled(before)];
        return act && at !== null && at <= now ? [{ release, act, at }] : [];
      })
      .sort((a, b) => a.at - b.at || a.act.now - b.act.now || a.act.seed - b.act.seed);
    return due.flatMap(({ release, act }) => {
      release.scheduled = null;
      return reveal(release, act);
    });
  }

  /** The next scheduled instant, or null. */
  next(): number | null {
    const instants = this.releases.flatMap(({ model }) => model.scheduled(this.now) ?? []);
    return instants.length > 0 ? Math.min(...instants) : null;
  }

  /** Accepts an act, which takes back what was scheduled: the twin never hears of that. */
  #settle(release: ModelledRelease, pending: PendingAct): void {
    pending.accepted(this.now);
    release.hidden = release.hidden.filter((act) => act !== release.scheduled);
    release.scheduled = null;
  }
}

/** Takes the hidden acts of a release up to `act`; the rest stays hidden. */
function reveal(release: ModelledRelease, act: PerformedAct): PerformedAct[] {
  return release.hidden.splice(0, release.hidden.indexOf(act) + 1);
}
