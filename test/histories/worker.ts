/**
 * Two sites in one Worker, for tests only: one on which editors work, and a twin on which only what
 * readers may know is done. Both are the site as it is deployed, except for their clock and for where
 * their database and files are.
 */
import { createApp } from '../../src/app.ts';
import type { Env } from '../../src/config.ts';
import type { Act } from './acts.ts';
import { HistoryPlayer, type Site } from './history-player.ts';
import { readInitialState } from './initial-state.ts';
import type { TestSite } from './site.ts';

export { TestSite } from './site.ts';

interface TwoSites extends Env {
  SITES: DurableObjectNamespace<TestSite>;
}

const app = createApp({ clock: () => Date.now() });
let isOpen = false;

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname !== '/test/history') return app.fetch(request, env, ctx);
    const [site, twin] = ['site', 'twin'].map((name) => env.SITES.getByName(name)) as [Site, Site];
    if (!isOpen) {
      const initialState = await readInitialState(env.DB);
      await Promise.all([site.open(initialState, true), twin.open(initialState, false)]);
      isOpen = true;
    }
    await Promise.all([site.reset(), twin.reset()]);
    const { token, acts } = await request.json<{ token: string; acts: Act[] }>();
    return Response.json(await new HistoryPlayer(site, twin, token).play(acts));
  },
} satisfies ExportedHandler<TwoSites>;
