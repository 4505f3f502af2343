/** The built site, unchanged, with `ctx.cache` as it has it where the edge stands before it. */
import site from './site.js';

const behind = (ctx, { EDGE }) => ({
  waitUntil: (task) => ctx.waitUntil(task),
  passThroughOnException: () => ctx.passThroughOnException(),
  props: ctx.props,
  exports: ctx.exports,
  cache: {
    purge: (options) => EDGE.purge(options),
    invalidate: (options) => EDGE.invalidate(options),
  },
});

export default {
  fetch: (request, env, ctx) => site.fetch(request, env, behind(ctx, env)),
  scheduled: (event, env, ctx) => site.scheduled?.(event, env, behind(ctx, env)),
};
