import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { RegistryMetrics } from './registry-metrics.ts';

/** What {@link RegistryDashboard} shows. */
export interface RegistryDashboardProps {
  /** Name in CloudWatch, of which an account has one. */
  name: string;
  metrics: RegistryMetrics;
  api: HttpApi;
  worker: LambdaFunction;
  queue: Queue;
  deadLetters: Queue;
}

/** One page for the person on duty: are harvests finishing, what do they find, is anything waiting, does the API answer? */
export class RegistryDashboard extends Construct {
  constructor(scope: Construct, id: string, props: RegistryDashboardProps) {
    super(scope, id);
    const rows = [harvestRow(props.metrics), workerRow(props), apiRow(props)];
    new Dashboard(this, 'Dashboard', { dashboardName: props.name, widgets: rows, defaultInterval: Duration.days(3) });
  }
}

const hour = Duration.hours(1);
const fiveMinutes = Duration.minutes(5);

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: 8, height: 6, liveData: true });
}

function harvestRow(metrics: RegistryMetrics): GraphWidget[] {
  const outcomes = (['ok', 'partial', 'fail'] as const).map((outcome) => metrics.finished(outcome, hour));
  const documents = (['fetched', 'unchanged', 'bad', 'unreachable'] as const).map((key) =>
    metrics.of(key, 'Sum', hour),
  );
  return [
    graph('Harvests finished, by outcome', outcomes),
    graph('Documents', documents),
    graph('Seconds per harvest, 90 of 100 below', [metrics.of('seconds', 'p90', hour)]),
  ];
}

function workerRow({ metrics, worker, queue, deadLetters }: RegistryDashboardProps): GraphWidget[] {
  const waiting = (one: Queue) =>
    one.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' });
  return [
    graph('Oldest overdue harvest, s', [metrics.of('overdueSeconds', 'Maximum', fiveMinutes)]),
    graph('Messages waiting; given up', [waiting(queue)], [waiting(deadLetters)]),
    graph(
      'Worker: at once; errors and throttles',
      [worker.metric('ConcurrentExecutions', { period: fiveMinutes, statistic: 'Maximum' })],
      [worker.metricErrors({ period: fiveMinutes }), worker.metricThrottles({ period: fiveMinutes })],
    ),
  ];
}

function apiRow({ metrics, api }: RegistryDashboardProps): GraphWidget[] {
  return [
    graph('Requests', [api.metricCount({ period: fiveMinutes, statistic: 'Sum' })]),
    graph('Answers 4xx and 5xx', [
      api.metricClientError({ period: fiveMinutes, statistic: 'Sum' }),
      api.metricServerError({ period: fiveMinutes, statistic: 'Sum' }),
    ]),
    graph('Logins refused', [metrics.of('loginsRefused', 'Sum', fiveMinutes)]),
  ];
}
