/** Migrations on a database that is reached as the platform's is: by the query API, which cuts texts. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unstable_splitSqlQuery } from 'wrangler';
import { migrate, openDatabases, root } from '../../dev/local.ts';
import { splitAsServer } from '../server-splitter.ts';

const folder = join(root, 'migrations');

/** Everything that a database is made of, spaces and letters' case aside, and the rows it comes with. */
async function contents(db: D1Database) {
  const { results } = await db
    .prepare(
      `select type, name, tbl_name, sql from sqlite_master
       where name not like '_cf_%' and tbl_name <> 'd1_migrations' order by type, name`,
    )
    .all<{ type: string; name: string; sql: string | null }>();
  const taxonomies = await db.prepare('select slug, tree from taxonomies order by slug').all();
  const objects = results.map(({ sql, ...one }) => ({ ...one, sql: plain(sql) }));
  return { objects, taxonomies: taxonomies.results };
}

const plain = (sql: string | null) => sql?.replace(/\s+/g, ' ').toLowerCase() ?? null;

describe.each([{ quotes: false }, { quotes: true }])(
  'D1’s statement splitter, %o',
  ({ quotes }) => {
    test('splits all migrations as wrangler’s own splitter does', async () => {
      const { databases, dispose } = await openDatabases(['whole', 'split', 'cut']);
      const [whole, split, cut] = databases as [D1Database, D1Database, D1Database];
      try {
        await migrate(whole);
        for (const name of (await readdir(folder)).sort()) {
          const sql = await readFile(join(folder, name), 'utf8');
          await split.batch(unstable_splitSqlQuery(sql).map((one) => split.prepare(one)));
          const statements = splitAsServer(sql, { quotes }).map((one) => cut.prepare(one));
          await cut.batch(statements).catch((error: Error) => {
            const rule = 'no semicolon or apostrophe in comments, each trigger on one line';
            throw new Error(`${name}: ${error.message} (${rule}, BEGIN and END in capitals)`);
          });
        }
        const expected = await contents(split);
        expect(await contents(whole)).toEqual(expected);
        expect(await contents(cut)).toEqual(expected);
      } finally {
        await dispose();
      }
    });
  },
);

describe('the splitter', () => {
  const cut = (sql: string) => splitAsServer(sql, { quotes: true });
  const inner = "select raise(abort, 'a; b');";

  test('keeps a trigger of one line whole', () => {
    const trigger = `CREATE TRIGGER t before delete on audit BEGIN ${inner} ${inner} END`;
    expect(cut(`select 1; ${trigger}; select 2;`)).toEqual(['select 1', trigger, 'select 2']);
  });

  test.each([
    ['over several lines', `CREATE TRIGGER t before delete on audit\nBEGIN\n  ${inner}\nEND;`],
    ['in small letters', `create trigger t before delete on audit begin ${inner} end;`],
    [
      'with a CASE',
      `CREATE TRIGGER t before delete on audit BEGIN select case 1 when 1 then 2 end; ${inner} END;`,
    ],
  ])('cuts a trigger %s', (_, trigger) => {
    expect(cut(trigger).length).toBeGreaterThan(1);
  });
});
