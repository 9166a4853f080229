import { defineConfig } from 'vitest/config';

/** A file of tests is a process of its own, because a registry has its settings in the environment of its process. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/start-emulators.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
