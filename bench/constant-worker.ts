/** The baseline: one query, then a page that is always the same. */
export default {
  async fetch(_request, { DB, PAGE }) {
    await DB.prepare('select 1').all();
    return new Response(PAGE, { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
  },
} satisfies ExportedHandler<{ DB: D1Database; PAGE: string }>;
