import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest files, which start first: otherwise one core would wait for them at the end. */
const longest = [
  'test/histories/',
  'test/faults.',
  'test/attack/two-persons.',
  'test/api/fuzz.',
  'test/pages/accessibility.',
  'test/edge/',
  'test/jobs/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((part) => moduleId.includes(part));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/setup.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Loading the platform costs two seconds of CPU: once a worker, not once a file.
    isolate: false,
  },
});
