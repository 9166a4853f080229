import { setTimeout as pause } from 'node:timers/promises';
import { isRegistryError, RegistryError } from '../domain/errors.ts';
import type { Limits } from '../domain/limits.ts';
import type { SourceRequest } from '../domain/ports.ts';
import { acceptedEncodings } from './decompress.ts';
import { type BodyUse, Exchange, type Head } from './exchange.ts';
import { firstHop, type Hop, isGood, isRedirect, nextHop, statusError } from './hop.ts';
import { HostQueue, timeIsUp } from './host-queue.ts';
import { backoffMs, isWorthRetrying, retryAfterMs } from './retry.ts';
import { RobotsGate } from './robots-gate.ts';
import { parseSourceUrl, type SourceUrl, shownUrl } from './source-url.ts';

/** What is handed to the HTTP client. */
export interface DispatchRequest {
  origin: string;
  path: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

/** Puts a request on a connection; the exchange is told what comes of it. */
export type Dispatch = (request: DispatchRequest, exchange: Exchange) => void;

export interface SourceRequestsOptions {
  limits: Limits;
  userAgent: string;
  maxConnections: number;
  ignoreRobots?: boolean;
  sourceUrl?: string;
  timeLeftMs?: () => number;
  random?: () => number;
  dispatch: Dispatch;
}

/** An answer with status 2xx or 304; of the latter there is no exchange left to read from. */
export interface Answer {
  exchange: Exchange | undefined;
  head: Head;
  /** After redirects, without user info. */
  url: string;
}

interface Job<T> {
  request: SourceRequest;
  use: BodyUse;
  read: (answer: Answer) => Promise<T>;
  /** Goes without asking robots.txt. */
  isExempt: boolean;
}

interface Budget {
  /** Time the request itself has taken, ms; waiting for its turn at the host is not part of it. */
  spentMs: number;
}

/** Where requests become exchanges: redirects, credentials, robots.txt, the host's pace and further tries. */
export class SourceRequests {
  readonly #options: SourceRequestsOptions;
  readonly #timeLeftMs: () => number;
  readonly #queues = new Map<string, HostQueue>();
  readonly #credentials = new Map<string, string>();
  readonly #robots: RobotsGate;

  constructor(options: SourceRequestsOptions) {
    this.#options = options;
    this.#timeLeftMs = options.timeLeftMs ?? (() => Number.POSITIVE_INFINITY);
    if (options.sourceUrl !== undefined) this.#remember(parseSourceUrl(options.sourceUrl));
    this.#robots = new RobotsGate({
      userAgent: options.userAgent,
      send: (request, read) => this.#send({ request, use: 'stream', read, isExempt: true }),
      slowDown: (url, to) => this.#queueOf(url).pace.slowDown(to),
    });
  }

  /**
   * Sends a request until it is answered or given up, and reads its body with `read`, whose failure counts as one of the
   * answer. @throws `SOURCE_…`
   */
  send<T>(request: SourceRequest, use: BodyUse, read: (answer: Answer) => Promise<T>): Promise<T> {
    return this.#send({ request, use, read, isExempt: this.#options.ignoreRobots === true });
  }

  concurrency(url: string): number {
    return this.#queueOf(parseSourceUrl(url).url).pace.limit;
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  async #send<T>(job: Job<T>): Promise<T> {
    const { limits, random = Math.random } = this.#options;
    const budget: Budget = { spentMs: 0 };
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#follow(job, budget);
      } catch (error) {
        if (!isRegistryError(error)) throw error;
        if (tries >= limits.fetchTries || !isWorthRetrying(error, tries)) throw error;
        const pauseMs = backoffMs(tries, { baseMs: limits.fetchBackoffMs, random });
        // What the host asked for is waited for in its queue, together with everybody else.
        const askedMs = Number(error.details.retryAfterMs ?? 0);
        if (askedMs > limits.fetchTimeoutMs || budget.spentMs + pauseMs >= limits.fetchTimeoutMs) throw error;
        if (askedMs + pauseMs >= this.#timeLeftMs()) throw timeIsUp(shownUrl(job.request.url));
        await pause(pauseMs);
        budget.spentMs += pauseMs;
      }
    }
  }

  async #follow<T>(job: Job<T>, budget: Budget): Promise<T> {
    const { request } = job;
    const { maxRedirects } = this.#options.limits;
    const start = firstHop(request);
    this.#remember(start);
    let hop = start;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const outcome = await this.#hop(hop, job, budget).catch((error: unknown) => {
        throw redirects > 0 ? redirectedFailure(start, error) : error;
      });
      if ('value' in outcome) return outcome.value;
      hop = nextHop(hop, outcome.redirect);
    }
    const message = `${start.url.href} redirects more than ${maxRedirects} times.`;
    throw new RegistryError('SOURCE_TOO_MANY_REDIRECTS', message);
  }

  async #hop<T>(hop: Hop, job: Job<T>, budget: Budget): Promise<{ value: T } | { redirect: Head }> {
    if (!job.isExempt) await this.#robots.check(hop.url);
    return await this.#exchange(hop, job, budget);
  }

  /** One request, one answer, in one place of the host's queue. */
  async #exchange<T>(hop: Hop, job: Job<T>, budget: Budget): Promise<{ value: T } | { redirect: Head }> {
    const { limits } = this.#options;
    const leave = await this.#queueOf(hop.url).enter(hop.url.href);
    const startedAt = performance.now();
    const leftMs = this.#timeLeftMs();
    const totalMs = Math.min(limits.fetchTimeoutMs - budget.spentMs, leftMs);
    const exchange = new Exchange(hop.url.href, { ...limits, maxBytes: job.request.maxBytes, totalMs }, (head) =>
      isGood(head) && head.status !== 304 ? job.use : 'discard',
    );
    let head: Head | undefined;
    try {
      this.#options.dispatch(this.#dispatchRequest(hop), exchange);
      head = await exchange.head;
      if (isRedirect(head)) return { redirect: head };
      if (!isGood(head)) throw statusError(hop.url.href, head);
      // A stream is read at its reader's leisure, which may be to send more requests: it keeps no place in the queue.
      if (job.use === 'stream') leave({ outcome: 'ok' });
      const unread = head.status === 304 ? undefined : exchange;
      return { value: await job.read({ exchange: unread, head, url: hop.url.href }) };
    } catch (error) {
      exchange.abort();
      throw isRegistryError(error, 'SOURCE_TIMEOUT') && this.#timeLeftMs() <= 1 ? timeIsUp(hop.url.href) : error;
    } finally {
      budget.spentMs += performance.now() - startedAt;
      leave(this.#endOf(exchange, head));
    }
  }

  #endOf(exchange: Exchange, head: Head | undefined) {
    const latency = exchange.latencyMs === undefined ? {} : { latencyMs: exchange.latencyMs };
    if (exchange.hasFailed) return { outcome: 'failed' as const, ...latency };
    if (head?.status !== 429 && head?.status !== 503) return { outcome: 'ok' as const, ...latency };
    const askedMs = retryAfterMs(head.headers['retry-after'], Date.now());
    return { outcome: 'busy' as const, ...latency, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
  }

  #dispatchRequest({ url, method, headers, body, authorization }: Hop): DispatchRequest {
    const known = authorization ?? this.#credentials.get(url.origin);
    const sent: Record<string, string> = {
      'user-agent': this.#options.userAgent,
      accept: '*/*',
      'accept-encoding': acceptedEncodings,
      ...(known === undefined ? {} : { authorization: known }),
      ...headers,
    };
    const request: DispatchRequest = { origin: url.origin, path: url.pathname + url.search, method, headers: sent };
    return body === undefined ? request : { ...request, body };
  }

  /** Documents are listed by URLs without user info: they are asked for with that of their source. */
  #remember({ url, authorization }: SourceUrl): void {
    if (authorization !== undefined && !this.#credentials.has(url.origin)) {
      this.#credentials.set(url.origin, authorization);
    }
  }

  #queueOf({ host }: URL): HostQueue {
    let queue = this.#queues.get(host);
    if (queue === undefined) {
      const { maxConnections, limits } = this.#options;
      queue = new HostQueue({ maxConnections, timeLeftMs: this.#timeLeftMs, giveUpMs: limits.fetchTimeoutMs });
      this.#queues.set(host, queue);
    }
    return queue;
  }
}

/** The same failure, told of the URL that was asked for in the first place: the one that its provider can change. */
function redirectedFailure({ url }: Hop, thrown: unknown): unknown {
  if (!isRegistryError(thrown)) return thrown;
  const { code, message, cause, details } = thrown;
  return new RegistryError(code, `${url.href} redirects elsewhere: ${message}`, { cause, details });
}
