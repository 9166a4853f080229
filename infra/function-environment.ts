import { tableVariable, type VariableName, variables } from '../functions/config.ts';
import type { FunctionGrants } from '../functions/routes.ts';

/** Variables that stand for something AWS has and a laptop has not, or the reverse: never set in the stack. */
export const localVariables: ReadonlySet<VariableName> = new Set([
  'SIGNING_KEY_FILE',
  'MAIL_OUTBOX',
  'DYNAMODB_ENDPOINT',
  'SQS_ENDPOINT',
  'S3_ENDPOINT',
  'LAMBDA_ENDPOINT',
  'ALLOW_PRIVATE_ADDRESSES',
  'DNS_SERVER',
  'ISO_SCHEMA_DIR',
]);

/**
 * The variables that a function reads, from what `functions/routes.ts` says it touches, in the order of `functions/config.ts`.
 * The stack sets those that are not {@link localVariables}; `docs/environment.md` lists them all.
 */
export function listVariables(grants: FunctionGrants): VariableName[] {
  const wanted = new Set<VariableName>(['LIMITS', 'LOG_LEVEL']);
  const add = (...names: VariableName[]) => {
    for (const name of names) wanted.add(name);
  };
  const touched = [...grants.reads, ...grants.writes];
  for (const table of touched) add(tableVariable(table));
  if (touched.length > 0) add('DYNAMODB_ENDPOINT');
  if (grants.uses.includes('signing-key')) add('SIGNING_KEY_SECRET', 'SIGNING_KEY_FILE');
  if (grants.uses.some((resource) => resource.startsWith('queue:'))) add('QUEUE_URL', 'SQS_ENDPOINT');
  if (grants.uses.some((resource) => resource.startsWith('bucket:'))) add('BUCKET', 'S3_ENDPOINT');
  if (grants.uses.includes('mail:send')) add('PUBLIC_URL', 'MAIL_FROM', 'MAIL_OUTBOX');
  if (grants.uses.includes('functions:invoke')) add('FUNCTION_PREFIX', 'LAMBDA_ENDPOINT');
  // Who takes messages from the queue is who goes out to providers.
  if (grants.uses.includes('queue:consume')) add('CONTACT_URL', 'ALLOW_PRIVATE_ADDRESSES', 'DNS_SERVER');
  if (grants.uses.includes('metrics')) add('METRICS_NAMESPACE');
  if (grants.uses.includes('validator')) add('ISO_SCHEMA_DIR');
  return (Object.keys(variables) as VariableName[]).filter((name) => wanted.has(name));
}
