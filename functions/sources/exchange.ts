import { RegistryError } from '../domain/errors.ts';
import { ExchangeTimer, type ExchangeTimes } from './exchange-timer.ts';
import { networkFailure } from './network-failure.ts';

/** What the HTTP client lets its handler do with a request under way. */
interface Controller {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** What one answer may cost. */
export interface ExchangeLimits extends ExchangeTimes {
  /** Bound on the body as it is sent, bytes. */
  maxBytes: number;
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

const hostsFaults = new Set(['SOURCE_TIMEOUT', 'SOURCE_BROKEN_RESPONSE', 'SOURCE_UNREACHABLE']);

/** One request and its answer: the handler that the HTTP client calls, keeping every bound of time and size. */
export class Exchange {
  /** Resolves with the head, for `discard` only when the connection is free again. Rejects with a `SOURCE_…` error. */
  readonly head: Promise<Head>;
  /** Ms until the head was there; undefined before. */
  latencyMs: number | undefined;
  readonly #url: string;
  readonly #maxBytes: number;
  readonly #useOf: (head: Head) => BodyUse;
  readonly #timer: ExchangeTimer;
  #resolveHead!: (head: Head) => void;
  #rejectHead!: (error: RegistryError) => void;
  #head: Head | undefined;
  #use: BodyUse = 'discard';
  #controller: Controller | undefined;
  #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #isPaused = false;
  #hasEnded = false;
  #error: RegistryError | undefined;
  #wake: (() => void) | undefined;

  /** `url` is for messages: without user info. `useOf` decides about the body when the head is there. */
  constructor(url: string, limits: ExchangeLimits, useOf: (head: Head) => BodyUse) {
    this.#url = url;
    this.#maxBytes = limits.maxBytes;
    this.#useOf = useOf;
    this.#timer = new ExchangeTimer(url, limits, (error) => this.#fail(error));
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
    // Whoever waits for it gets the rejection; when nobody does, there is nothing to say.
    this.head.catch(() => {});
  }

  /** Whether the host is to blame for an answer that is not there or not whole. */
  get hasFailed(): boolean {
    const isWanted = this.#head === undefined || this.#use !== 'discard';
    return isWanted && this.#error !== undefined && hostsFaults.has(this.#error.code);
  }

  /** Called by the client, as all methods named `on…`. */
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
    if (status < 200 || this.#hasEnded) return;
    this.#controller = controller;
    this.latencyMs = this.#timer.headCame();
    this.#head = { status, statusText, headers: headersFrom(headers) };
    this.#use = this.#useOf(this.#head);
    if (this.#use === 'discard') return;
    const announced = Number(this.#head.headers['content-length'] ?? 0);
    if (announced > this.#maxBytes) return this.#fail(this.#tooLarge(announced));
    this.#resolveHead(this.#head);
  }

  onResponseData(controller: Controller, chunk: Uint8Array) {
    if (this.#hasEnded) return;
    this.#bytes += chunk.length;
    this.#timer.grew(chunk.length);
    if (this.#use === 'discard') {
      if (this.#bytes > discardBytes) this.#fail(this.#broken('sent more than is read.'));
      return;
    }
    if (this.#bytes > this.#maxBytes) return this.#fail(this.#tooLarge());
    this.#chunks.push(chunk);
    if (this.#use === 'collect') return;
    this.#waitingBytes += chunk.length;
    this.#wake?.();
    if (this.#waitingBytes < highWaterBytes || this.#isPaused) return;
    this.#isPaused = true;
    controller.pause();
    this.#timer.pause();
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#end(networkFailure(error, this.#url));
  }

  /** The body whole. @throws `SOURCE_TIMEOUT`, `SOURCE_TOO_LARGE`, `SOURCE_BROKEN_RESPONSE` */
  async collect(): Promise<Uint8Array> {
    if (!this.#hasEnded) await this.#change();
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
        yield* chunks;
        if (this.#chunks.length > 0) continue;
        if (this.#error !== undefined) throw this.#error;
        if (this.#hasEnded) return;
        this.#resume();
        await this.#change();
      }
    } finally {
      this.abort();
    }
  }

  /** Closes the connection when the answer is not complete yet. */
  abort(): void {
    this.#fail(this.#broken('was not read to its end.'));
  }

  /** Until the next piece of a stream, or the end. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#timer.resume();
    this.#controller?.resume();
  }

  #fail(error: RegistryError): void {
    if (this.#hasEnded) return;
    this.#end(error);
    this.#controller?.abort(error);
  }

  #end(error?: RegistryError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timer.stop();
    this.#error = error;
    // Of an answer whose body nobody wants, the head is all there is to know, however the body ended.
    if (this.#head !== undefined && this.#use === 'discard') this.#resolveHead(this.#head);
    else if (error !== undefined) this.#rejectHead(error);
    this.#wake?.();
  }

  #broken(words: string): RegistryError {
    return new RegistryError('SOURCE_BROKEN_RESPONSE', `${this.#url} ${words}`);
  }

  #tooLarge(announced?: number): RegistryError {
    const what = announced === undefined ? 'sent' : `announces ${announced} bytes,`;
    return new RegistryError(
      'SOURCE_TOO_LARGE',
      `${this.#url} ${what} more than the ${this.#maxBytes} bytes that are read.`,
    );
  }
}
