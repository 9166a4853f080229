import { RegistryError } from '../domain/errors.ts';
import { type ExchangeEnd, HostPace } from './host-pace.ts';

interface Waiter {
  start(): void;
  refuse(error: Error): void;
}

/** The requests to one host, in the order they came, let go at its pace. */
export class HostQueue {
  readonly #host: string;
  readonly #timeLeftMs: () => number;
  readonly pace: HostPace;
  #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `timeLeftMs`: until the caller's time is over, when nothing may start any more. */
  constructor(options: { host: string; maxConnections: number; timeLeftMs: () => number }) {
    this.#host = options.host;
    this.#timeLeftMs = options.timeLeftMs;
    this.pace = new HostPace(options.maxConnections);
  }

  /**
   * Resolves when an exchange may start, which then counts as started; call the function it resolves to when it has ended.
   * Only its first call counts.
   * @throws `SOURCE_TIMEOUT` with `details.timeIsUp` when the caller's time is over before that; `SOURCE_UNREACHABLE` when
   * every exchange of this host has failed for `giveUpMs`
   */
  async enter(url: string, giveUpMs: number): Promise<(end: Omit<ExchangeEnd, 'startedAt'>) => void> {
    if (this.pace.downForMs(performance.now()) > giveUpMs) {
      const message = `${url} was not asked: its host has answered nothing for a while.`;
      throw new RegistryError('SOURCE_UNREACHABLE', message, { details: { final: true } });
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ start: resolve, refuse: reject });
    this.#pump();
    await promise;
    const startedAt = performance.now();
    let isUnderWay = true;
    return (end) => {
      if (!isUnderWay) return;
      isUnderWay = false;
      this.pace.ended({ ...end, startedAt }, performance.now());
      this.#pump();
    };
  }

  /** Refuses whoever waits. */
  close(): void {
    clearTimeout(this.#timer);
    this.#refuseAll(new RegistryError('SOURCE_UNREACHABLE', `${this.#host} was not asked: the connection was closed.`));
  }

  #pump() {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      const waitMs = this.pace.startsInMs(performance.now());
      const leftMs = this.#timeLeftMs();
      if (leftMs <= 0 || (waitMs !== Number.POSITIVE_INFINITY && waitMs >= leftMs))
        return this.#refuseAll(timeIsUp(this.#host));
      if (waitMs === Number.POSITIVE_INFINITY) return;
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
        return;
      }
      this.pace.started(performance.now());
      this.#waiting.shift()?.start();
    }
  }

  #refuseAll(error: Error): void {
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(error);
  }
}

/** Says that the caller's own time was over: it tells nothing about the source, so the request belongs into the next slice. */
export function timeIsUp(url: string): RegistryError {
  return new RegistryError('SOURCE_TIMEOUT', `${url} was left for later: the time of this slice is over.`, {
    details: { timeIsUp: true, final: true },
  });
}
