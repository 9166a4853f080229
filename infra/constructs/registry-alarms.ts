import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { RegistryMetrics } from './registry-metrics.ts';

/** What {@link RegistryAlarms} watches and whom it tells. */
export interface RegistryAlarmsProps {
  metrics: RegistryMetrics;
  api: HttpApi;
  worker: LambdaFunction;
  schedule: LambdaFunction;
  deadLetters: Queue;
  missedTicks: Queue;
  /** Period of the schedule, ms. */
  scheduleEveryMs: number;
  mail: string | undefined;
}

interface Rule {
  metric: IMetric;
  says: string;
  /** The alarm rings at this value and above, or below it. */
  threshold: number;
  below?: boolean;
  /** Periods in a row. */
  periods?: number;
  missing?: TreatMissingData;
}

/** Alarms on what nobody would notice otherwise, and the topic that carries them. */
export class RegistryAlarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: RegistryAlarmsProps) {
    super(scope, id);
    this.topic = this.#createTopic(props.mail);
    for (const [name, rule] of Object.entries(listRules(props))) this.#addAlarm(name, rule);
  }

  #createTopic(mail: string | undefined): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Harvest registry', enforceSSL: true });
    // A topic with a policy of its own loses the one that let the account's alarms publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    if (mail !== undefined) topic.addSubscription(new EmailSubscription(mail));
    return topic;
  }

  #addAlarm(name: string, rule: Rule): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: rule.says,
      metric: rule.metric,
      threshold: rule.threshold,
      evaluationPeriods: rule.periods ?? 1,
      comparisonOperator: rule.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: rule.missing ?? TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

function listRules(props: RegistryAlarmsProps): Record<string, Rule> {
  const period = Duration.minutes(5);
  const depth = (queue: Queue) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max' });
  return {
    DeadLetters: {
      metric: depth(props.deadLetters),
      threshold: 1,
      says: 'A harvest message failed too often and lies in the dead-letter queue.',
    },
    MissedTicks: {
      metric: depth(props.missedTicks),
      threshold: 1,
      says: 'A tick of the schedule could not be delivered or failed to the end.',
    },
    WorkerErrors: {
      metric: props.worker.metricErrors({ period }),
      threshold: 3,
      says: 'The worker failed three times or more within five minutes.',
    },
    WorkerThrottles: {
      metric: props.worker.metricThrottles({ period }),
      threshold: 1,
      periods: 3,
      says: 'Lambda held workers back for a quarter of an hour: the account has too little concurrency.',
    },
    ScheduleErrors: {
      metric: props.schedule.metricErrors({ period }),
      threshold: 1,
      periods: 2,
      says: 'The schedule failed in ten minutes out of ten.',
    },
    ScheduleSilent: {
      metric: props.schedule.metricInvocations({ period: Duration.millis(3 * props.scheduleEveryMs) }),
      threshold: 1,
      below: true,
      missing: TreatMissingData.BREACHING,
      says: 'The schedule has not run for three of its periods: nothing is harvested and nothing is rescued.',
    },
    OverdueHarvest: {
      // A harvest is woken by the first tick after its time: one that is three ticks late was not.
      metric: props.metrics.of('overdueSeconds', 'Maximum', period),
      threshold: Math.round((3 * props.scheduleEveryMs) / 1000),
      periods: 2,
      says: 'A harvest that is due, or stuck, was not woken by three ticks of the schedule.',
    },
    NothingFinished: {
      // Sources are harvested daily; two hours are for jitter and a long run.
      metric: props.metrics.of('finished', 'Sum', Duration.hours(1)),
      threshold: 1,
      below: true,
      periods: 26,
      missing: TreatMissingData.BREACHING,
      says: 'No harvest has finished in 26 hours.',
    },
    LoginsRefused: {
      metric: props.metrics.of('loginsRefused', 'Sum', period),
      threshold: 300,
      says: 'Three hundred logins were refused within five minutes: somebody is guessing passwords.',
    },
    ServerErrors: {
      metric: props.api.metricServerError({ period, statistic: 'sum' }),
      threshold: 5,
      says: 'The gateway answered 5xx five times or more within five minutes.',
    },
  };
}
