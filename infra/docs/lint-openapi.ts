import { fileURLToPath } from 'node:url';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiPage } from './openapi-page.ts';

/** Beside the linter's strict recommendations. */
const rules = {
  // Reports are redirects: those calls have no answer of the two hundreds.
  'operation-2xx-response': 'off',
  'no-invalid-media-type-examples': 'error',
  'no-invalid-schema-examples': 'error',
} as const;

/** Checks the description of the API, as the code makes it now; tells by the exit code, too. Nothing is fetched. */
async function main(): Promise<void> {
  const config = await createConfig({ extends: ['recommended-strict'], rules });
  const absoluteRef = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
  const problems = await lintFromString({ source: openApiPage(), absoluteRef, config });
  for (const { severity, ruleId, message, location } of problems) {
    console.error(`${severity} ${ruleId} at ${location[0]?.pointer ?? '#/'}: ${message}`);
  }
  console.log(`docs/openapi.json: ${problems.length === 0 ? 'nothing to say' : `${problems.length} problems`}.`);
  if (problems.length > 0) process.exitCode = 1;
}

await main();
