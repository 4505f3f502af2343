/**
 * The states of one release over time, by the rules alone and without asking a site. The long runs
 * (bench/traffic) and the histories (test/histories) are both held against it.
 *
 * An act takes effect at some moment between its request and its response, so each state begins
 * within an interval. With a stopped clock the interval is one moment.
 */
export type WithdrawalMode = 'notice' | 'gone' | 'redirect' | 'vanish';
export type Showing = 'hidden' | 'public' | WithdrawalMode;

export interface State {
  showing: Showing;
  /** The version that readers see, or saw last; 0 before the first. */
  version: number;
}

/** From `earliest` on a state may be seen, from `latest` on no state before it. */
interface Step {
  state: State;
  earliest: number;
  latest: number;
  /** When the request of the act that brings it began and was answered. */
  begun: number;
  done: number;
  /** The step that published what is, or was, public; null before the first. */
  publication: Step | null;
}

/** A moment that is known to lie between two, both included. */
export interface Window {
  start: number;
  end: number;
}

/** Whether a state could be seen in a window, and if not, by how many milliseconds it was missed. */
export type Verdict =
  | { is: 'correct' }
  | { is: 'early'; by: number }
  /** `during` is when the act that ended the state, upon `release`, was under way. */
  | { is: 'late'; by: number; release: string; during: Window }
  | { is: 'never' };

export const correct: Verdict = { is: 'correct' };

/** An act whose request was sent. Until it is settled, the states before and after it may be seen. */
export interface PendingAct {
  /** @param done when the response came */
  accepted(done: number): void;
  refused(): void;
}

/** An act that changes nothing for readers. */
export const unchanged: PendingAct = { accepted: () => {}, refused: () => {} };

export class ReleaseModel {
  readonly id: string;
  readonly #steps: Step[] = [
    {
      state: { showing: 'hidden', version: 0 },
      earliest: 0,
      latest: 0,
      begun: 0,
      done: 0,
      publication: null,
    },
  ];

  constructor(id: string) {
    this.id = id;
  }

  /** The state after the last act, also where its instant is yet to come. */
  get last(): State {
    return this.#last.state;
  }

  /** The state that has begun by then. */
  stateAt(now: number): State {
    return this.#stepAt(now).state;
  }

  /** The instant of the last act if it is yet to come, or null. */
  scheduled(now: number): number | null {
    return this.#last.earliest > now ? this.#last.earliest : null;
  }

  get #last(): Step {
    return this.#steps.at(-1) as Step;
  }

  #stepAt(now: number): Step {
    return this.#steps.findLast(({ earliest }) => earliest <= now) as Step;
  }

  /**
   * Publishes a version from `at` on, or at once if that is null or past. It replaces what is
   * scheduled. A correction begins at least a millisecond after what it corrects. A version that is
   * public is not published again.
   */
  publish(version: number, begun: number, at: number | null): PendingAct {
    const { state, publication } = this.#stepAt(begun);
    const isPublished = isPublic(state);
    if (isPublished && state.version === version) return unchanged;
    const after = (side: 'earliest' | 'latest') =>
      isPublished && publication ? publication[side] + 1 : 0;
    return this.#begin({ showing: 'public', version }, begun, null, (moment, side) =>
      Math.max(at ?? moment, moment, after(side)),
    );
  }

  /** Withdraws what is public, or changes how it was withdrawn. What is scheduled falls with it. */
  withdraw(mode: WithdrawalMode, begun: number): PendingAct {
    const { state, publication } = this.#stepAt(begun);
    return this.#begin({ showing: mode, version: state.version }, begun, publication);
  }

  /** Ends a withdrawal: what was public before is public again, as of its own instant. */
  reinstate(begun: number): PendingAct {
    const { state, publication } = this.#stepAt(begun);
    return this.#begin({ showing: 'public', version: state.version }, begun, publication);
  }

  /** Takes back what is scheduled, if anything. */
  cancel(begun: number): PendingAct {
    if (this.scheduled(begun) === null) return unchanged;
    const step = this.#last;
    const { latest } = step;
    step.latest = Number.POSITIVE_INFINITY;
    return {
      accepted: () => void this.#steps.splice(this.#steps.indexOf(step), 1),
      refused: () => {
        step.latest = latest;
      },
    };
  }

  /**
   * Adds a state.
   * @param publication the step that published it, or null: itself
   * @param instantOf when it begins, if its act takes effect at that moment
   */
  #begin(
    state: State,
    begun: number,
    publication: Step | null,
    instantOf = (moment: number, _side: 'earliest' | 'latest') => moment,
  ): PendingAct {
    const dropped = this.scheduled(begun) !== null ? this.#steps.pop() : undefined;
    const step: Step = {
      state,
      earliest: instantOf(begun, 'earliest'),
      latest: Number.POSITIVE_INFINITY,
      begun,
      done: Number.POSITIVE_INFINITY,
      publication,
    };
    step.publication ??= step;
    // Until the act is answered, the scheduled state that it drops may be seen as well.
    const between = dropped && { ...dropped, latest: Number.POSITIVE_INFINITY };
    if (between) this.#steps.push(between);
    this.#steps.push(step);
    const remove = (one: Step) => this.#steps.splice(this.#steps.indexOf(one), 1);
    return {
      accepted: (done) => {
        step.done = done;
        step.latest = instantOf(done, 'latest');
        if (between) remove(between);
      },
      refused: () => {
        remove(step);
        if (between && dropped) between.latest = dropped.latest;
      },
    };
  }

  /** Judges whether readers could see a state of which `holds` is true in that window. */
  judge(holds: (state: State) => boolean, { start, end }: Window): Verdict {
    let [early, late] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let during: Window = { start: 0, end: 0 };
    for (const [index, step] of this.#steps.entries()) {
      if (!holds(step.state)) continue;
      const after = this.#steps.slice(index + 1);
      const next = after.find(({ latest }) => latest < Number.POSITIVE_INFINITY);
      const until = next?.latest ?? Number.POSITIVE_INFINITY;
      if (step.earliest <= end && start <= until) return correct;
      if (step.earliest > end) early = Math.min(early, step.earliest - end);
      else if (next && start - until < late) {
        late = start - until;
        during = { start: next.begun, end: next.done };
      }
    }
    if (late < Number.POSITIVE_INFINITY) return { is: 'late', by: late, release: this.id, during };
    return early < Number.POSITIVE_INFINITY ? { is: 'early', by: early } : { is: 'never' };
  }

  /** Judges whether readers have ever been able to see such a state by then. */
  judgeEver(holds: (state: State) => boolean, { end }: Window): Verdict {
    return this.judge(holds, { start: 0, end });
  }

  /** Whether an act upon it takes effect in that window. */
  changes({ start, end }: Window): boolean {
    return this.#steps.some(({ earliest, latest }) => earliest <= end && latest >= start);
  }

  /** When it was first published, or null. */
  published(): Window | null {
    const first = this.#steps.find(({ state }) => isPublic(state));
    return first ? { start: first.earliest, end: first.latest } : null;
  }
}

export const isPublic = ({ showing }: State) => showing === 'public';
export const isPublicOrWithdrawn = ({ showing }: State) =>
  showing === 'public' || showing === 'notice';
