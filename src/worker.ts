import { createApp } from './app.ts';
import type { Env } from './config.ts';
import { tick } from './jobs/tick.ts';

const app = createApp({ clock: () => Date.now() });

export default {
  fetch: app.fetch,
  scheduled: async (_event, env) => void (await tick(env, Date.now())),
} satisfies ExportedHandler<Env>;
