import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Environment } from '../functions/config.ts';
import { defaultLimits, type Limits } from '../functions/domain/limits.ts';
import { metricsNamespace } from '../functions/metrics.ts';
import { bundleFunctions } from './constructs/function-bundles.ts';
import { HarvestQueue } from './constructs/harvest-queue.ts';
import { mailStatements } from './constructs/mail-statements.ts';
import { RegistryAlarms } from './constructs/registry-alarms.ts';
import { RegistryBucket } from './constructs/registry-bucket.ts';
import { RegistryDashboard } from './constructs/registry-dashboard.ts';
import {
  type FunctionSize,
  functionPrefix,
  invokeStatements,
  RegistryFunction,
} from './constructs/registry-function.ts';
import { RegistryGateway } from './constructs/registry-gateway.ts';
import { RegistryMetrics } from './constructs/registry-metrics.ts';
import { RegistryTables } from './constructs/registry-tables.ts';
import { SigningKey } from './constructs/signing-key.ts';
import { operatorOutput } from './ops/target.ts';
import { registryFunctions } from './registry-functions.ts';
import type { Settings } from './settings.ts';
import { workerEnvironment } from './worker-options.ts';

/** The whole registry of one stage, in one stack. */
export class RegistryStack extends Stack {
  readonly #settings: Settings;
  readonly #limits: Limits;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      env: { region: settings.region },
      description: `Harvest registry, ${settings.stage}`,
      terminationProtection: settings.keepsData,
      tags: { project: 'harvest-registry', stage: settings.stage },
    });
    this.#settings = settings;
    this.#limits = { ...defaultLimits, ...settings.limits };
    const { keepsData } = settings;
    const queue = new HarvestQueue(this, 'Queue', { limits: this.#limits, keepsData });
    const resources = [
      new RegistryTables(this, 'Tables', { keepsData }),
      queue,
      new RegistryBucket(this, 'Bucket', { keepsData }),
      new SigningKey(this, 'SigningKey', { keepsData }),
    ];
    const missedTicks = this.#createMissedTicks();
    const lambdas = this.#createFunctions(resources, missedTicks);
    const lambdaOf = (handler: string) => {
      const lambda = lambdas.get(handler);
      if (!lambda) throw new Error(`There is no function ${handler}.`);
      return lambda;
    };
    const { logRetentionDays, alarmMail: mail } = settings;
    const gateway = new RegistryGateway(this, 'Gateway', { lambdaOf, logRetentionDays });
    this.#startWorker(queue, lambdaOf('run-harvest'));
    this.#startSchedule(lambdaOf('schedule-harvests'), missedTicks);
    const watched = {
      metrics: new RegistryMetrics(settings.stage),
      api: gateway.api,
      worker: lambdaOf('run-harvest'),
      deadLetters: queue.deadLetters,
    };
    new RegistryDashboard(this, 'Dashboard', { ...watched, name: this.stackName, queue: queue.queue });
    new RegistryAlarms(this, 'Alarms', {
      ...watched,
      schedule: lambdaOf('schedule-harvests'),
      missedTicks,
      scheduleEveryMs: this.#limits.scheduleEveryMs,
      mail,
    });
    this.#addOutputs(gateway.url, Object.assign({}, ...resources.map((resource) => resource.values)));
  }

  #createFunctions(
    resources: readonly (RegistryTables | HarvestQueue | RegistryBucket | SigningKey)[],
    missedTicks: Queue,
  ): Map<string, LambdaFunction> {
    const codeOf = bundleFunctions(this, registryFunctions);
    const values: Environment = Object.assign(this.#listValues(), ...resources.map((resource) => resource.values));
    return new Map(
      registryFunctions.map((definition) => {
        const { lambda } = new RegistryFunction(this, definition.handler, {
          definition,
          code: codeOf(definition.handler),
          size: this.#sizeOf(definition.handler),
          values,
          statements: [
            ...resources.flatMap((resource) => resource.statementsFor(definition.grants)),
            ...invokeStatements(this, definition.grants),
            ...mailStatements(this, definition.grants, this.#settings.mailFrom),
          ],
          logRetentionDays: this.#settings.logRetentionDays,
          // A tick that is older than a period is of no use: the next one finds the same and more.
          ...(definition.handler === 'schedule-harvests' && {
            failedEvents: {
              queue: missedTicks,
              maxEventAge: Duration.millis(this.#limits.scheduleEveryMs),
              retryAttempts: 1,
            },
          }),
        });
        return [definition.handler, lambda];
      }),
    );
  }

  /** Values of the variables that do not come from a resource. */
  #listValues(): Environment {
    const { contactUrl, logLevel, limits, publicUrl, mailFrom, stage } = this.#settings;
    return {
      CONTACT_URL: contactUrl,
      FUNCTION_PREFIX: functionPrefix(this),
      LOG_LEVEL: logLevel,
      METRICS_NAMESPACE: metricsNamespace(stage),
      ...(publicUrl && { PUBLIC_URL: publicUrl }),
      ...(mailFrom && { MAIL_FROM: mailFrom }),
      ...(Object.keys(limits).length > 0 && { LIMITS: JSON.stringify(limits) }),
    };
  }

  #sizeOf(handler: string): FunctionSize {
    switch (handler) {
      case 'run-harvest':
        return { timeoutMs: this.#limits.workerTimeoutMs, memoryMiB: 1769, environment: workerEnvironment };
      case 'schedule-harvests':
        return { timeoutMs: 120_000, memoryMiB: 512 };
      case 'validate-document':
        // As much as the worker, which reads the same documents.
        return { timeoutMs: 29_000, memoryMiB: 1769 };
      case 'login':
      case 'register-user':
      case 'change-password':
      case 'change-email':
      case 'confirm-password-reset':
        // A password costs 32 MiB and 80 ms of a whole processor; two may be under way.
        return { timeoutMs: 29_000, memoryMiB: 1769 };
      default:
        // The gateway gives up after 30 s; a function that ends before can still say so in its log.
        return { timeoutMs: 29_000, memoryMiB: 512 };
    }
  }

  #createMissedTicks(): Queue {
    // EventBridge and Lambda put failed events into standard queues only.
    return new Queue(this, 'MissedTicks', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #startWorker(queue: HarvestQueue, worker: LambdaFunction): void {
    new EventSourceMapping(this, 'WorkerSource', {
      target: worker,
      eventSourceArn: queue.queue.queueArn,
      batchSize: 1,
      maxConcurrency: this.#settings.workersAtOnce,
      reportBatchItemFailures: true,
    });
  }

  #startSchedule(schedule: LambdaFunction, missedTicks: Queue): void {
    const every = Duration.millis(this.#limits.scheduleEveryMs);
    new Rule(this, 'Schedule', {
      description: 'Starts what is due and rescues what is stuck',
      schedule: Schedule.rate(every),
      targets: [new LambdaTarget(schedule, { deadLetterQueue: missedTicks, maxEventAge: every, retryAttempts: 2 })],
    });
  }

  #addOutputs(url: string, values: Environment): void {
    new CfnOutput(this, 'Url', { value: url, description: 'Where the registry answers' });
    const { publicUrl, mailFrom, limits } = this.#settings;
    const plain = {
      ...(mailFrom && { MAIL_FROM: mailFrom }),
      ...(Object.keys(limits).length > 0 && { LIMITS: JSON.stringify(limits) }),
    };
    const encoded = Object.entries(plain).map(([name, value]) => [name, encodeURIComponent(value)] as const);
    new CfnOutput(this, operatorOutput, {
      value: [...Object.entries(values), ...encoded, ['PUBLIC_URL', publicUrl || url] as const]
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      description: "Variables for the operator's command line",
    });
  }
}
