/** Joins releases of several files that name each other as translations. */
import { addressKey } from '../readers/address-key.ts';
import type { ForeignRelease, ParseResult } from '../readers/parse-result.ts';
import { type Slot, Spool } from '../readers/spool.ts';
import { freeName } from './enclosures.ts';

/** A release that waits on disk for its translations. */
interface Waiting {
  slot: Slot;
  /** Its own addresses, as `addressKey` leaves them. */
  own: string[];
  named: { lang: string; key: string }[];
}

/**
 * Joins releases that name each other, in any order of their files. Those that wait for others are kept
 * on disk; releases without translations are passed on at once.
 */
export async function* joinTranslations(
  results: AsyncIterable<ParseResult>,
): AsyncGenerator<ParseResult> {
  const groups = await Groups.open();
  try {
    for await (const result of results) {
      if (!('texts' in result)) yield result;
      else yield* groups.add(result);
    }
    yield* groups.end();
  } finally {
    await groups.close();
  }
}

class Groups {
  readonly #spool: Spool<ForeignRelease>;
  /** Those that wait, by each of their addresses. */
  readonly #waiting = new Map<string, Waiting>();
  /** The addresses of all releases so far. */
  readonly #seen = new Set<string>();
  /** Releases with the address of an earlier one. */
  readonly #repeated: Slot[] = [];

  private constructor(spool: Spool<ForeignRelease>) {
    this.#spool = spool;
  }

  static async open(): Promise<Groups> {
    return new Groups(await Spool.open<ForeignRelease>());
  }

  close(): Promise<void> {
    return this.#spool.close();
  }

  async *add(release: ForeignRelease): AsyncGenerator<ForeignRelease> {
    const names = release.self === undefined ? release.addresses : [release.self];
    const own = names.flatMap((one) => (URL.canParse(one) ? addressKey(one) : []));
    const isRepeated = own.some((key) => this.#waiting.has(key));
    for (const key of own) this.#seen.add(key);
    if (isRepeated) this.#repeated.push(await this.#spool.put(release));
    else if (!release.translations || own.length === 0) yield release;
    else {
      const named = release.translations.map(({ lang, address }) => {
        return { lang, key: addressKey(address) };
      });
      const one: Waiting = { slot: await this.#spool.put(release), own, named };
      for (const key of own) this.#waiting.set(key, one);
      const group = this.#groupOf(one);
      if (group.every(({ named }) => named.every(({ key }) => this.#seen.has(key)))) {
        yield this.#join(group);
      }
    }
  }

  async *end(): AsyncGenerator<ForeignRelease> {
    for (const one of this.#waiting.values()) yield this.#join(this.#groupOf(one));
    for (const slot of this.#repeated) yield this.#spool.get(slot);
  }

  /** Those that wait and name each other, directly or through others. */
  #groupOf(first: Waiting): Waiting[] {
    const group = [first];
    for (const one of group) {
      for (const { key } of one.named) {
        const other = this.#waiting.get(key);
        const isMutual = other?.named.some(({ key }) => one.own.includes(key));
        if (other && isMutual && !group.includes(other)) group.push(other);
      }
    }
    return group;
  }

  async #join(group: readonly Waiting[]): Promise<ForeignRelease> {
    const members: ForeignRelease[] = [];
    const joined = new Set(group.flatMap(({ own }) => own));
    for (const { slot, own, named } of group) {
      for (const key of own) this.#waiting.delete(key);
      const member = await this.#spool.get(slot);
      for (const { lang, key } of named.filter(({ key }) => !joined.has(key))) {
        const isThere = this.#seen.has(key);
        member.notes.push(
          isThere
            ? `was not joined with its translation in “${lang}”, which does not name it`
            : `its translation in “${lang}” is not among the files`,
        );
      }
      members.push(member);
    }
    const [first, ...others] = members.sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
    return others.reduce(withTranslation, first as ForeignRelease);
  }
}

/** A release with the text, files and names of another one, which is its translation. */
function withTranslation(release: ForeignRelease, other: ForeignRelease): ForeignRelease {
  const files = [...release.files];
  const names = new Map<string, string>();
  for (const file of other.files) {
    const known = files.find(({ path }) => path === file.path);
    const filename = known?.filename ?? freeName(files, file.filename);
    if (filename !== file.filename) names.set(file.filename, filename);
    if (!known) files.push({ ...file, filename });
  }
  const texts = other.texts.map((text) => ({ ...text, markdown: renamed(text.markdown, names) }));
  const notes = [...release.notes, ...other.notes];
  const isEarlier = other.date !== null && (release.date === null || other.date < release.date);
  if (release.date !== other.date) {
    const earliest = isEarlier ? other.date : release.date;
    notes.push(`its translations have different dates: ${earliest} is the earliest`);
  }
  const { date, published } = isEarlier ? other : release;
  return {
    ...release,
    date,
    published,
    status: other.status === 'draft' ? 'draft' : release.status,
    labels: [...release.labels, ...other.labels],
    texts: [...release.texts, ...texts],
    contacts: [...release.contacts, ...other.contacts],
    addresses: [...release.addresses, ...other.addresses],
    files,
    notes: [...new Set(notes)],
  };
}

/** Markdown with the new names of its files. */
const renamed = (markdown: string, names: ReadonlyMap<string, string>): string =>
  markdown.replace(/\]\(([^()\s]+)(?=[)\s])/g, (link, address: string) => {
    const name = names.get(decoded(address));
    return name === undefined ? link : `](${encodeURI(name)}`;
  });

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
