import { createApp } from './app.ts';
import type { Env } from './config.ts';
import { tick } from './jobs/tick.ts';

const app = createApp({ clock: () => Date.now() });

export default {
  fetch: app.fetch,
  scheduled: (_event, env, ctx) => tick(env, Date.now(), ctx),
} satisfies ExportedHandler<Env>;
