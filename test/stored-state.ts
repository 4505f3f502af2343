/** All that a newsroom has stored: taken, put back as it was, and compared as lines of text. */
import type { Newsroom } from './newsroom.ts';

type Row = Record<string, string | number | null>;

interface StoredObject {
  key: string;
  etag: string;
  metadata: Record<string, string>;
}

export interface Stored {
  /** Every row of every table, in the order in which it was written. */
  tables: Map<string, Row[]>;
  objects: StoredObject[];
}

/** What a state is put back from: the bytes of each object are under its ETag. */
export interface Kept extends Stored {
  bytes: Map<string, ArrayBuffer>;
}

/** The counters of ids that are never given twice are a part of the state, and written last. */
const counters = 'sqlite_sequence';

export class Storage {
  readonly #newsroom: Newsroom;
  #tables: string[] = [];
  /** What forbids changes of rows that are written once. */
  #guards: { name: string; sql: string }[] = [];

  constructor(newsroom: Newsroom) {
    this.#newsroom = newsroom;
  }

  /** Every table is looked at, also one that a later migration brings. */
  async open(): Promise<void> {
    const { db } = this.#newsroom;
    const { results: tables } = await db
      .prepare(
        "select name from sqlite_master where type = 'table' and name <> 'd1_migrations' and name not like '~_cf~_%' escape '~' order by name = ?",
      )
      .bind(counters)
      .all<{ name: string }>();
    const { results: guards } = await db
      .prepare("select name, sql from sqlite_master where type = 'trigger' and sql like '%raise(%'")
      .all<{ name: string; sql: string }>();
    this.#tables = tables.map(({ name }) => name);
    this.#guards = guards;
  }

  async look(): Promise<Stored> {
    const { db, bucket } = this.#newsroom;
    const [answers, { objects }] = await Promise.all([
      db.batch<Row>(this.#tables.map((name) => db.prepare(`select * from ${name}`))),
      bucket.list({ include: ['customMetadata'] }),
    ]);
    return {
      tables: new Map(this.#tables.map((name, index) => [name, answers[index]?.results ?? []])),
      objects: objects.map(({ key, etag, customMetadata }) => {
        return { key, etag, metadata: customMetadata ?? {} };
      }),
    };
  }

  async keep(): Promise<Kept> {
    const stored = await this.look();
    const bytes = new Map<string, ArrayBuffer>();
    for (const { key, etag } of stored.objects) {
      const object = await this.#newsroom.bucket.get(key);
      if (object) bytes.set(etag, await object.arrayBuffer());
    }
    return { ...stored, bytes };
  }

  async putBack({ tables, objects, bytes }: Kept): Promise<void> {
    const { db, bucket } = this.#newsroom;
    const fill = (name: string): D1PreparedStatement[] => {
      const rows = tables.get(name) ?? [];
      const columns = Object.keys(rows[0] ?? {});
      if (columns.length === 0) return [];
      const values = columns.map((column) => `json_extract(value, '$.${column}')`);
      const insert = `insert into ${name} (${columns}) select ${values} from json_each(?)`;
      return [db.prepare(insert).bind(JSON.stringify(rows))];
    };
    const empty = (name: string) => db.prepare(`delete from ${name}`);
    const rows = this.#tables.filter((name) => name !== counters);
    await db.batch([
      db.prepare('pragma defer_foreign_keys = on'),
      ...this.#guards.map(({ name }) => db.prepare(`drop trigger ${name}`)),
      ...rows.map(empty),
      ...rows.flatMap(fill),
      empty(counters),
      ...fill(counters),
      ...this.#guards.map(({ sql }) => db.prepare(sql)),
    ]);
    const there = (await bucket.list()).objects;
    const wanted = new Map(objects.map((object) => [object.key, object]));
    const surplus = there.map(({ key }) => key).filter((key) => !wanted.has(key));
    if (surplus.length > 0) await bucket.delete(surplus);
    const same = new Set(there.map(({ key, etag }) => key + etag));
    for (const { key, etag, metadata } of objects) {
      if (same.has(key + etag)) continue;
      await bucket.put(key, bytes.get(etag) ?? '', { customMetadata: metadata });
    }
  }
}

/** The keys of uploads that were announced since `before` and belong to nothing. */
export function begunSince(before: Stored, { tables }: Stored): string[] {
  const known = new Set(blobsOf(before.tables).map(({ key }) => key));
  const begun = blobsOf(tables).filter(({ key, kept }) => kept === 0 && !known.has(key));
  return begun.map(({ key }) => String(key));
}

/** Objects without a row that tells of them, and rows of files without their object. */
export function astray({ tables, objects }: Stored): string[] {
  const uploads = objects.map(({ key }) => key).filter((key) => key.startsWith('attachments/'));
  const path = ({ key }: Row) => `attachments/${key}`;
  const blobs = blobsOf(tables);
  const known = new Set(blobs.map(path));
  return [
    ...uploads.filter((key) => !known.has(key)),
    ...blobs
      .filter(({ kept }) => kept === 1)
      .map(path)
      .filter((key) => !uploads.includes(key)),
  ];
}

const blobsOf = (tables: Map<string, Row[]>) => tables.get('blobs') ?? [];

/** Columns of what is made at random, or is a digest of it. */
const random = /^(?:id|key|token|hash)$/;

/** Columns that change with reading alone. */
const unimportant = ['last_used_at'];

/**
 * A line for each row, object and answer, in one order. What came since `before` and is random is
 * numbered, so that the same command leaves the same lines each time; uploads that broke off since
 * are left out.
 */
export function linesOf(
  seen: Stored,
  { before, answers = [] }: { before: Stored; answers?: string[] },
): string[] {
  const begun = begunSince(before, seen);
  const gone = ({ key }: { key?: unknown }) => begun.some((one) => String(key).endsWith(one));
  const known = namesOf(before);
  const names = [...namesOf(seen)].filter((name) => !known.has(name) && !begun.includes(name));
  const omitted = (column: string, value: unknown) =>
    unimportant.includes(column) ? undefined : value;
  const lines = [
    ...[...seen.tables].flatMap(([table, rows]) =>
      rows.filter((row) => !gone(row)).map((row) => `${table} ${JSON.stringify(row, omitted)}`),
    ),
    ...seen.objects.filter((object) => !gone(object)).map((object) => JSON.stringify(object)),
    ...answers,
  ];
  const numbered = (line: string) =>
    names.reduce((text, name, index) => text.replaceAll(name, `‹${index}›`), line);
  return lines.map(numbered).sort();
}

function namesOf({ tables }: Stored): Set<string> {
  const names = new Set<string>();
  for (const row of [...tables.values()].flat()) {
    for (const [column, value] of Object.entries(row)) {
      if (typeof value === 'string' && random.test(column)) names.add(value);
    }
  }
  return names;
}
