import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Environment } from '../../functions/config.ts';
import { registryFunctions } from '../../infra/registry-functions.ts';

/** A function as `cdk synth` hands it to CloudFormation. */
export interface DeployedFunction {
  /** Name of its handler's file, as in `functions/routes.ts`. */
  handler: string;
  functionName: string;
  /** Folder of its asset. */
  folder: string;
  /** File and export, as in `index.handler`. */
  entry: string;
  timeoutMs: number;
  memoryMiB: number;
  /** As in the template: text, or a reference to a resource. */
  variables: Record<string, unknown>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Runs `cdk synth` into a folder, and returns every function of the template, in the order of `functions/routes.ts`. */
export async function synthesise(outdir: string): Promise<DeployedFunction[]> {
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  await run(process.execPath, [cdk, 'synth', '--quiet', '--output', outdir], { cwd: root, maxBuffer: 1e8 });
  const template = JSON.parse(await readFile(join(outdir, 'registry-dev.template.json'), 'utf8'));
  const resources: { Type: string; Properties: Properties; Metadata?: Record<string, string> }[] = Object.values(
    template.Resources,
  );
  const deployed = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties, Metadata }) => deployedFrom(Properties, join(outdir, Metadata?.['aws:asset:path'] ?? '')));
  return registryFunctions.map(({ handler }) => {
    const found = deployed.find((one) => one.handler === handler);
    if (!found) throw new Error(`The template has no function ${handler}.`);
    return found;
  });
}

interface Properties {
  FunctionName: string;
  Handler: string;
  Timeout: number;
  MemorySize: number;
  Environment?: { Variables: Record<string, unknown> };
}

function deployedFrom(properties: Properties, folder: string): DeployedFunction {
  return {
    handler: properties.FunctionName.replace(/^registry-dev-/, ''),
    functionName: properties.FunctionName,
    folder,
    entry: properties.Handler,
    timeoutMs: properties.Timeout * 1000,
    memoryMiB: properties.MemorySize,
    variables: properties.Environment?.Variables ?? {},
  };
}

/**
 * The variables of a function as its template has them; what refers to a resource gets its value from `values`.
 * @throws where `values` has none: the function would find none here that it finds on AWS
 */
export function environmentOf({ handler, variables }: DeployedFunction, values: Environment): Record<string, string> {
  const entries = Object.entries(variables).map(([name, said]) => {
    const value = typeof said === 'string' ? said : (values as Record<string, string>)[name];
    if (value === undefined) throw new Error(`${handler} has ${name}, which has no value here.`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** Bundles what stands in for the runtime client's native part; returns the file to load first. */
export async function bundlePreload(outdir: string): Promise<string> {
  await build({
    entryPoints: ['preload', 'native-client'].map((name) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))),
    outdir,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    platform: 'node',
    target: 'node24',
    bundle: true,
  });
  return join(outdir, 'preload.mjs');
}
