import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          // test/embed runs in real browsers (web-test-runner.config.mjs).
          exclude: ['test/embed/**', 'test/e2e/**', 'test/fixtures/**', 'test/storage/mongo/**'],
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
