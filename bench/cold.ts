import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Environment } from '../functions/config.ts';
import { defaultLimits } from '../functions/domain/limits.ts';
import { routes, unrouted } from '../functions/routes.ts';
import { bundleOptions } from '../infra/constructs/function-bundles.ts';
import { scheduledEvent } from '../infra/local/clock.ts';
import { createStores } from '../infra/local/create-stores.ts';
import { startEmulators } from '../infra/local/emulators.ts';
import { startGateway } from '../infra/local/gateway.ts';
import { bundlePreload, type DeployedFunction, environmentOf, synthesise } from '../test/runtime/cloud-assembly.ts';
import { createLambda } from '../test/runtime/execution-environment.ts';
import { startSecretsEndpoint } from '../test/runtime/secrets-endpoint.ts';
import { median, numberOption, printTable, spread } from './support/figures.ts';
import { processorSeconds } from './support/processor-time.ts';

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:signing-key';

/** A login's answer waits for its time on purpose. */
const LIMITS = JSON.stringify({ loginAnswerMs: 0 });

/** What a Lambda function is that does nothing: the client of DynamoDB is loaded and made, and not used. */
const emptyHandler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export const client = new DynamoDBClient({});
export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' });
`;

/**
 * `npm run bench -- cold [--turns N] [--only name]`: of every function, the size of its bundle and the time from its
 * process's start to its first answer under Lambda's runtime client, in turn with an empty handler.
 */
export async function run(args: string[]): Promise<void> {
  const turns = numberOption(args, 'turns', 5);
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'registry-cold-'));
  const emulators = await startEmulators();
  const secrets = await startSecretsEndpoint(secretArn, 'a key of forty-eight bytes for a benchmark only!');
  try {
    const stores = await createStores({ endpoints: emulators.endpoints, prefix: '', limits: defaultLimits });
    const { dynamodb, s3, sqs } = emulators.endpoints;
    const addresses = {
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_ENDPOINT_URL_S3: s3,
      AWS_ENDPOINT_URL_SQS: sqs,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    };
    const functions = await synthesise(join(folder, 'cdk.out'));
    const bench: Bench = {
      preload: await bundlePreload(join(folder, 'preload')),
      values: { ...stores, SIGNING_KEY_SECRET: secretArn },
      addresses,
    };
    const empty = { ...functions[0], handler: 'empty', folder: await bundleEmpty(folder) } as DeployedFunction;
    const rows = [];
    for (const deployed of functions.filter(({ handler }) => !only || handler === only)) {
      rows.push(await measure(deployed, { empty, turns, bench }));
    }
    printTable(rows);
  } finally {
    await secrets.stop();
    await emulators.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bench {
  preload: string;
  values: Environment;
  addresses: Record<string, string>;
}

async function measure(
  deployed: DeployedFunction,
  { empty, turns, bench }: { empty: DeployedFunction; turns: number; bench: Bench },
): Promise<Record<string, string | number>> {
  const own: FirstAnswer[] = [];
  const reference: FirstAnswer[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    reference.push(await firstAnswer(empty, deployed.handler, bench));
    own.push(await firstAnswer(deployed, deployed.handler, bench));
  }
  const { size } = await stat(join(deployed.folder, 'index.mjs'));
  return {
    function: deployed.handler,
    'size, KB': Math.round(size / 1000),
    'first answer, ms': spread(
      own.map(({ ms }) => ms),
      0,
    ),
    'empty, ms': spread(
      reference.map(({ ms }) => ms),
      0,
    ),
    ratio: ratioOf(own, reference, 'ms'),
    'processor, ms': spread(
      own.map(({ processorMs }) => processorMs),
      0,
    ),
    'empty, processor ms': spread(
      reference.map(({ processorMs }) => processorMs),
      0,
    ),
    'ratio of processor time': ratioOf(own, reference, 'processorMs'),
  };
}

/** From a process's start to its first answer. Time of the processor suffers less from other work on the machine. */
interface FirstAnswer {
  ms: number;
  processorMs: number;
}

/** Of the medians. */
function ratioOf(own: FirstAnswer[], reference: FirstAnswer[], figure: keyof FirstAnswer): string {
  return (median(own.map((one) => one[figure])) / median(reference.map((one) => one[figure]))).toFixed(2);
}

/** Starts a process for one event, the first call of `handler`, and ends it. */
async function firstAnswer(deployed: DeployedFunction, handler: string, bench: Bench): Promise<FirstAnswer> {
  const environment = { ...environmentOf(deployed, bench.values), ...bench.addresses, LIMITS, LOG_LEVEL: 'error' };
  const lambda = createLambda(deployed, { preload: bench.preload, environment });
  try {
    const call = routes.find((route) => route.handler === handler)?.calls[0];
    if (handler === 'run-harvest') await lambda.invoke({ Records: [] });
    else if (handler === 'schedule-harvests') await lambda.invoke(scheduledEvent(new Date()));
    else await callOnce(call ?? 'GET /nothing', async () => (event) => lambda.invoke(event));
    const coldStart = lambda.coldStart();
    if (!coldStart) throw new Error(`${deployed.handler} did not answer: ${lambda.output()}`);
    return { ms: coldStart.firstAnswerMs, processorMs: processorSeconds(coldStart.pid) * 1000 };
  } finally {
    await lambda.stop();
  }
}

/** Any answer but a failure counts, such as 404 for an id that nobody has. */
async function callOnce(call: string, load: Parameters<typeof startGateway>[0]['load']): Promise<void> {
  const gateway = await startGateway({ routes, unrouted: unrouted.handler, load });
  const [method = '', path = ''] = call.split(' ');
  try {
    const { status } = await fetch(gateway.url + path.replace(/\{\w+\}/g, 'nobodys2222222222'), { method });
    if (status >= 500) throw new Error(`${call} answered ${status}.`);
  } finally {
    await gateway.stop();
  }
}

async function bundleEmpty(folder: string): Promise<string> {
  const outdir = join(folder, 'empty');
  buildSync({
    ...bundleOptions,
    stdin: { contents: emptyHandler, resolveDir: import.meta.dirname },
    outfile: join(outdir, 'index.mjs'),
  });
  return outdir;
}
