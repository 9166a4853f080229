import { RegistryError } from '../domain/errors.ts';

/** How long an answer may take. */
export interface ExchangeTimes {
  firstByteTimeoutMs: number;
  /** For the whole exchange; time in which the reader of the body was the slow one does not count. */
  totalMs: number;
  /** In each such period the body has to grow … */
  stallTimeoutMs: number;
  /** … by so many bytes. */
  minProgressBytes: number;
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** Watches one exchange with one timer: the first byte, stalls and drips, and the whole. */
export class ExchangeTimer {
  readonly #url: string;
  readonly #times: ExchangeTimes;
  readonly #onTimeout: (error: RegistryError) => void;
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #hasHead = false;
  #bytes = 0;
  #bytesAtTick = 0;
  #pausedAt: number | undefined;
  #pausedMs = 0;

  /** Starts at once. `url` is for messages; `onTimeout` is called at most once, with `SOURCE_TIMEOUT`. */
  constructor(url: string, times: ExchangeTimes, onTimeout: (error: RegistryError) => void) {
    this.#url = url;
    this.#times = times;
    this.#onTimeout = onTimeout;
    this.#arm(times.firstByteTimeoutMs);
  }

  /** The head is there. Returns the ms it took. */
  headCame(): number {
    this.#hasHead = true;
    this.#arm(this.#times.stallTimeoutMs);
    return performance.now() - this.#startedAt;
  }

  grew(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The reader is slow: until `resume` no time passes. */
  pause(): void {
    this.#pausedAt ??= performance.now();
    clearTimeout(this.#timer);
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#pausedMs += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
    this.#bytesAtTick = this.#bytes;
    this.#arm(this.#times.stallTimeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #leftMs(): number {
    return Math.max(0, this.#times.totalMs - (performance.now() - this.#startedAt - this.#pausedMs));
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer);
    // A timer may fire a fraction of a millisecond early; rounding up saves an extra turn.
    this.#timer = setTimeout(() => this.#tick(), Math.ceil(Math.min(ms, this.#leftMs())));
  }

  #tick() {
    const { firstByteTimeoutMs, totalMs, stallTimeoutMs, minProgressBytes } = this.#times;
    if (this.#leftMs() <= 1) return this.#timeout(`did not answer in full within ${seconds(totalMs)}.`);
    if (!this.#hasHead) return this.#timeout(`did not begin to answer within ${seconds(firstByteTimeoutMs)}.`);
    const grown = this.#bytes - this.#bytesAtTick;
    if (grown < minProgressBytes) return this.#timeout(`stalled: ${grown} bytes came in ${seconds(stallTimeoutMs)}.`);
    this.#bytesAtTick = this.#bytes;
    this.#arm(stallTimeoutMs);
  }

  #timeout(words: string): void {
    this.#onTimeout(new RegistryError('SOURCE_TIMEOUT', `${this.#url} ${words}`));
  }
}
