/**
 * Two sites in one Worker, for tests only: one in which editors do what they do, and one that is
 * told only of what readers may know. Both are the site as it is deployed, but for their clock.
 */
import { createApp } from '../../src/app.ts';
import type { Env } from '../../src/config.ts';
import type { Act } from './acts.ts';
import { Play } from './play.ts';
import { TestSite } from './site.ts';

interface TwoSites extends Env {
  TWIN_DB: D1Database;
}

const app = createApp({ clock: () => Date.now() });
let sites: TestSite[] | null = null;

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname !== '/test/history') return app.fetch(request, env, ctx);
    if (!sites) {
      await copySetting(env.DB, env.TWIN_DB);
      sites = [new TestSite(env, env.DB), new TestSite(env, env.TWIN_DB)];
    }
    const [site, twin] = sites as [TestSite, TestSite];
    const { token, acts } = await request.json<{ token: string; acts: Act[] }>();
    site.files.clear();
    twin.files.clear();
    await Promise.all([empty(env.DB), empty(env.TWIN_DB)]);
    return Response.json(await new Play(site, twin, token).play(acts));
  },
} satisfies ExportedHandler<TwoSites>;

/** What both sites have from the beginning: their terms, and the people who may write. */
const setting = ['terms', 'taxonomies', 'editors', 'tokens'];

/** The audit is never deleted from, and readers never see it; `fresh` is empty after each batch. */
const kept = [...setting, 'audit', 'd1_migrations', 'fresh', 'fresh_words'];

async function copySetting(from: D1Database, to: D1Database): Promise<void> {
  for (const table of setting) {
    const { results } = await from.prepare(`select * from ${table}`).all();
    const insert = (row: Record<string, unknown>) => {
      const names = Object.keys(row);
      const places = names.map(() => '?').join();
      const statement = to.prepare(`insert into ${table} (${names.join()}) values (${places})`);
      return statement.bind(...Object.values(row));
    };
    await to.batch([to.prepare(`delete from ${table}`), ...results.map(insert)]);
  }
}

async function empty(db: D1Database): Promise<void> {
  const { results } = await db
    .prepare(
      "select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual')",
    )
    .all<{ name: string }>();
  const emptied = results.filter(
    ({ name }) => !kept.includes(name) && !/^(?:sqlite|_cf)_/.test(name),
  );
  await db.batch([
    db.prepare('pragma defer_foreign_keys = on'),
    ...emptied.map(({ name }) => db.prepare(`delete from ${name}`)),
    db.prepare('delete from sqlite_sequence'),
  ]);
}
