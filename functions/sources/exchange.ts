import { RegistryError } from '../domain/errors.ts';
import { networkFailure } from './network-failure.ts';

/** What the HTTP client lets its handler do with a request under way. */
interface Controller {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

export interface ExchangeLimits {
  /** Bound on the body as it is sent, bytes. */
  maxBytes: number;
  firstByteTimeoutMs: number;
  /** For the whole exchange; time in which the reader of the body was the slow one does not count. */
  totalMs: number;
  /** In each such period the body has to grow … */
  stallTimeoutMs: number;
  /** … by so many bytes. */
  minProgressBytes: number;
}

/** The head of an answer. */
export interface Head {
  status: number;
  statusText: string;
  /** Lower-case names; a repeated header is joined by commas. */
  headers: Record<string, string>;
}

/** What an exchange does with the body: all of it in memory, by and by as it is read, or nothing. */
export type BodyUse = 'collect' | 'stream' | 'discard';

/** Bytes that wait for a slow reader before the socket is paused. */
const highWaterBytes = 256 * 1024;
/** A discarded body of up to this size is read to its end, because that keeps the connection. */
const discardBytes = 64 * 1024;

const headersFrom = (raw: Record<string, string | string[] | undefined>): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(raw)) {
    const value = raw[name];
    headers[name] = typeof value === 'string' ? value : (value ?? []).join(', ');
  }
  return headers;
};

const isHostsFault = (error: RegistryError): boolean =>
  error.code === 'SOURCE_TIMEOUT' || error.code === 'SOURCE_BROKEN_RESPONSE' || error.code === 'SOURCE_UNREACHABLE';

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/**
 * One request and its answer: the handler the HTTP client calls, holding every limit of time and size. One timer is
 * armed at any time.
 */
export class Exchange {
  /** Resolves with the head, and for `discard` only when the connection is free again. Rejects with a `SOURCE_…` error. */
  readonly head: Promise<Head>;
  /** Ms until the head was there; undefined before. */
  latencyMs: number | undefined;
  readonly #url: string;
  readonly #limits: ExchangeLimits;
  readonly #useOf: (head: Head) => BodyUse;
  readonly #startedAt = performance.now();
  #resolveHead!: (head: Head) => void;
  #rejectHead!: (error: RegistryError) => void;
  #head: Head | undefined;
  #use: BodyUse = 'discard';
  #controller: Controller | undefined;
  #timer: NodeJS.Timeout | undefined;
  #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #bytesAtTick = 0;
  #pausedAt: number | undefined;
  #pausedMs = 0;
  #ended = false;
  #error: RegistryError | undefined;
  #wake: (() => void) | undefined;

  /** `url` is for messages: without user info. `useOf` decides about the body when the head is there. */
  constructor(url: string, limits: ExchangeLimits, useOf: (head: Head) => BodyUse) {
    this.#url = url;
    this.#limits = limits;
    this.#useOf = useOf;
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
    this.#arm(Math.min(limits.firstByteTimeoutMs, limits.totalMs));
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#error !== undefined) controller.abort(this.#error);
  }

  onRequestUpgrade(): void {
    this.#fail(this.#broken('wants another protocol than HTTP.'));
  }

  onResponseStart(
    controller: Controller,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    statusText = '',
  ) {
    if (status < 200 || this.#ended) return;
    this.#controller = controller;
    this.latencyMs = performance.now() - this.#startedAt;
    const head = { status, statusText, headers: headersFrom(headers) };
    this.#head = head;
    this.#use = this.#useOf(head);
    const announced = Number(head.headers['content-length'] ?? 0);
    if (this.#use !== 'discard' && announced > this.#limits.maxBytes) return this.#fail(this.#tooLarge(announced));
    if (this.#use !== 'discard') this.#resolveHead(head);
    this.#arm(Math.min(this.#limits.stallTimeoutMs, this.#leftMs()));
  }

  onResponseData(controller: Controller, chunk: Uint8Array) {
    if (this.#ended) return;
    this.#bytes += chunk.length;
    if (this.#use === 'discard') {
      if (this.#bytes > discardBytes) this.#fail(this.#broken('sent more than is read.'));
      return;
    }
    if (this.#bytes > this.#limits.maxBytes) return this.#fail(this.#tooLarge());
    this.#chunks.push(chunk);
    if (this.#use === 'collect') return;
    this.#waitingBytes += chunk.length;
    this.#wake?.();
    if (this.#waitingBytes < highWaterBytes || this.#pausedAt !== undefined) return;
    controller.pause();
    this.#pausedAt = performance.now();
    clearTimeout(this.#timer);
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#end(networkFailure(error, this.#url));
  }

  /** The body whole. @throws `SOURCE_TIMEOUT`, `SOURCE_TOO_LARGE`, `SOURCE_BROKEN_RESPONSE` */
  async collect(): Promise<Uint8Array> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#error !== undefined) throw this.#error;
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
  }

  /** The body as it comes; a reader that stops early closes the connection. Throws as {@link collect}. */
  async *stream(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunks = this.#chunks;
        this.#chunks = [];
        this.#waitingBytes = 0;
        for (const chunk of chunks) yield chunk;
        if (this.#chunks.length > 0) continue;
        if (this.#error !== undefined) throw this.#error;
        if (this.#ended) return;
        this.#resume();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.abort();
    }
  }

  /** Whether the host is to blame for an answer that is not there or not whole. */
  get hasFailed(): boolean {
    const isWanted = this.#head === undefined || this.#use !== 'discard';
    return isWanted && this.#error !== undefined && isHostsFault(this.#error);
  }

  /** Closes the connection when the answer is not complete yet. */
  abort(): void {
    this.#fail(this.#broken('was not read to its end.'));
  }

  #resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#pausedMs += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
    this.#bytesAtTick = this.#bytes;
    this.#arm(Math.min(this.#limits.stallTimeoutMs, this.#leftMs()));
    this.#controller?.resume();
  }

  #leftMs(): number {
    return Math.max(0, this.#limits.totalMs - (performance.now() - this.#startedAt - this.#pausedMs));
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer);
    // A timer may fire a fraction of a millisecond early; rounding up saves an extra turn.
    this.#timer = setTimeout(() => this.#tick(), Math.ceil(ms));
  }

  #tick() {
    const { firstByteTimeoutMs, totalMs, stallTimeoutMs, minProgressBytes } = this.#limits;
    if (this.#leftMs() <= 1) return this.#fail(this.#timeout(`did not answer in full within ${seconds(totalMs)}.`));
    if (this.#head === undefined) {
      return this.#fail(this.#timeout(`did not begin to answer within ${seconds(firstByteTimeoutMs)}.`));
    }
    const grown = this.#bytes - this.#bytesAtTick;
    if (grown < minProgressBytes) {
      return this.#fail(this.#timeout(`stalled: ${grown} bytes came in ${seconds(stallTimeoutMs)}.`));
    }
    this.#bytesAtTick = this.#bytes;
    this.#arm(Math.min(stallTimeoutMs, this.#leftMs()));
  }

  #fail(error: RegistryError): void {
    if (this.#ended) return;
    this.#end(error);
    this.#controller?.abort(error);
  }

  #end(error?: RegistryError): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#error = error;
    // Of an answer whose body nobody wants, the head is all there is to know, however the body ended.
    if (this.#head !== undefined && this.#use === 'discard') this.#resolveHead(this.#head);
    else if (error !== undefined) this.#rejectHead(error);
    this.#wake?.();
  }

  #timeout(words: string): RegistryError {
    return new RegistryError('SOURCE_TIMEOUT', `${this.#url} ${words}`);
  }

  #broken(words: string): RegistryError {
    return new RegistryError('SOURCE_BROKEN_RESPONSE', `${this.#url} ${words}`);
  }

  #tooLarge(announced?: number): RegistryError {
    const what = announced === undefined ? 'sent' : `announces ${announced} bytes,`;
    const message = `${this.#url} ${what} more than the ${this.#limits.maxBytes} bytes that are read.`;
    return new RegistryError('SOURCE_TOO_LARGE', message);
  }
}
