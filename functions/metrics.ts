import { Metrics } from '@aws-lambda-powertools/metrics';
import { readVariable } from './config.ts';
import type { Attempt } from './domain/attempt.ts';

/** Service dimension of every metric. */
export const metricsService = 'harvest-registry';

/** The figures that functions give to CloudWatch, in EMF: alarms and the dashboard read them by these names. */
export const metricNames = {
  finished: 'HarvestsFinished',
  fetched: 'DocumentsFetched',
  unchanged: 'DocumentsUnchanged',
  bad: 'DocumentsBad',
  unreachable: 'DocumentsUnreachable',
  seconds: 'HarvestSeconds',
  overdueSeconds: 'OldestOverdueSeconds',
  loginsRefused: 'LoginsRefused',
} as const;

/** How a finished harvest is told apart: the dimension of `HarvestsFinished` beside the sum of all. */
export const outcomeDimension = 'outcome';

/** Where the metrics of a stage are in CloudWatch. */
export function metricsNamespace(stage: string): string {
  return `HarvestRegistry/${stage}`;
}

let metrics: Metrics | undefined;

/** Tells of a harvest that has just ended, whatever its outcome. */
export function measureHarvest(attempt: Attempt): void {
  const { counters, created_at, finished_at } = attempt;
  const seconds = finished_at ? Math.max(0, (Date.parse(finished_at) - Date.parse(created_at)) / 1000) : 0;
  publish({ [metricNames.finished]: 1 }, 'Count', { [outcomeDimension]: attempt.state });
  publish(
    {
      [metricNames.finished]: 1,
      [metricNames.fetched]: counters.fetched,
      [metricNames.unchanged]: counters.unchanged,
      [metricNames.bad]: counters.bad,
      [metricNames.unreachable]: counters.unreachable,
    },
    'Count',
  );
  publish({ [metricNames.seconds]: seconds }, 'Seconds');
}

/** Tells at each tick how long the harvest that has waited longest is overdue, seconds; 0 when none is. */
export function measureOverdue(seconds: number): void {
  publish({ [metricNames.overdueSeconds]: seconds }, 'Seconds');
}

/** Tells of a login with wrong credentials, or one too many. */
export function measureRefusedLogin(): void {
  publish({ [metricNames.loginsRefused]: 1 }, 'Count');
}

/** One EMF line; none where there is no namespace, as on a laptop. */
function publish(
  values: Record<string, number>,
  unit: 'Count' | 'Seconds',
  dimensions: Record<string, string> = {},
): void {
  const namespace = readVariable('METRICS_NAMESPACE');
  if (namespace === '') return;
  metrics ??= new Metrics({ namespace, serviceName: metricsService });
  if (Object.keys(dimensions).length > 0) metrics.addDimensions(dimensions);
  for (const [name, value] of Object.entries(values)) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}
