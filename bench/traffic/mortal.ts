/** A site that dies in the middle of what it does, and comes up again on what it left on the disk. */
import { type Local, type LocalOptions, startLocal } from '../../dev/local.ts';

export interface Mortal extends Local {
  /** Ends it as it is, whatever is under way, and starts it again. Who asks meanwhile waits. */
  die(): Promise<void>;
}

export async function startMortal(options: LocalOptions & { stateDir: string }): Promise<Mortal> {
  let local = await startLocal(options);
  let coming: Promise<void> = Promise.resolve();
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
      await coming;
      return local.fetch(path, init);
    },
    tick: async () => {
      await coming;
      await local.tick();
    },
    dispose: () => local.dispose(),
    die: () => {
      coming = local.dispose().then(async () => {
        local = await startLocal(options);
      });
      return coming;
    },
  };
}
