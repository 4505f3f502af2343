/**
 * The queue of a crawl, in a file: visited addresses and those to visit. Memory use does not grow with
 * the site, and an interrupted crawl resumes.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export interface Redirect {
  path: string;
  target: string;
}

export class Frontier {
  readonly #db: DatabaseSync;
  readonly #add: StatementSync;
  readonly #close: StatementSync;
  readonly #take: StatementSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`
      create table if not exists addresses (
        path text primary key, found_on text, status integer, target text
      ) strict;
      create index if not exists unseen on addresses (path) where status is null;
    `);
    this.#add = this.#db.prepare('insert or ignore into addresses (path, found_on) values (?, ?)');
    this.#close = this.#db.prepare('update addresses set status = ?, target = ? where path = ?');
    this.#take = this.#db.prepare('select path from addresses where status is null limit ?');
  }

  /** Adds addresses to visit; `foundOn` is null for those that may be missing. */
  add(paths: Iterable<string>, foundOn: string | null): void {
    this.#db.exec('begin');
    for (const path of paths) this.#add.run(path, foundOn);
    this.#db.exec('commit');
  }

  /** Some addresses that were not visited yet. */
  take(limit: number): string[] {
    return this.#take.all(limit).map(({ path }) => String(path));
  }

  seen(path: string, status: number, target: string | null = null): void {
    this.#close.run(status, target, path);
  }

  count(status: number): number {
    const row = this.#db
      .prepare('select count(*) as n from addresses where status = ?')
      .get(status);
    return Number(row?.n);
  }

  *redirects(): Generator<Redirect> {
    const all = this.#db.prepare(
      'select path, target from addresses where target is not null order by path',
    );
    for (const { path, target } of all.iterate()) {
      yield { path: String(path), target: String(target) };
    }
  }

  /** Broken links, with the page of each. */
  broken(): { path: string; foundOn: string; status: number }[] {
    return this.#db
      .prepare(
        'select path, found_on, status from addresses where found_on is not null and status >= 400 order by path',
      )
      .all()
      .map(({ path, found_on, status }) => ({
        path: String(path),
        foundOn: String(found_on),
        status: Number(status),
      }));
  }

  dispose(): void {
    this.#db.close();
  }
}
