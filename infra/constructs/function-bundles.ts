import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { RegistryFunctionDefinition } from '../registry-functions.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Packages in the old module format call require() at run time; an ESM bundle has none of its own.
const banner =
  "import{createRequire as createRequireForBundle}from'node:module';const require=createRequireForBundle(import.meta.url);";

/** How each function is bundled. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: banner },
  alias: { '@aws-sdk/credential-provider-node': join(root, 'infra', 'constructs', 'lambda-credentials.ts') },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles all functions in one run of esbuild, each into a folder with one `index.mjs` that holds everything, the AWS SDK too.
 * With the context `aws:cdk:bundling-stacks: []` nothing is bundled, for tests that only look at the template.
 */
export function bundleFunctions(
  stack: Stack,
  functions: readonly RegistryFunctionDefinition[],
): (handler: string) => Code {
  if (!stack.bundlingRequired) return () => Code.fromInline('// not bundled');
  const outdir = join(Stage.of(stack)?.outdir ?? 'cdk.out', 'bundles');
  buildSync({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      functions.map(({ folder, handler }) => [`${handler}/index`, join(root, 'functions', folder, `${handler}.ts`)]),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
  });
  return (handler) => Code.fromAsset(join(outdir, handler));
}
