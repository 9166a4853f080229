import { defineConfig } from 'vitest/config';

/** What also has to hold with the engine that AWS gives away: the stores, a whole harvest, and where the engines differ. */
const withDynamodbLocal = [
  'test/dynamodb-local/**/*.test.ts',
  'test/functions/aws/{batches,engine,stores}.test.ts',
  'test/functions/jobs/{run-harvest,schedule-harvests}.test.ts',
];

const globalSetup = ['test/support/start-emulators.ts'];

/**
 * A file of tests is a process of its own, because a registry has its settings in the environment of its process.
 * `npm test` leaves out the table of faults, which takes a minute and a half: `npx vitest run --project faults`. CI runs both,
 * the project `dynamodb-local`, which needs Java, and `runtime`, which runs the bundles of `cdk synth` as Lambda does.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          globalSetup,
          include: ['test/**/*.test.ts'],
          exclude: ['test/faults/**', 'test/dynamodb-local/**', 'test/runtime/**'],
        },
      },
      { extends: true, test: { name: 'faults', globalSetup, include: ['test/faults/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'runtime',
          globalSetup: [...globalSetup, 'test/runtime/start-runtime.ts'],
          include: ['test/runtime/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'dynamodb-local',
          globalSetup: ['test/support/dynamodb-local/start-engines.ts'],
          include: withDynamodbLocal,
        },
      },
    ],
  },
});
