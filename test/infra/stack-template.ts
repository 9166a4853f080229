import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeFindings } from '../../infra/acknowledge-findings.ts';
import { RegistryStack } from '../../infra/registry-stack.ts';
import { type Context, readSettings } from '../../infra/settings.ts';

/** A resource of the template, with `Ref`, `Fn::GetAtt` and `Fn::Join` written out as text: `TablesusersAB12CD34.Arn`. */
export interface TemplateResource {
  id: string;
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation takes
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
}

/** A statement of a policy, flattened to its parts. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Principal?: unknown;
  Condition?: unknown;
}

/** The stack as CloudFormation gets it. */
export interface StackTemplate {
  stack: RegistryStack;
  resources: TemplateResource[];
  ofType(type: string): TemplateResource[];
}

const flags = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context as Context;

/** Synthesises the stack with the flags of cdk.json, without bundling the functions. */
export function synthesiseStack(context: Context = {}): StackTemplate {
  const { app, stack, outdir } = createStack(context);
  try {
    const { template } = app.synth().getStackByName(stack.stackName);
    const resources = Object.entries(template.Resources as Record<string, object>).map(
      ([id, resource]) => ({ id, ...(flatten(resource) as object) }) as TemplateResource,
    );
    return { stack, resources, ofType: (type) => resources.filter((resource) => resource.Type === type) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What the AwsSolutions rules find in the stack: `rule at path`, sorted. */
export function listFindings(options: { acknowledged: boolean }): string[] {
  const { app, stack, outdir } = createStack({});
  if (options.acknowledged) acknowledgeFindings(stack);
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  rmSync(outdir, { recursive: true, force: true });
  return violations
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map((resource) => `${ruleName} at ${resource.constructPath ?? resource.resourceLogicalId}`),
    )
    .sort();
}

/** The statements of a policy document, with lists where a single value may stand. */
export function statementsOf(document: { Statement: Record<string, unknown>[] }): Statement[] {
  return document.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat(),
    Resource: [statement.Resource].flat(),
  })) as Statement[];
}

function createStack(context: Context) {
  const outdir = mkdtempSync(join(tmpdir(), 'registry-stack-'));
  const app = new App({ outdir, context: { ...flags, 'aws:cdk:bundling-stacks': [], ...context } });
  const settings = readSettings(app.node.getAllContext());
  return { app, outdir, stack: new RegistryStack(app, `registry-${settings.stage}`, settings) };
}

function flatten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flatten);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && key === 'Ref') return argument;
  if (others.length === 0 && key === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (others.length === 0 && key === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(flatten).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, flatten(part)]));
}
