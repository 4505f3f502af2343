/** Builds the Workers under test once for all test files. */
import type { TestProject } from 'vitest/node';
import { type Bundle, bundle } from '../dev/local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    deployed: Bundle;
    clocked: Bundle;
    histories: Bundle;
    edge: Bundle;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  const [deployed, clocked, histories, edge] = await Promise.all([
    bundle('src/worker.ts'),
    bundle('test/clocked-worker.ts'),
    bundle('test/histories/worker.ts'),
    bundle('dev/edge/worker.ts'),
  ]);
  project.provide('deployed', deployed);
  project.provide('clocked', clocked);
  project.provide('histories', histories);
  project.provide('edge', edge);
}
