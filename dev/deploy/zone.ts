/** Settings of the zone that no command of a deployment can set, for a person to look at. */
export const zoneChecklist = `Look at these settings of the zone once (dashboard, the zone's own menu):
  [ ] SSL/TLS → Edge Certificates: Always Use HTTPS is on.
  [ ] Scrape Shield: Email Address Obfuscation is off. It rewrites pages, and their policy blocks its script.
  [ ] Rules → Compression Rules: add application/atom+xml, application/feed+json and text/markdown.
  [ ] Security → Bots: a rule lets feed readers reach /feed.xml, /atom.xml, /feed.json and /api/ without a challenge.
  [ ] Security → Bots: Managed robots.txt is off. Web Analytics: automatic setup is off.
  [ ] Speed: Rocket Loader and other features that rewrite pages are off.`;

export const firstTick =
  'The first tick may come up to 15 minutes after a first deployment: until then feeds and sitemaps are built when somebody asks for them, and GET /editor/health says 503.';
