import { readFile } from 'node:fs/promises';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { tables } from '../../functions/aws/tables.ts';
import type { Environment } from '../../functions/config.ts';
import { tableVariable } from '../../functions/config.ts';
import { defaultLimits } from '../../functions/domain/limits.ts';
import { routes, type TableName, unrouted } from '../../functions/routes.ts';
import { createStores, emulatorClient } from '../../infra/local/create-stores.ts';
import { startGateway } from '../../infra/local/gateway.ts';
import { startLambdaEndpoint } from '../../infra/local/lambda-endpoint.ts';
import { startQueuePoller } from '../../infra/local/queue-poller.ts';
import { type Call, client } from '../support/client.ts';
import { checkAgainstDescription } from '../support/described-answers.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { type DeployedFunction, environmentOf } from './cloud-assembly.ts';
import { createLambda, type Lambda, type LambdaOptions } from './execution-environment.ts';
import { startSecretsEndpoint } from './secrets-endpoint.ts';

/** A registry whose functions are the bundles, each in a process of its own under the runtime client. */
export interface BundledRegistry {
  call: Call;
  /** What its functions find where their template names a resource. */
  values: Environment;
  /** Begins the names of its tables and of its bucket. */
  prefix: string;
  /** The one of a function that serves this registry. */
  lambda(handler: string): Lambda;
  /** Another one, with other settings. */
  createLambda(handler: string, options?: Partial<LambdaOptions>): Lambda;
}

/** The local registry and a second one of bundles: as many tables, with the same items, and the same signing key. */
export interface TwoRegistries {
  local: TestRegistry;
  bundled: BundledRegistry;
  /** Text of all that was seeded. */
  seeded: string;
  stop(): Promise<void>;
}

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:signing-key';

/** Starts both; `seed` writes into the first one's tables, which are then copied. */
export async function startTwoRegistries(seed: () => Promise<void>): Promise<TwoRegistries> {
  const functions = inject('functions');
  const endpoints = inject('endpoints');
  const local = await startTestRegistry({ workers: 1 });
  const stops: (() => unknown)[] = [local.stop];
  await seed();
  const prefix = `b${local.environment.BUCKET?.slice(1).replace(/data$/, '')}`;
  const values: Environment = {
    ...(await createStores({ endpoints, prefix, limits: defaultLimits })),
    SIGNING_KEY_SECRET: secretArn,
  };
  const seeded = await copyTables(endpoints.dynamodb, local.environment, values);
  const key = (await readFile(local.environment.SIGNING_KEY_FILE ?? '', 'utf8')).trim();
  const secrets = await startSecretsEndpoint(secretArn, key);
  stops.push(secrets.stop);

  const lambdas = new Map<string, Lambda>();
  const lambda = (handler: string) => {
    const known = lambdas.get(handler) ?? create(handler);
    lambdas.set(handler, known);
    return known;
  };
  const load = async (handler: string) => (event: unknown) => lambda(handler).invoke(event);
  const invoke = await startLambdaEndpoint({ load, prefix: 'registry-dev-', timeoutMs: 29_000 });
  stops.push(invoke.stop);
  // What the SDK itself reads in the place of AWS's own addresses; beside these, functions find what the stack gives them.
  const addresses = {
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_LAMBDA: invoke.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  };
  function create(handler: string, options: Partial<LambdaOptions> = {}): Lambda {
    const deployed = functions.find((one) => one.handler === handler) as DeployedFunction;
    const created = createLambda(deployed, {
      preload: inject('preload'),
      ...options,
      environment: {
        ...environmentOf(deployed, values),
        ...addresses,
        // The sources of tests are on this machine.
        ...(handler === 'run-harvest' && { ALLOW_PRIVATE_ADDRESSES: 'true' }),
        ...options.environment,
      },
    });
    stops.push(created.stop);
    return created;
  }

  const gateway = await startGateway({ routes, unrouted: unrouted.handler, load });
  const poller = startQueuePoller({
    endpoint: endpoints.sqs,
    queueUrl: values.QUEUE_URL ?? '',
    concurrency: 1,
    invoke: (event) => lambda('run-harvest').invoke(event),
  });
  stops.push(poller.stop, gateway.stop);
  const call = client(gateway.url, checkAgainstDescription);
  return {
    local,
    bundled: { call, values, prefix, lambda, createLambda: create },
    seeded,
    async stop() {
      for (const stop of stops.toReversed()) await stop();
    },
  };
}

/** @returns the text of all items */
async function copyTables(endpoint: string, from: Environment, to: Environment): Promise<string> {
  const dynamodb = new DynamoDBClient(emulatorClient(endpoint));
  const copied: unknown[] = [];
  for (const noun of Object.keys(tables) as TableName[]) {
    const variable = tableVariable(noun);
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: from[variable] }));
    for (const Item of Items) await dynamodb.send(new PutItemCommand({ TableName: to[variable], Item }));
    copied.push(Items);
  }
  dynamodb.destroy();
  return JSON.stringify(copied);
}
