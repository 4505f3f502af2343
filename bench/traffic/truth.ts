/**
 * What is public when, by the rules alone and without asking the site. Instants are intervals, since
 * an act takes effect at some moment between its request and its answer.
 */
export type Showing = 'hidden' | 'public' | 'notice' | 'gone' | 'redirect' | 'vanish';

export interface State {
  showing: Showing;
  /** The number of the text that readers see, or saw last; 0 before the first. */
  version: number;
}

/** From `earliest` on a state may be seen, from `latest` on nothing else. */
interface Step {
  state: State;
  earliest: number;
  latest: number;
  /** While the act that brings it was under way. */
  begun: number;
  done: number;
}

/** A moment that is known to lie between two. */
export interface Window {
  start: number;
  end: number;
}

/** Whether something could be seen, and if not, by how many milliseconds it was missed. */
export type Verdict =
  | { is: 'right' }
  | { is: 'early'; by: number }
  /** `during` is when the act that ended it, upon `release`, was under way. */
  | { is: 'late'; by: number; release: string; during: Window }
  | { is: 'never' };

export const right: Verdict = { is: 'right' };

export interface FileModel {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export class ReleaseModel {
  readonly number: number;
  readonly id: string;
  readonly languages: readonly string[];
  readonly term: string;
  /** The revision that editors have; 0 before the first. */
  revision = 0;
  /** The number of its text: a revision may only have gained a file. */
  version = 0;
  paper: FileModel | null = null;
  readonly #steps: Step[] = [
    {
      state: { showing: 'hidden', version: 0 },
      earliest: 0,
      latest: 0,
      begun: 0,
      done: 0,
    },
  ];

  constructor(number: number, id: string, languages: readonly string[], term: string) {
    [this.number, this.id, this.languages, this.term] = [number, id, languages, term];
  }

  /** The state after the last act, also where its instant is yet to come. */
  get last(): State {
    return this.#step.state;
  }

  /** The state that has begun by then. */
  live(now: number): State {
    return (this.#steps.findLast(({ earliest }) => earliest <= now) as Step).state;
  }

  /** The instant that is yet to come, or null. */
  scheduled(now: number): number | null {
    return this.#step.earliest > now ? this.#step.earliest : null;
  }

  get #step(): Step {
    return this.#steps.at(-1) as Step;
  }

  /**
   * Notes an act that has begun: what it brings may be seen from now on, or from `at` on.
   * @param taken whether what is scheduled falls with it
   */
  begin(state: State, begun: number, at: number | null, taken: boolean): Pending {
    const fallen = taken && this.scheduled(begun) !== null ? this.#steps.pop() : undefined;
    const step = {
      state,
      earliest: Math.max(at ?? begun, begun),
      latest: Number.POSITIVE_INFINITY,
      begun,
      done: Number.POSITIVE_INFINITY,
    };
    // Until the act is answered the one that falls may be seen as well.
    if (fallen) this.#steps.push({ ...fallen, latest: Number.POSITIVE_INFINITY });
    this.#steps.push(step);
    const remove = (one: Step) => this.#steps.splice(this.#steps.indexOf(one), 1);
    const between = fallen ? (this.#steps.at(-2) as Step) : null;
    return {
      accepted: (done) => {
        step.done = done;
        step.latest = Math.max(at ?? done, done);
        if (between) remove(between);
      },
      refused: () => {
        remove(step);
        if (between && fallen) between.latest = fallen.latest;
      },
    };
  }

  /** Notes that the taking back of what is scheduled has begun. */
  beginCancelling(): Pending {
    const step = this.#step;
    const { latest } = step;
    step.latest = Number.POSITIVE_INFINITY;
    return {
      accepted: () => void this.#steps.splice(this.#steps.indexOf(step), 1),
      refused: () => {
        step.latest = latest;
      },
    };
  }

  /** Whether readers could see a state of which `holds` is true in that window. */
  judge(holds: (state: State) => boolean, { start, end }: Window): Verdict {
    let [early, late] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let during: Window = { start: 0, end: 0 };
    for (const [index, step] of this.#steps.entries()) {
      if (!holds(step.state)) continue;
      const after = this.#steps.slice(index + 1);
      const next = after.find(({ latest }) => latest < Number.POSITIVE_INFINITY);
      const until = next?.latest ?? Number.POSITIVE_INFINITY;
      if (step.earliest <= end && start <= until) return right;
      if (step.earliest > end) early = Math.min(early, step.earliest - end);
      else if (next && start - until < late) {
        late = start - until;
        during = { start: next.begun, end: next.done };
      }
    }
    if (late < Number.POSITIVE_INFINITY) return { is: 'late', by: late, release: this.id, during };
    return early < Number.POSITIVE_INFINITY ? { is: 'early', by: early } : { is: 'never' };
  }

  /** Whether readers have ever been able to see a state by then. */
  judgeEver(holds: (state: State) => boolean, { end }: Window): Verdict {
    return this.judge(holds, { start: 0, end });
  }

  /** Whether an act upon it takes effect in that window. */
  changes({ start, end }: Window): boolean {
    return this.#steps.some(({ earliest, latest }) => earliest <= end && latest >= start);
  }

  /** When it was first published, if ever. */
  published(): Window | null {
    const first = this.#steps.find(({ state }) => state.showing === 'public');
    return first ? { start: first.earliest, end: first.latest } : null;
  }
}

export interface Pending {
  accepted(done: number): void;
  refused(): void;
}

export class ReferenceModel {
  readonly tales: ReleaseModel[] = [];

  find(number: number): ReleaseModel | null {
    return this.tales[number - 1] ?? null;
  }

  begin(id: string, languages: readonly string[], term: string): ReleaseModel {
    const tale = new ReleaseModel(this.tales.length + 1, id, languages, term);
    this.tales.push(tale);
    return tale;
  }
}

export const isPublic = ({ showing }: State) => showing === 'public';
export const isPublicOrWithdrawn = ({ showing }: State) =>
  showing === 'public' || showing === 'notice';

/** The word by which a release and its version are known wherever they are told of. */
export const wordOf = (tale: Pick<ReleaseModel, 'number'>, version: number) =>
  `r${tale.number}v${version}`;

/** Every release and version that a text tells of. */
export function wordsIn(text: string): { number: number; version: number }[] {
  const found = new Set(text.match(/\br\d+v\d+\b/gi)?.map((word) => word.toLowerCase()));
  return [...found].map((word) => {
    const [, number, version] = /r(\d+)v(\d+)/.exec(word) ?? [];
    return { number: Number(number), version: Number(version) };
  });
}
