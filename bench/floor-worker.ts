/**
 * The floors that the site is measured beside: answers of the same size, for the least work that they can
 * take. `/page/NAME` is one query and constant bytes; `/file/NAME` is constant bytes out of R2;
 * `/search` is one full-text query for twenty rows.
 */
interface Bindings {
  DB: D1Database;
  FILES: R2Bucket;
  /** The constant answers by their names. */
  PAGES: Record<string, string>;
}

const found = `select rowid, title, substr(body, 1, 2000) as text
  from texts where texts match ? order by rowid limit 20`;

export default {
  async fetch(request, { DB, FILES, PAGES }) {
    const [, kind, name = ''] = new URL(request.url).pathname.split('/');
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    if (kind === 'file') {
      const object = await FILES.get(decodeURIComponent(name));
      return new Response(object?.body ?? null, { status: object ? 200 : 404, headers });
    }
    if (kind === 'search') {
      const { results } = await DB.prepare(found).bind('"the"').all<Record<string, unknown>>();
      return new Response(results.map(({ title, text }) => `<li>${title} ${text}`).join(''), {
        headers,
      });
    }
    await DB.prepare('select 1').all();
    return new Response(PAGES[decodeURIComponent(name)], { headers });
  },
} satisfies ExportedHandler<Bindings>;
