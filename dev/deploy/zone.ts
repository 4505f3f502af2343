/** Settings of the zone that a deployment cannot change; a person checks them. */
export const zoneChecklist = `Check these settings of the zone once (dashboard, menu of the zone):
  [ ] SSL/TLS → Edge Certificates: Always Use HTTPS is on.
  [ ] Scrape Shield: Email Address Obfuscation is off. It rewrites pages, and their \
Content-Security-Policy blocks its script.
  [ ] Rules → Compression Rules: add application/atom+xml, application/feed+json, text/markdown and text/calendar.
  [ ] Security → Bots: a rule lets feed readers reach /feed.xml, /atom.xml, /feed.json, /events.ics, \
/api/ and /mcp without a challenge.
  [ ] Security → Bots: Managed robots.txt is off. Web Analytics: automatic setup is off.
  [ ] Speed: Rocket Loader and other features that rewrite pages are off.`;

export const firstTick =
  'The first tick may come up to 15 minutes after the first deployment. Until then feeds and sitemaps ' +
  'are built on demand, and GET /editor/health answers 503.';
