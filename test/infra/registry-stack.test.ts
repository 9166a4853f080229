import { describe, expect, it } from 'vitest';
import { tables } from '../../functions/aws/tables.ts';
import { tableVariable } from '../../functions/config.ts';
import { metricNames } from '../../functions/metrics.ts';
import { type FunctionGrants, routes, type TableName } from '../../functions/routes.ts';
import { registryFunctions } from '../../infra/registry-functions.ts';
import { type Statement, statementsOf, synthesiseStack, type TemplateResource } from './stack-template.ts';

const dev = synthesiseStack();
const production = synthesiseStack({ stage: 'production', alarmMail: 'operator@example.org' });
const tableNames = Object.keys(tables) as TableName[];

function only(resources: TemplateResource[]): TemplateResource {
  expect(resources).toHaveLength(1);
  return resources[0] as TemplateResource;
}

function tableOf(name: TableName): TemplateResource {
  return only(dev.ofType('AWS::DynamoDB::Table').filter(({ id }) => id.slice(0, -8) === `Tables${name}`));
}

function lambdaOf(handler: string): TemplateResource {
  const lambdas = dev.ofType('AWS::Lambda::Function');
  return only(lambdas.filter(({ Properties }) => Properties.FunctionName === `registry-dev-${handler}`));
}

function roleOf(handler: string): TemplateResource {
  const roleId = lambdaOf(handler).Properties.Role.replace(/\.Arn$/, '');
  return only(dev.ofType('AWS::IAM::Role').filter(({ id }) => id === roleId));
}

function rightsOf(handler: string): string[] {
  const policies = roleOf(handler).Properties.Policies as {
    PolicyDocument: { Statement: Record<string, unknown>[] };
  }[];
  return policies
    .flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument))
    .flatMap(({ Effect, Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${Effect} ${action} ${resource}`)),
    );
}

const queue = only(dev.ofType('AWS::SQS::Queue').filter(({ id }) => id.startsWith('QueueHarvests')));
const deadLetters = only(dev.ofType('AWS::SQS::Queue').filter(({ id }) => id.startsWith('QueueDeadLetters')));
const missedTicks = only(dev.ofType('AWS::SQS::Queue').filter(({ id }) => id.startsWith('MissedTicks')));
const bucket = only(dev.ofType('AWS::S3::Bucket'));
const secret = only(dev.ofType('AWS::SecretsManager::Secret'));

/** The rights that a row of routes.ts stands for, written down a second time. */
function expectedRights(handler: string, { reads, writes, uses }: FunctionGrants): string[] {
  const on = (resource: string, actions: string) => actions.split(' ').map((action) => `Allow ${action} ${resource}`);
  const rights = [
    ...on(`${lambdaOf(handler).Properties.LoggingConfig.LogGroup}.Arn`, 'logs:CreateLogStream logs:PutLogEvents'),
  ];
  for (const name of reads) {
    const arn = `${tableOf(name).id}.Arn`;
    rights.push(...on(arn, 'dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query'));
    if (name === 'harvests' || name === 'organizations') rights.push(...on(arn, 'dynamodb:Scan'));
    for (const index of tables[name].indexes) rights.push(...on(`${arn}/index/${index.name}`, 'dynamodb:Query'));
  }
  const write = 'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem';
  for (const name of writes) rights.push(...on(`${tableOf(name).id}.Arn`, write));
  for (const use of uses) {
    const [kind, verb, prefix] = use.split(':');
    const objects = `${bucket.id}.Arn/${prefix}/*`;
    if (use === 'signing-key') rights.push(...on(secret.id, 'secretsmanager:GetSecretValue'));
    else if (use === 'queue:send') rights.push(...on(`${queue.id}.Arn`, 'sqs:SendMessage'));
    else if (use === 'queue:consume') {
      const consume = 'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes sqs:ChangeMessageVisibility';
      rights.push(...on(`${queue.id}.Arn`, consume));
    } else if (use === 'functions:invoke') {
      const arn = (route: string) => `arn:aws:lambda:us-east-1:AWS::AccountId:function:registry-dev-${route}`;
      rights.push(...routes.flatMap((route) => on(arn(route.handler), 'lambda:InvokeFunction')));
    } else if (use === 'validator' || use === 'metrics') continue;
    else if (use === 'mail:send')
      continue; // its sender is a setting, see below
    else if (kind === 'bucket' && verb === 'write') rights.push(...on(objects, 's3:PutObject s3:DeleteObject'));
    else if (kind === 'bucket') rights.push(...on(objects, 's3:GetObject'), ...on(`${bucket.id}.Arn`, 's3:ListBucket'));
    else throw new Error(`This test does not know ${use}.`);
  }
  if (handler === 'schedule-harvests') rights.push(...on(`${missedTicks.id}.Arn`, 'sqs:SendMessage'));
  return rights;
}

describe('what a function may do', () => {
  it.each(registryFunctions)(
    '$handler may do what its row of routes.ts says, and nothing else',
    ({ handler, grants }) => {
      expect(new Set(rightsOf(handler))).toEqual(new Set(expectedRights(handler, grants)));
    },
  );

  it.each(registryFunctions)('$handler touches the tables that it names, and no other', ({ handler, grants }) => {
    const touched = tableNames.filter((name) => rightsOf(handler).some((right) => right.includes(tableOf(name).id)));
    expect(touched).toEqual(tableNames.filter((name) => [...grants.reads, ...grants.writes].includes(name)));
  });

  it('has one role for each function, without policies from elsewhere', () => {
    const roles = registryFunctions.map(({ handler }) => roleOf(handler));
    expect(new Set(roles.map(({ id }) => id)).size).toBe(registryFunctions.length);
    expect(dev.ofType('AWS::IAM::Role')).toHaveLength(registryFunctions.length);
    expect(roles.filter(({ Properties }) => Properties.ManagedPolicyArns)).toEqual([]);
    expect(dev.ofType('AWS::IAM::Policy')).toEqual([]);
    expect(dev.ofType('AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  it('allows no action and no resource by wildcard, except the objects below a prefix', () => {
    const wildcards = registryFunctions
      .flatMap(({ handler }) => rightsOf(handler))
      .filter(
        (right) =>
          right.includes('*') && !/^Allow s3:\w+ \w+\.Arn\/(documents|plans|manifests|reports)\/\*$/.test(right),
      );
    expect(wildcards).toEqual([]);
  });

  it.each(registryFunctions)('$handler gets the variables that it reads, and no other', ({ handler, grants }) => {
    const { uses } = grants;
    const expected = [
      'LOG_LEVEL',
      ...[...grants.reads, ...grants.writes].map(tableVariable),
      ...(uses.includes('signing-key') ? ['SIGNING_KEY_SECRET'] : []),
      ...(uses.some((use) => use.startsWith('queue:')) ? ['QUEUE_URL'] : []),
      ...(uses.some((use) => use.startsWith('bucket:')) ? ['BUCKET'] : []),
      ...(uses.includes('functions:invoke') ? ['FUNCTION_PREFIX'] : []),
      ...(uses.includes('metrics') ? ['METRICS_NAMESPACE'] : []),
      ...(uses.includes('queue:consume') ? ['CONTACT_URL', 'MALLOC_ARENA_MAX', 'NODE_OPTIONS'] : []),
    ];
    const { Variables } = lambdaOf(handler).Properties.Environment;
    expect(Object.keys(Variables).sort()).toEqual([...new Set(expected)].sort());
    for (const name of [...grants.reads, ...grants.writes]) {
      expect(Variables[tableVariable(name)]).toBe(tableOf(name).id);
    }
  });

  it('lets those send mail who do, as the sender that a deployment names and as nobody else', () => {
    const mailing = synthesiseStack({ mailFrom: 'registry@example.org', publicUrl: 'https://registry.example.org' });
    const senders = registryFunctions.filter(({ grants }) => grants.uses.includes('mail:send'));
    expect(senders.map(({ handler }) => handler)).toContain('register-user');
    const lambdas = mailing.ofType('AWS::Lambda::Function');
    const roles = mailing.ofType('AWS::IAM::Role');
    for (const { handler, grants } of registryFunctions) {
      const isSender = grants.uses.includes('mail:send');
      const { Properties } = only(lambdas.filter((one) => one.Properties.FunctionName === `registry-dev-${handler}`));
      const { MAIL_FROM, PUBLIC_URL } = Properties.Environment.Variables;
      const expected = isSender ? ['registry@example.org', 'https://registry.example.org'] : [undefined, undefined];
      expect([handler, MAIL_FROM, PUBLIC_URL]).toEqual([handler, ...expected]);
      const role = only(roles.filter(({ id }) => id === Properties.Role.replace(/\.Arn$/, '')));
      const policies = role.Properties.Policies as { PolicyDocument: { Statement: Record<string, unknown>[] } }[];
      const statements = policies
        .flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument))
        .filter(({ Action }) => Action.some((action) => action.startsWith('ses:')));
      const identity = (name: string) => `arn:aws:ses:us-east-1:AWS::AccountId:identity/${name}`;
      const statement = {
        Effect: 'Allow',
        Action: ['ses:SendEmail'],
        Resource: [identity('example.org'), identity('registry@example.org')],
        Condition: { StringEquals: { 'ses:FromAddress': 'registry@example.org' } },
      };
      expect(statements).toEqual(isSender ? [statement] : []);
    }
  });

  it('passes limits on to every function, where a deployment changes some', () => {
    const changed = synthesiseStack({ limits: { connectionsPerHost: 4 } });
    const values = changed
      .ofType('AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Environment.Variables.LIMITS);
    expect(new Set(values)).toEqual(new Set(['{"connectionsPerHost":4}']));
  });
});

describe('functions', () => {
  it('run on arm64 and Node 24, each with its log', () => {
    const lambdas = dev.ofType('AWS::Lambda::Function');
    expect(lambdas).toHaveLength(registryFunctions.length);
    for (const { Properties } of lambdas) {
      expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' });
      expect(dev.ofType('AWS::Logs::LogGroup').map(({ id }) => id)).toContain(Properties.LoggingConfig.LogGroup);
    }
  });

  it('keep their logs for a time', () => {
    const retention = (template: typeof dev) =>
      new Set(template.ofType('AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays));
    expect(retention(dev)).toEqual(new Set([30]));
    expect(retention(production)).toEqual(new Set([365]));
    expect(dev.ofType('AWS::Logs::LogGroup')).toHaveLength(registryFunctions.length + 1);
  });

  it('reserve nothing of the concurrency of the account: the cap of the worker is its event source', () => {
    const reserved = dev
      .ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined);
    expect(reserved).toEqual([]);
    const mappings = [dev, production].map((template) => only(template.ofType('AWS::Lambda::EventSourceMapping')));
    expect(mappings.map(({ Properties }) => Properties.ScalingConfig)).toEqual([
      { MaximumConcurrency: 5 },
      { MaximumConcurrency: 20 },
    ]);
  });

  it('are stopped by loop detection, except the worker that sends itself its next slice', () => {
    const allowed = dev
      .ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.RecursiveLoop === 'Allow');
    expect(allowed.map(({ id }) => id)).toEqual([lambdaOf('run-harvest').id]);
  });
});

describe('tables', () => {
  it.each(tableNames)('%s has the keys and indexes of tables.ts, on demand', (name) => {
    const { Properties } = tableOf(name);
    const { partitionKey, sortKey, ttlAttribute, indexes } = tables[name];
    const schema = (hash: string, range?: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      ...(range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
    ];
    expect(Properties.KeySchema).toEqual(schema(partitionKey, sortKey));
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Properties.TimeToLiveSpecification).toEqual(
      ttlAttribute ? { AttributeName: ttlAttribute, Enabled: true } : undefined,
    );
    expect(Properties.GlobalSecondaryIndexes ?? []).toEqual(
      indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection === 'all' ? 'ALL' : 'KEYS_ONLY' },
      })),
    );
  });

  it('are encrypted and restorable to a point in time; in production they are protected from deletion', () => {
    for (const [template, protectedFromDeletion] of [
      [dev, false],
      [production, true],
    ] as const) {
      const found = template.ofType('AWS::DynamoDB::Table');
      expect(found).toHaveLength(tableNames.length);
      for (const { Properties } of found) {
        expect(Properties).toMatchObject({
          SSESpecification: { SSEEnabled: true },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: protectedFromDeletion,
        });
      }
    }
  });
});

/** Whether a resource policy refuses everything that does not come through TLS. */
function refusesPlainText(policies: TemplateResource[], resourceId: string): boolean {
  const statements: Statement[] = policies
    .filter(({ Properties }) => [Properties.Bucket, Properties.Queues, Properties.Topics].flat().includes(resourceId))
    .flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument));
  return statements.some(
    ({ Effect, Condition }) =>
      Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  );
}

describe('the bucket', () => {
  it('is closed to the public, encrypted, versioned and speaks TLS only', () => {
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(JSON.stringify(bucket.Properties.BucketEncryption)).toContain('AES256');
    expect(bucket.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(refusesPlainText(dev.ofType('AWS::S3::BucketPolicy'), bucket.id)).toBe(true);
  });

  it('has a policy that refuses and allows nothing, and no web site', () => {
    const statements = dev
      .ofType('AWS::S3::BucketPolicy')
      .flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument));
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
    expect(bucket.Properties.WebsiteConfiguration).toBeUndefined();
    expect(JSON.stringify(bucket.Properties.OwnershipControls)).toContain('BucketOwnerEnforced');
  });

  it('forgets plans after a day and old versions after a month', () => {
    expect(bucket.Properties.LifecycleConfiguration.Rules).toMatchObject([
      { Prefix: 'plans/', ExpirationInDays: 1, NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' },
      { NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' },
    ]);
  });
});

describe('queues', () => {
  it('are encrypted and speak TLS only', () => {
    for (const { id, Properties } of dev.ofType('AWS::SQS::Queue')) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      expect(refusesPlainText(dev.ofType('AWS::SQS::QueuePolicy'), id)).toBe(true);
    }
  });

  it('hide a message for six times as long as the worker may take', () => {
    expect(queue.Properties.VisibilityTimeout).toBe(6 * lambdaOf('run-harvest').Properties.Timeout);
  });

  it('put a message that failed three times into a queue of the same kind', () => {
    expect(queue.Properties).toMatchObject({
      FifoQueue: true,
      RedrivePolicy: { deadLetterTargetArn: `${deadLetters.id}.Arn`, maxReceiveCount: 3 },
    });
    expect(deadLetters.Properties.FifoQueue).toBe(true);
  });

  it('keep a message for days, and one that failed for as long as SQS keeps any', () => {
    const daySeconds = 24 * 60 * 60;
    expect(queue.Properties.MessageRetentionPeriod).toBe(4 * daySeconds);
    for (const { Properties } of [deadLetters, missedTicks]) {
      expect(Properties.MessageRetentionPeriod).toBe(14 * daySeconds);
    }
  });

  it('have a dead-letter queue each, but those that are one', () => {
    const without = dev.ofType('AWS::SQS::Queue').filter(({ Properties }) => !Properties.RedrivePolicy);
    expect(without.map(({ id }) => id).sort()).toEqual([deadLetters.id, missedTicks.id].sort());
  });

  it('feed the worker one message at a time, to so many workers at once', () => {
    const { Properties } = only(production.ofType('AWS::Lambda::EventSourceMapping'));
    expect(Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 20 },
    });
    expect(Properties.EventSourceArn).toMatch(/^QueueHarvests/);
  });
});

describe('the schedule', () => {
  const rule = only(dev.ofType('AWS::Events::Rule'));

  it('starts schedule-harvests every five minutes', () => {
    expect(rule.Properties).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' });
    expect(rule.Properties.Targets[0].Arn).toBe(`${lambdaOf('schedule-harvests').id}.Arn`);
  });

  it('keeps what could not be delivered, and what failed after that', () => {
    expect(rule.Properties.Targets).toHaveLength(1);
    expect(rule.Properties.Targets[0].DeadLetterConfig).toEqual({ Arn: `${missedTicks.id}.Arn` });
    expect(lambdaOf('schedule-harvests').Properties.DeadLetterConfig).toEqual({ TargetArn: `${missedTicks.id}.Arn` });
    expect(missedTicks.Properties.FifoQueue).toBeUndefined();
    const statements = dev
      .ofType('AWS::SQS::QueuePolicy')
      .filter(({ Properties }) => Properties.Queues.includes(missedTicks.id))
      .flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument));
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toMatchObject([{ Action: ['sqs:SendMessage'], Principal: { Service: 'events.amazonaws.com' } }]);
    expect(JSON.stringify(allowed[0]?.Condition)).toContain(`${rule.id}.Arn`);
  });

  it('is the only asynchronous caller of a function', () => {
    const principals = dev.ofType('AWS::Lambda::Permission').map(({ Properties }) => Properties.Principal);
    expect(new Set(principals)).toEqual(new Set(['apigateway.amazonaws.com', 'events.amazonaws.com']));
    expect(principals.filter((principal) => principal === 'events.amazonaws.com')).toHaveLength(1);
  });
});

describe('the gateway', () => {
  const stage = only(dev.ofType('AWS::ApiGatewayV2::Stage'));
  const calls = routes.flatMap((route) => route.calls.map((call) => ({ call, route })));

  it('has the routes of routes.ts, each to its function, and $default to answer-unrouted', () => {
    const integrations = new Map(
      dev.ofType('AWS::ApiGatewayV2::Integration').map(({ id, Properties }) => [id, Properties]),
    );
    const found = dev.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const integration = integrations.get(Properties.Target.replace('integrations/', ''));
      expect(integration.PayloadFormatVersion).toBe('2.0');
      return `${Properties.RouteKey} -> ${integration.IntegrationUri}`;
    });
    expect(found.sort()).toEqual(
      [
        ...calls.map(({ call, route }) => `${call} -> ${lambdaOf(route.handler).id}.Arn`),
        `$default -> ${lambdaOf('answer-unrouted').id}.Arn`,
      ].sort(),
    );
  });

  it('throttles each route as routes.ts says, and the rest too', () => {
    expect(stage.Properties.RouteSettings).toEqual(
      Object.fromEntries(
        calls.map(({ call, route: { throttle } }) => [
          call,
          { ThrottlingRateLimit: throttle.rate, ThrottlingBurstLimit: throttle.burst },
        ]),
      ),
    );
    expect(stage.Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 });
  });

  it('may call each of its functions, and nobody else may by way of it', () => {
    const api = only(dev.ofType('AWS::ApiGatewayV2::Api')).id;
    const permissions = dev
      .ofType('AWS::Lambda::Permission')
      .filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com');
    const handlers = [...routes.map(({ handler }) => handler), 'answer-unrouted'];
    expect(permissions.map(({ Properties }) => Properties.FunctionName).sort()).toEqual(
      handlers.map((handler) => `${lambdaOf(handler).id}.Arn`).sort(),
    );
    for (const { Properties } of permissions) {
      // A call's ARN ends in stage, method and path; that of a call which no route takes in the stage and $default.
      const calls = Properties.FunctionName === `${lambdaOf('answer-unrouted').id}.Arn` ? '*/*' : '*/*/*';
      expect(Properties).toMatchObject({
        Action: 'lambda:InvokeFunction',
        SourceArn: `arn:aws:execute-api:us-east-1:AWS::AccountId:${api}/${calls}`,
      });
    }
    expect(dev.ofType('AWS::Lambda::Url')).toEqual([]);
  });

  it('waits longer than any of its functions may take', () => {
    for (const { handler } of routes) expect(lambdaOf(handler).Properties.Timeout).toBeLessThan(30);
  });

  it('makes the routes before the stage that throttles them', () => {
    const routeIds = dev.ofType('AWS::ApiGatewayV2::Route').map(({ id }) => id);
    expect(stage.DependsOn).toEqual(expect.arrayContaining(routeIds));
  });

  it('leaves CORS to the functions', () => {
    expect(only(dev.ofType('AWS::ApiGatewayV2::Api')).Properties.CorsConfiguration).toBeUndefined();
  });

  it('logs each call without headers, query string, body or authorizer', () => {
    const logged = [...stage.Properties.AccessLogSettings.Format.matchAll(/\$context\.([\w.]+)/g)].map(
      ([, name]) => name,
    );
    expect(logged).toEqual(
      'requestTime requestId identity.sourceIp httpMethod path routeKey protocol status responseLength responseLatency integrationErrorMessage'.split(
        ' ',
      ),
    );
    expect(stage.Properties.AccessLogSettings.DestinationArn).toMatch(/^GatewayAccessLog\w+\.Arn$/);
  });
});

describe('alarms', () => {
  const topic = only(dev.ofType('AWS::SNS::Topic'));

  it('tell the topic, which lets CloudWatch publish and takes TLS only', () => {
    for (const { Properties } of dev.ofType('AWS::CloudWatch::Alarm'))
      expect(Properties.AlarmActions).toEqual([topic.id]);
    const policies = dev.ofType('AWS::SNS::TopicPolicy');
    expect(refusesPlainText(policies, topic.id)).toBe(true);
    const allowed = policies
      .flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument))
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toMatchObject([
      {
        Action: ['sns:Publish'],
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' } },
      },
    ]);
  });

  it.each([
    ['a message in the dead-letter queue', 'ApproximateNumberOfMessagesVisible', `${deadLetters.id}.QueueName`],
    ['a missed tick', 'ApproximateNumberOfMessagesVisible', `${missedTicks.id}.QueueName`],
    ['errors of the worker', 'Errors', lambdaOf('run-harvest').id],
    ['errors of the schedule', 'Errors', lambdaOf('schedule-harvests').id],
    ['a schedule that is silent', 'Invocations', lambdaOf('schedule-harvests').id],
  ])('ring for %s', (_what, metric, dimension) => {
    const found = dev
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.MetricName === metric && Properties.Dimensions[0].Value === dimension);
    expect(found).toHaveLength(1);
  });

  it.each([
    ['OldestOverdueSeconds', { Threshold: 900, EvaluationPeriods: 2 }],
    ['HarvestsFinished', { Threshold: 1, EvaluationPeriods: 26, Period: 3600, TreatMissingData: 'breaching' }],
    ['LoginsRefused', { Threshold: 300, EvaluationPeriods: 1 }],
  ])('ring for %s, as the functions of this stage write it', (metric, rule) => {
    const found = dev.ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === metric);
    const service = { Name: 'service', Value: 'harvest-registry' };
    expect(only(found).Properties).toMatchObject({
      Namespace: lambdaOf('run-harvest').Properties.Environment.Variables.METRICS_NAMESPACE,
      Dimensions: [service],
      ...rule,
    });
  });

  it('are mailed where an address is set', () => {
    expect(dev.ofType('AWS::SNS::Subscription')).toEqual([]);
    const { Properties } = only(production.ofType('AWS::SNS::Subscription'));
    expect(Properties).toMatchObject({ Protocol: 'email', Endpoint: 'operator@example.org' });
  });
});

describe('the dashboard', () => {
  it('shows every figure that the functions write, and is named after the stack', () => {
    const { Properties } = only(dev.ofType('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(Properties.DashboardBody);
    expect(Properties.DashboardName).toBe('registry-dev');
    for (const name of Object.values(metricNames)) expect(body).toContain(name);
  });
});

describe('stages', () => {
  const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'];

  it('production keeps its data when the stack goes', () => {
    const harvestQueues = production.ofType('AWS::SQS::Queue').filter(({ id }) => id.startsWith('Queue'));
    const kept = [...stateful.flatMap((type) => production.ofType(type)), ...harvestQueues];
    expect(kept).toHaveLength(tableNames.length + 4);
    for (const resource of kept) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    expect(production.stack.terminationProtection).toBe(true);
  });

  it('another stage leaves nothing behind', () => {
    const kept = dev.resources.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'));
    expect(kept).toEqual([]);
    expect(dev.stack.terminationProtection).toBe(false);
  });

  it('stay below 400 resources', () => {
    expect(production.resources.length).toBeLessThan(400);
  });

  it('spend five resources on a function behind the gateway, and one more on each of its calls', () => {
    const calls = routes.flatMap((route) => route.calls).length + 1;
    const ofFunctions = 5 * (routes.length + 1) + calls;
    const counted = ['Integration', 'Route'].flatMap((type) => dev.ofType(`AWS::ApiGatewayV2::${type}`)).length;
    const permissions = dev
      .ofType('AWS::Lambda::Permission')
      .filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com').length;
    expect(counted + permissions + 3 * (routes.length + 1)).toBe(ofFunctions);
  });
});
