import { defineConfig } from 'vitest/config';

/**
 * A file of tests is a process of its own, because a registry has its settings in the environment of its process.
 * `npm test` leaves out the table of faults, which takes a minute and a half: `npx vitest run --project faults`. CI runs both.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/support/start-emulators.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/faults/**'] } },
      { extends: true, test: { name: 'faults', include: ['test/faults/**/*.test.ts'] } },
    ],
  },
});
