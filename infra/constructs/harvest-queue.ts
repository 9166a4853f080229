import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../../functions/config.ts';
import type { Limits } from '../../functions/domain/limits.ts';
import type { FunctionGrants } from '../../functions/routes.ts';

/** The FIFO queue of harvests and the one for messages that failed too often. */
export class HarvestQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** URL of the queue, by the variable that holds it. */
  readonly values: Environment;

  constructor(scope: Construct, id: string, props: { limits: Limits; keepsData: boolean }) {
    super(scope, id);
    const { limits } = props;
    const shared = {
      fifo: true,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: props.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    // 14 days is the longest that SQS keeps a message: time for an operator to come back from a holiday.
    this.deadLetters = new Queue(this, 'DeadLetters', { ...shared, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Harvests', {
      ...shared,
      visibilityTimeout: Duration.millis(limits.queueVisibilityMs),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: limits.maxReceiveCount },
    });
    this.values = { QUEUE_URL: this.queue.queueUrl };
  }

  /** The rights of a function on the queue. The last three of a consumer are Lambda's, which polls with the function's role. */
  statementsFor(grants: FunctionGrants): PolicyStatement[] {
    const actions = [
      ...(grants.uses.includes('queue:send') ? ['sqs:SendMessage'] : []),
      ...(grants.uses.includes('queue:consume')
        ? ['sqs:ChangeMessageVisibility', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
        : []),
    ];
    return actions.length > 0 ? [new PolicyStatement({ actions, resources: [this.queue.queueArn] })] : [];
  }
}
