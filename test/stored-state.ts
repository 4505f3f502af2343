/** Reads all that a newsroom has stored, restores it, and compares it as lines of text. */
import type { Newsroom } from './newsroom.ts';

type Row = Record<string, string | number | null>;

interface StoredObject {
  key: string;
  etag: string;
  customMetadata: Record<string, string>;
}

export interface Stored {
  /** Answers to readers, if they were read, too. */
  answers?: string[];
  /** Every row of every table, in the order of writing. */
  tables: Map<string, Row[]>;
  objects: StoredObject[];
}

/** A state that can be restored. The bytes of each object are under its ETag. */
export interface SavedState extends Stored {
  bytes: Map<string, ArrayBuffer>;
}

/** The table of the counters of autoincrement ids. It is a part of the state, restored last. */
const counters = 'sqlite_sequence';

export class Storage {
  readonly #newsroom: Newsroom;
  /** Every table with its columns, read from the schema. */
  readonly #columns = new Map<string, string[]>();
  /** The tables whose rows are deleted together with a row of another. */
  readonly #dependants = new Map<string, string[]>();
  #query = '';

  constructor(newsroom: Newsroom) {
    this.#newsroom = newsroom;
  }

  async open(): Promise<void> {
    const { db } = this.#newsroom;
    const read = async <T>(sql: string) => (await db.prepare(sql).all<T>()).results;
    const tables = `pragma_table_list as t where t.schema = 'main' and t.type = 'table'
        and t.name not in ('d1_migrations', 'sqlite_schema') and t.name not like '~_cf~_%' escape '~'`;
    const columns = await read<{ name: string; columns: string }>(
      `select t.name, (select json_group_array(name) from pragma_table_info(t.name)) as columns
       from ${tables} order by t.name = '${counters}'`,
    );
    for (const one of columns) this.#columns.set(one.name, JSON.parse(one.columns));
    const rows = [...this.#columns].map(
      ([name, all]) => `(select json_group_array(json_array(${all})) from ${name}) as ${name}`,
    );
    this.#query = `select ${rows}`;
    const keys = await read<{ parent: string; child: string }>(
      `select k."table" as parent, t.name as child
       from sqlite_master as t, pragma_foreign_key_list(t.name) as k
       where t.type = 'table' and k.on_delete = 'CASCADE'`,
    );
    for (const { parent, child } of keys) {
      this.#dependants.set(parent, [...(this.#dependants.get(parent) ?? []), child]);
    }
    // Triggers forbid restoring append-only tables; a change of those would show in the lines.
    const guards = await read<{ name: string }>(
      "select name from sqlite_master where type = 'trigger' and sql like '%raise(%'",
    );
    for (const { name } of guards) await db.exec(`drop trigger ${name}`);
  }

  async #run(statements: [sql: string, value?: string][]) {
    const body = JSON.stringify(statements);
    const response = await this.#newsroom.fetch('/test/stored', { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { rows: Record<string, string>[][]; objects: StoredObject[] };
  }

  async read(): Promise<Stored> {
    const { rows, objects } = await this.#run([[this.#query]]);
    const tables = [...this.#columns].map(([name, columns]) => {
      const found: Row[string][][] = JSON.parse(rows[0]?.[0]?.[name] ?? '[]');
      const named = (row: Row[string][]): Row =>
        Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
      return [name, found.map(named)] as const;
    });
    return { tables: new Map(tables), objects };
  }

  async save(): Promise<SavedState> {
    const stored = await this.read();
    const bytes = new Map<string, ArrayBuffer>();
    for (const { key, etag } of stored.objects) {
      const object = await this.#newsroom.bucket.get(key);
      if (object) bytes.set(etag, await object.arrayBuffer());
    }
    return { ...stored, bytes };
  }

  /** Writes only the differences, since each statement takes time. */
  async restore({ tables, objects, bytes }: SavedState): Promise<void> {
    const { bucket } = this.#newsroom;
    const there = await this.read();
    const same = (name: string) =>
      JSON.stringify(there.tables.get(name)) === JSON.stringify(tables.get(name));
    const renewed = new Set<string>();
    const renew = (name: string) => {
      if (renewed.has(name)) return;
      renewed.add(name);
      this.#dependants.get(name)?.forEach(renew);
    };
    for (const name of tables.keys()) if (!same(name)) renew(name);
    const names = [...tables.keys()].filter((name) => renewed.has(name));
    const emptied = names.filter((name) => there.tables.get(name)?.length);
    const filled = names.filter((name) => tables.get(name)?.length);
    const insert = (name: string): [string, string] => {
      const columns = this.#columns.get(name) ?? [];
      const values = columns.map((column) => `json_extract(value, '$.${column}')`);
      const sql = `insert into ${name} (${columns}) select ${values} from json_each(?)`;
      return [sql, JSON.stringify(tables.get(name))];
    };
    // Restored rows move the counters, so the counters are restored last.
    const empty = (name: string): [string] => [`delete from ${name}`];
    await this.#run([
      ['pragma defer_foreign_keys = on'],
      ...emptied.map(empty),
      ...filled.filter((name) => name !== counters).map(insert),
      empty(counters),
      ...(tables.get(counters)?.length ? [insert(counters)] : []),
      // Isolates keep nothing of the state of before.
      ['update public_state set token = lower(hex(randomblob(8)))'],
      // The search index is rebuilt with the next search.
      ['delete from search_newest'],
      ['update publications set searchable = 0'],
    ]);
    const wanted = new Map(objects.map((object) => [object.key, object]));
    const surplus = there.objects.map(({ key }) => key).filter((key) => !wanted.has(key));
    if (surplus.length > 0) await bucket.delete(surplus);
    const found = new Set(there.objects.map((object) => JSON.stringify(object)));
    for (const object of objects) {
      if (found.has(JSON.stringify(object))) continue;
      const { key, etag, customMetadata } = object;
      await bucket.put(key, bytes.get(etag) ?? '', { customMetadata });
    }
  }
}

/** The keys of uploads that began since `before` and were not committed. */
export function begunSince(before: Stored, { tables }: Stored): string[] {
  const known = new Set(blobsOf(before.tables).map(({ key }) => key));
  const begun = blobsOf(tables).filter(({ key, kept }) => kept === 0 && !known.has(key));
  return begun.map(({ key }) => String(key));
}

/** The keys of objects without a row, and of rows without their object. */
export function findUnmatchedKeys({
  tables,
  objects,
}: Pick<Stored, 'tables'> & { objects: { key: string }[] }): string[] {
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

/** Columns with random values, or with digests of them. */
const random = /^(?:id|key|token|hash|secret)$/;

/**
 * Columns, tables and audit actions that are not compared: they change when something is read, or
 * between two ticks.
 */
const traces = {
  columns: ['last_used_at', 'searchable', 'due_at', 'as_of', 'version', 'ticked_at', 'announced'],
  tables: ['probes', 'missed_requests', 'outbox', 'public_state'],
};

/** Whether it is the counter of a table that is not compared. */
const isCounter = (table: string, { name }: Row) =>
  table === counters && traces.tables.includes(String(name));

/** A generated file that is due for the first time counts as absent. */
const isAnnounced = ({ digest }: Row) => digest === '';
const readings = /^(?:release\.read|desk\.read|tripwire\.hit|access\.refused)$/;

/** The audit entries of changes. Their positions in the chain depend on what was read. */
export function entriesOf({ tables }: Stored): Row[] {
  const done = (tables.get('audit') ?? []).filter(({ action }) => !readings.test(String(action)));
  return done.map(({ id: _, previous: __, hash: ___, ...entry }) => entry);
}

/**
 * A line for each row, object and answer, sorted. Random values that are new since `before` are
 * replaced by numbers, so that the same command always leaves the same lines. Uploads that were
 * interrupted since then are left out.
 */
export function linesOf(seen: Stored, before: Stored): string[] {
  const begun = begunSince(before, seen);
  const isIgnored = ({ key }: { key?: unknown }) => begun.some((one) => String(key).endsWith(one));
  const known = namesOf(before);
  const names = [...namesOf(seen)].filter((name) => !known.has(name) && !begun.includes(name));
  const omitted = (column: string, value: unknown) =>
    traces.columns.includes(column) ? undefined : value;
  const lines = [
    ...[...seen.tables]
      .filter(([table]) => !traces.tables.includes(table))
      .map(([table, rows]) => [table, table === 'audit' ? entriesOf(seen) : rows] as const)
      .map(([table, rows]) => [table, rows.filter((row) => !isCounter(table, row))] as const)
      .flatMap(([table, rows]) =>
        rows
          .filter((row) => !isIgnored(row) && !(table === 'built_files' && isAnnounced(row)))
          .map((row) => `${table} ${JSON.stringify(row, omitted)}`),
      ),
    ...seen.objects.filter((object) => !isIgnored(object)).map((object) => JSON.stringify(object)),
    ...(seen.answers ?? []),
  ];
  const numbered = (line: string) =>
    names.reduce((text, name, index) => text.replaceAll(name, `‹${index}›`), line);
  return lines.map(numbered).sort();
}

/** Without the hashes of the audit and the name of the public state, which the lines leave out as well. */
function namesOf({ tables }: Stored): Set<string> {
  const names = new Set<string>();
  const named = [...tables].filter(([table]) => table !== 'audit' && table !== 'public_state');
  const rows = named.flatMap(([, some]) => some);
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      if (typeof value === 'string' && random.test(column)) names.add(value);
    }
  }
  return names;
}
