/** A site that can be stopped in the middle of its work and started again from its files on disk. */
import { type Local, type LocalOptions, startLocal } from '../../dev/local.ts';

export interface RestartableSite extends Local {
  /** Stops the site at any moment, and starts it again. Requests wait until it is up. */
  crash(): Promise<void>;
}

export async function startRestartable(
  options: LocalOptions & { stateDir: string },
): Promise<RestartableSite> {
  let local = await startLocal(options);
  let starting: Promise<void> = Promise.resolve();
  return {
    get url() {
      return local.url;
    },
    get db() {
      return local.db;
    },
    get bucket() {
      return local.bucket;
    },
    fetch: async (path, init) => {
      await starting;
      return local.fetch(path, init);
    },
    tick: async () => {
      await starting;
      await local.tick();
    },
    dispose: () => local.dispose(),
    crash: () => {
      starting = local.dispose().then(async () => {
        local = await startLocal(options);
      });
      return starting;
    },
  };
}
