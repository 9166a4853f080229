import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../../functions/config.ts';
import { type FunctionGrants, routes } from '../../functions/routes.ts';
import { listVariables, localVariables } from '../function-environment.ts';
import type { RegistryFunctionDefinition } from '../registry-functions.ts';

/** How long a function may take and how much it is given. */
export interface FunctionSize {
  timeoutMs: number;
  /** MiB; a whole processor comes with 1769 (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
  memoryMiB: number;
  /** Beside the variables that it reads. */
  environment?: Readonly<Record<string, string>>;
}

/** What a {@link RegistryFunction} is made from. */
export interface RegistryFunctionProps {
  definition: RegistryFunctionDefinition;
  code: Code;
  size: FunctionSize;
  /** Values of all variables; the function gets those that it reads. */
  values: Environment;
  /** What its role may do, beside writing its log. */
  statements: PolicyStatement[];
  logRetentionDays: number;
  /** For a function that is called asynchronously: where an event goes that failed to the end. */
  failedEvents?: { queue: Queue; maxEventAge: Duration; retryAttempts: number };
}

/** What the names of a stack's functions begin with: they are named, so that one can be called without knowing its ARN. */
export function functionPrefix(stack: Stack): string {
  return `${stack.stackName}-`;
}

/** The right to call other functions behind the gateway, for one that hands calls over. */
export function invokeStatements(stack: Stack, grants: FunctionGrants): PolicyStatement[] {
  if (!grants.uses.includes('functions:invoke')) return [];
  const resources = routes.map(({ handler }) =>
    stack.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName(stack, handler),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  return [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources })];
}

/** One Lambda function with its log and a role of its own, which may do what `functions/routes.ts` says and nothing else. */
export class RegistryFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: RegistryFunctionProps) {
    super(scope, id);
    const { definition, failedEvents } = props;
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.#createRole(props, logGroup);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: functionName(Stack.of(this), definition.handler),
      description: definition.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: props.code,
      handler: 'index.handler',
      timeout: Duration.millis(props.size.timeoutMs),
      memorySize: props.size.memoryMiB,
      environment: {
        ...pickVariables(definition, props.values),
        ...props.size.environment,
      },
      // The role is complete from its creation, so that nothing that checks it can come too early.
      role: role.withoutPolicyUpdates(),
      logGroup,
      ...(isLoop(definition) && { recursiveLoop: RecursiveLoop.ALLOW }),
      ...(failedEvents && {
        deadLetterQueue: failedEvents.queue,
        maxEventAge: failedEvents.maxEventAge,
        retryAttempts: failedEvents.retryAttempts,
      }),
    });
  }

  #createRole(props: RegistryFunctionProps, logGroup: LogGroup): Role {
    const statements = [
      ...props.statements,
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ];
    if (props.failedEvents) {
      statements.push(
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.failedEvents.queue.queueArn] }),
      );
    }
    return new Role(this, 'Role', {
      description: `Of the function ${props.definition.handler}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { registry: new PolicyDocument({ statements }) },
    });
  }
}

/**
 * A worker that hands over to itself through the queue, slice by slice, is what Lambda takes for a runaway loop and stops
 * after about 16 turns: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
function isLoop({ grants }: RegistryFunctionDefinition): boolean {
  return grants.uses.includes('queue:consume') && grants.uses.includes('queue:send');
}

function functionName(stack: Stack, handler: string): string {
  return `${functionPrefix(stack)}${handler}`;
}

function pickVariables({ grants }: RegistryFunctionDefinition, values: Environment): Record<string, string> {
  const names = listVariables(grants).filter((name) => !localVariables.has(name));
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}
