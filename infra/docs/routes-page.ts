import { type Access, type FunctionGrants, jobs, routes, unrouted } from '../../functions/routes.ts';
import { code, generatedNote, table } from './markdown.ts';

const callers: Readonly<Record<Access, string>> = {
  public: 'anyone',
  optional: 'anyone; members see more',
  user: 'who sends `X-Auth-Token` and `X-User-Id` that belong together',
  admin: 'an administrator who sends both',
};

/** `docs/routes.md`: what can be called, by whom, and what each function touches. */
export function routesPage(): string {
  const calls = routes.flatMap((route) =>
    route.calls.map((call, index) => [
      code(call),
      index === 0 ? route.summary : `as ${code(`${route.calls[0]}`)}`,
      callers[route.access],
      `${route.throttle.rate}, burst ${route.throttle.burst}`,
      code(route.handler),
    ]),
  );
  const functions = [
    ...routes.map((route) => touches(route.handler, 'the gateway', route)),
    touches(unrouted.handler, 'the gateway, where no route fits', unrouted),
    ...jobs.map((job) => touches(job.handler, job.startedBy, job)),
  ];
  return `# Routes and functions

${generatedNote('functions/routes.ts')}

## Calls

Requests per second are what the gateway lets through for all callers together; beyond it answers 429.

${table(['Call', 'What it does', 'Who may call', 'Requests per second', 'Function'], calls)}

Everything else reaches ${code(unrouted.handler)}: ${unrouted.summary}.

## Functions

Each function is one Lambda with a role of its own, which may touch what stands here and nothing else.

${table(['Function', 'Started by', 'Reads', 'Writes', 'Uses'], functions)}
`;
}

function touches(handler: string, startedBy: string, grants: FunctionGrants): string[] {
  const list = (names: readonly string[]) => names.map(code).join(', ');
  return [code(handler), startedBy, list(grants.reads), list(grants.writes), list(grants.uses)];
}
