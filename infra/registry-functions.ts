import { type FunctionGrants, jobs, routes, unrouted } from '../functions/routes.ts';

/** A Lambda function as the infrastructure sees it. */
export interface RegistryFunctionDefinition {
  /** Name of the handler's file, without `.ts`; also the function's name in the stack. */
  handler: string;
  /** Folder of `functions/` that holds the file. */
  folder: 'api' | 'jobs';
  grants: FunctionGrants;
  summary: string;
}

/** Every function of `functions/routes.ts`, those behind the gateway first. */
export const registryFunctions: readonly RegistryFunctionDefinition[] = [
  ...routes.map((route) => ({ handler: route.handler, folder: 'api' as const, grants: route, summary: route.summary })),
  { handler: unrouted.handler, folder: 'api', grants: unrouted, summary: unrouted.summary },
  ...jobs.map((job) => ({ handler: job.handler, folder: 'jobs' as const, grants: job, summary: job.summary })),
];
