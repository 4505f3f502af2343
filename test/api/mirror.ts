/** A syndicator's copy of the site, built from the public API alone. */
import type { Newsroom } from '../newsroom.ts';

interface MirroredChange {
  id: string;
  at: string;
  action: string;
  release: { id: string } | null;
  withdrawal: { mode: string; note: unknown } | null;
}

export class Mirror {
  readonly releases = new Map<string, unknown>();
  /** All changes, in the order of the log. */
  readonly changes: MirroredChange[] = [];
  cursor: string | null = null;
  readonly #newsroom: Newsroom;

  constructor(newsroom: Newsroom) {
    this.#newsroom = newsroom;
  }

  /** Reads the log to its end. */
  async follow(now: number, limit = 3): Promise<void> {
    for (;;) {
      const cursor = this.cursor === null ? '' : `&cursor=${this.cursor}`;
      const path = `/api/v1/changes?limit=${limit}${cursor}`;
      const { status, json, text } = await this.#newsroom.get(path, now);
      if (status !== 200) throw new Error(text);
      const items = json.items as MirroredChange[];
      this.cursor = json.next;
      if (items.length === 0) return;
      for (const item of items) {
        if (item.release) this.releases.set(item.id, item.release);
        else this.releases.delete(item.id);
      }
      this.changes.push(...items);
    }
  }

  /** The mirrored releases, in the order of the site's list. */
  list(): unknown[] {
    return [...this.releases.values()].sort((a, b) => {
      const [one, other] = [rank(a), rank(b)];
      return other.at - one.at || other.id.localeCompare(one.id);
    });
  }
}

const rank = (release: unknown) => {
  const { publishedAt, id } = release as { publishedAt: string; id: string };
  return { at: Date.parse(publishedAt), id };
};
