import { RegistryError } from '../domain/errors.ts';
import { type ExchangeEnd, HostPace } from './host-pace.ts';

interface Waiter {
  url: string;
  start(): void;
  refuse(error: Error): void;
}

type Refusal = (url: string) => RegistryError;

/** The requests to one host, in the order they came, let go at its pace. */
export class HostQueue {
  readonly pace: HostPace;
  readonly #timeLeftMs: () => number;
  readonly #giveUpMs: number;
  #waiting: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * `timeLeftMs`: until the caller's time is over, when nothing may start any more. `giveUpMs`: how long a host may be
   * down, or ask to be left alone, before whoever waits for it is refused.
   */
  constructor(options: { maxConnections: number; timeLeftMs: () => number; giveUpMs: number }) {
    this.pace = new HostPace(options.maxConnections);
    this.#timeLeftMs = options.timeLeftMs;
    this.#giveUpMs = options.giveUpMs;
  }

  /**
   * Resolves when an exchange may start, which then counts as started; call the function it resolves to when it has ended.
   * Only its first call counts. `url` is for messages.
   * @throws `SOURCE_TIMEOUT` with `details.timeIsUp` when the caller's time is over before that; `SOURCE_UNREACHABLE` when
   * the host is given up for now
   */
  async enter(url: string): Promise<(end: Omit<ExchangeEnd, 'startedAt'>) => void> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ url, start: resolve, refuse: reject });
      this.#pump();
    });
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
    this.#refuseAll((url) => notAsked(url, 'the connections were closed on our side'));
  }

  #pump() {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      const now = performance.now();
      const waitMs = this.pace.startsInMs(now);
      const refusal = this.#refusal(waitMs, now);
      if (refusal !== undefined) return this.#refuseAll(refusal);
      if (waitMs > 0) {
        // When it is for an exchange under way to end, that comes back here by itself.
        if (Number.isFinite(waitMs)) this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
        return;
      }
      this.pace.started(now);
      this.#waiting.shift()?.start();
    }
  }

  #refusal(waitMs: number, now: number): Refusal | undefined {
    const leftMs = this.#timeLeftMs();
    if (leftMs <= 0 || (Number.isFinite(waitMs) && waitMs >= leftMs)) return timeIsUp;
    const pauseMs = this.pace.pausedForMs(now);
    if (pauseMs > this.#giveUpMs) {
      const words = `its host wants to be left alone for another ${Math.ceil(pauseMs / 1000)} s`;
      return (url) => notAsked(url, words, { retryAfterMs: Math.ceil(pauseMs) });
    }
    // Once the pause is over one request goes through, and shows whether the host is back.
    if (waitMs > 0 && this.pace.downForMs(now) > this.#giveUpMs) {
      return (url) => notAsked(url, 'its host has answered nothing for a while');
    }
    return undefined;
  }

  #refuseAll(refusal: Refusal): void {
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(refusal(waiter.url));
  }
}

const notAsked = (url: string, words: string, details: Record<string, unknown> = {}): RegistryError =>
  new RegistryError('SOURCE_UNREACHABLE', `${url} was not asked: ${words}.`, { details: { ...details, final: true } });

/** Says that the caller's own time was over: it tells nothing about the source, so the request belongs into the next slice. */
export function timeIsUp(url: string): RegistryError {
  return new RegistryError('SOURCE_TIMEOUT', `${url} was left for later: the time of this slice is over.`, {
    details: { timeIsUp: true, final: true },
  });
}
