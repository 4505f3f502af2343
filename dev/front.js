/**
 * Worker in front of the site on this machine when the local edge is off. Never deployed. It passes
 * requests on; `GET /cdn-cgi/handler/scheduled` runs the scheduled handler once.
 */
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== '/cdn-cgi/handler/scheduled')
      return env.SITE.fetch(request);
    const headers = { 'Cache-Control': 'no-store' };
    try {
      const { outcome } = await env.SITE.scheduled({
        scheduledTime: new Date(),
        cron: '* * * * *',
      });
      return new Response(outcome, { status: outcome === 'ok' ? 200 : 500, headers });
    } catch (error) {
      return new Response(String(error), { status: 500, headers });
    }
  },
};
