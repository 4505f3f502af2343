/**
 * The texts that a person typed, kept in this browser until the server has them. A copy belongs to a person, a
 * release and one form; a lock tells the copies of open pages from those of pages that are gone.
 */

/** The names and values of a form's fields. */
export type Pairs = [name: string, value: string][];

export interface Copy {
  key: string;
  /** Epoch milliseconds. */
  at: number;
  pairs: Pairs;
  /** The fields that the form had sent before, if these were typed while it waited for the response. */
  sent?: Pairs;
}

/** Copies are forgotten after this time in milliseconds. */
const lifetime = 30 * 24 * 60 * 60 * 1000;

const prefixOf = (person: string, release = '') =>
  `dateline:${person}:${release === '' ? '' : `${release}:`}`;

/** The keys of the storage that begin with a prefix; none if the browser denies it. */
function keysOf(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** The copy under a key; one that cannot be read or is too old is removed. */
function read(key: string): Copy | null {
  try {
    const copy = JSON.parse(localStorage.getItem(key) ?? '') as Omit<Copy, 'key'>;
    if (Date.now() - copy.at < lifetime && Array.isArray(copy.pairs)) return { ...copy, key };
  } catch {
    // Not a copy of this version.
  }
  localStorage.removeItem(key);
  return null;
}

/** Whether a page that is open holds the lock of a copy. */
async function isHeld(key: string): Promise<boolean> {
  if (!('locks' in navigator)) return false;
  return navigator.locks.request(key, { ifAvailable: true }, (lock) => lock === null);
}

/** The end of the key of what was typed after the form was sent. */
const late = '~';

export class LocalCopies {
  readonly #prefix: string;
  readonly #own: string;

  /** The copies of a release; `form` is the key of this page's form. */
  constructor(person: string, release: string, form: string) {
    this.#prefix = prefixOf(person, release);
    this.#own = this.#prefix + form;
    if ('locks' in navigator) {
      navigator.locks.request(this.#own, () => new Promise(() => {})).catch(() => {});
    }
  }

  /**
   * Keeps what was typed; with the fields that were `sent` before, beside the copy of these, which the
   * response removes.
   * @returns false if the browser has no room for it, or denies it
   */
  keep(pairs: Pairs, sent?: Pairs): boolean {
    const key = sent ? this.#own + late : this.#own;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), pairs, sent }));
      return true;
    } catch {
      return false;
    }
  }

  forget(key = this.#own): void {
    try {
      localStorage.removeItem(key);
    } catch {
      // A browser that denies the storage has nothing in it.
    }
  }

  forgetLate(): void {
    this.forget(this.#own + late);
  }

  /** Takes over what was typed while a form created this release. */
  adopt(person: string, form: string): void {
    const [key = ''] = keysOf(prefixOf(person)).filter((one) => one.endsWith(`:${form}${late}`));
    const copy = key === '' ? null : localStorage.getItem(key);
    if (copy === null) return;
    localStorage.removeItem(key);
    localStorage.setItem(this.#prefix + form + late, copy);
  }

  /** The copies of pages that are gone, the newest first. */
  async left(): Promise<Copy[]> {
    const copies: Copy[] = [];
    for (const key of keysOf(this.#prefix)) {
      if (key === this.#own || (await isHeld(key))) continue;
      const copy = read(key);
      if (copy) copies.push(copy);
    }
    return copies.sort((one, other) => other.at - one.at);
  }
}

/** Removes the copy of a form that the server has. */
export function forgetForm(person: string, form: string): void {
  for (const key of keysOf(prefixOf(person))) {
    if (key.endsWith(`:${form}`)) localStorage.removeItem(key);
  }
}

/** Removes the copies of each person in this browser that are too old. */
export function dropOldCopies(): void {
  for (const key of keysOf('dateline:')) read(key);
}

/** Removes all copies of a person at sign-out, after a question if there are any. */
export function forgetAtSignOut(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!/\/sign-out$/.test(new URL(form.action).pathname)) return;
    const { person = '', leaving = '' } = document.body.dataset;
    const keys = keysOf(prefixOf(person));
    if (keys.length > 0 && !confirm(leaving)) return event.preventDefault();
    for (const key of keys) localStorage.removeItem(key);
  });
}
