import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Vitest leaves one processor free; where there are two, that doubles the time of the whole run.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          // test/embed runs in real browsers (web-test-runner.config.mjs).
          exclude: ['test/embed/**', 'test/e2e/**', 'test/faults/**', 'test/fixtures/**', 'test/storage/mongo/**'],
          testTimeout: 15_000,
        },
      },
      {
        test: {
          name: 'mongo',
          include: ['test/storage/mongo/**/*.test.ts'],
          // Apart from the other tests, so that these need no server.
          globalSetup: 'test/support/mongo/global-setup.ts',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          // Each fault starts servers of its own and keeps them busy: one at a time.
          fileParallelism: false,
          testTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/mongo/global-setup.ts',
          // A browser, a server and a page per file: one file at a time on a small machine.
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
