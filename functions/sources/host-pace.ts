/** How one exchange ended, as the pace of its host sees it. */
export interface ExchangeEnd {
  /** `busy`: the host asked for less (429, 503). `failed`: it did not answer or broke off. */
  outcome: 'ok' | 'busy' | 'failed';
  /** When the exchange started, ms on the same clock. */
  startedAt: number;
  /** Time to the first byte, ms; absent when there was none. */
  latencyMs?: number;
  /** What Retry-After asked for, ms. */
  retryAfterMs?: number;
}

/** Weight of the newest exchange in the running mean of latencies. */
const newestWeight = 0.1;
/** Share by which the idea of an undisturbed latency follows the mean upwards, per exchange. */
const driftUp = 0.005;
/** Latency counts as risen when the mean is above this many times the undisturbed one … */
const risenTimes = 3;
/** … and at least so much above it, ms: below that, our own process may be what is late. */
const risenByMs = 500;

/** So many failures in a row are the host's, not a document's. */
const fewFailures = 5;
/** Pause of a host that fails, ms: doubled with each failure up to the longest. */
const firstPauseMs = 100;
const longestPauseMs = 10_000;

/**
 * How many exchanges a host gets at a time, and when the next may start. The number starts at the bound, is halved when the
 * host says it has too much or fails (additive increase, multiplicative decrease, as TCP does), lowered by a fifth when
 * its latency rises, and grows by one for each round of good answers. Knows no clock and no timer: `now` comes in, ms.
 */
export class HostPace {
  #max: number;
  #minIntervalMs = 0;
  #limit: number;
  #active = 0;
  #credit = 0;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #lastStartAt = Number.NEGATIVE_INFINITY;
  #meanMs: number | undefined;
  #undisturbedMs = Number.POSITIVE_INFINITY;
  #failuresInARow = 0;
  #failingSince = Number.POSITIVE_INFINITY;

  /** `maxConnections` is the bound on exchanges at a time. */
  constructor(maxConnections: number) {
    this.#max = Math.max(1, Math.floor(maxConnections));
    this.#limit = this.#max;
  }

  /** Lowers the bound for good, and keeps starts this far apart, ms. */
  slowDown(options: { maxConnections: number; minIntervalMs: number }): void {
    this.#max = Math.min(this.#max, options.maxConnections);
    this.#limit = Math.min(this.#limit, this.#max);
    this.#minIntervalMs = Math.max(this.#minIntervalMs, options.minIntervalMs);
  }

  /** Exchanges at a time, now. */
  get limit(): number {
    return this.#limit;
  }

  get active(): number {
    return this.#active;
  }

  /** Ms for which the host is to be left alone. */
  pausedForMs(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** How long every exchange has failed, ms; 0 when the last one did not, or when there were too few to tell. */
  downForMs(now: number): number {
    return this.#failuresInARow < fewFailures ? 0 : Math.max(0, now - this.#failingSince);
  }

  /** Ms until another exchange may start: 0 is at once, Infinity is when one under way has ended. */
  startsInMs(now: number): number {
    if (this.#active >= this.#limit) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#pausedUntil - now, this.#lastStartAt + this.#minIntervalMs - now);
  }

  started(now: number): void {
    this.#active += 1;
    this.#lastStartAt = now;
  }

  ended(end: ExchangeEnd, now: number) {
    this.#active -= 1;
    if (end.retryAfterMs !== undefined) this.#pausedUntil = Math.max(this.#pausedUntil, now + end.retryAfterMs);
    if (end.outcome === 'failed') return this.#failed(end.startedAt, now);
    this.#failuresInARow = 0;
    this.#failingSince = Number.POSITIVE_INFINITY;
    if (end.outcome === 'busy') return this.#shrink(this.#limit / 2, end.startedAt, now);
    if (this.#hasRisen(end.latencyMs)) {
      const least = Math.min(this.#limit, Math.ceil(this.#max / 4));
      return this.#shrink(Math.max(least, this.#limit * 0.8), end.startedAt, now);
    }
    this.#credit += 1;
    if (this.#credit < this.#limit) return;
    this.#credit = 0;
    this.#limit = Math.min(this.#max, this.#limit + 1);
  }

  /** One document may be at fault for itself; a row of them is the host, which is then given time, more and more. */
  #failed(startedAt: number, now: number) {
    this.#failuresInARow += 1;
    this.#failingSince = Math.min(this.#failingSince, now);
    if (this.#failuresInARow < fewFailures) return;
    this.#shrink(this.#limit / 2, startedAt, now);
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#failuresInARow - fewFailures));
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
  }

  /** Exchanges that were under way at the last shrink say nothing about the new number. */
  #shrink(to: number, startedAt: number, now: number) {
    if (startedAt < this.#shrunkAt) return;
    this.#limit = Math.max(1, Math.floor(to));
    this.#shrunkAt = now;
    this.#credit = 0;
  }

  #hasRisen(latencyMs: number | undefined): boolean {
    if (latencyMs === undefined) return false;
    const mean = this.#meanMs === undefined ? latencyMs : this.#meanMs + (latencyMs - this.#meanMs) * newestWeight;
    this.#meanMs = mean;
    this.#undisturbedMs =
      mean < this.#undisturbedMs ? mean : this.#undisturbedMs + (mean - this.#undisturbedMs) * driftUp;
    return mean > this.#undisturbedMs * risenTimes && mean > this.#undisturbedMs + risenByMs;
  }
}
