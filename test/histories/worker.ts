/**
 * Two sites in one Worker, for tests only: one in which editors do what they do, and one that is
 * told only of what readers may know. Both are the site as it is deployed, but for their clock and
 * for where their database and their files lie.
 */
import { createApp } from '../../src/app.ts';
import type { Env } from '../../src/config.ts';
import type { Act } from './acts.ts';
import { beginningOf } from './beginning.ts';
import { Play, type Site } from './play.ts';
import type { TestSite } from './site.ts';

export { TestSite } from './site.ts';

interface TwoSites extends Env {
  SITES: DurableObjectNamespace<TestSite>;
}

const app = createApp({ clock: () => Date.now() });
let opened = false;

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname !== '/test/history') return app.fetch(request, env, ctx);
    const [site, twin] = ['site', 'twin'].map((name) => env.SITES.getByName(name)) as [Site, Site];
    if (!opened) {
      const beginning = await beginningOf(env.DB);
      await Promise.all([site.open(beginning), twin.open(beginning)]);
      opened = true;
    }
    await Promise.all([site.reset(), twin.reset()]);
    const { token, acts } = await request.json<{ token: string; acts: Act[] }>();
    return Response.json(await new Play(site, twin, token).play(acts));
  },
} satisfies ExportedHandler<TwoSites>;
