import type { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { metricNames, metricsNamespace, metricsService, outcomeDimension } from '../../functions/metrics.ts';

/** Name of a figure in {@link metricNames}. */
export type MetricKey = keyof typeof metricNames;

/** The figures that the functions of a stage write, as alarms and the dashboard read them. */
export class RegistryMetrics {
  readonly #namespace: string;

  constructor(stage: string) {
    this.#namespace = metricsNamespace(stage);
  }

  /** A figure over a period: `Sum` of what is counted, `Maximum` of an age, `p90` of a duration. */
  of(key: MetricKey, statistic: 'Sum' | 'Maximum' | 'p90' | 'SampleCount', period: Duration): IMetric {
    return this.#metric(key, statistic, period, {});
  }

  /** Harvests that ended with an outcome. */
  finished(outcome: 'ok' | 'partial' | 'fail', period: Duration): IMetric {
    return this.#metric('finished', 'Sum', period, { [outcomeDimension]: outcome });
  }

  #metric(key: MetricKey, statistic: string, period: Duration, more: Record<string, string>): IMetric {
    return new Metric({
      namespace: this.#namespace,
      metricName: metricNames[key],
      dimensionsMap: { service: metricsService, ...more },
      statistic,
      period,
      ...(more[outcomeDimension] ? { label: more[outcomeDimension] } : {}),
    });
  }
}
