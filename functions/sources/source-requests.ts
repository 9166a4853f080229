import { setTimeout as pause } from 'node:timers/promises';
import { RegistryError } from '../domain/errors.ts';
import type { Limits } from '../domain/limits.ts';
import type { SourceRequest } from '../domain/ports.ts';
import { acceptedEncodings } from './decompress.ts';
import { type BodyUse, Exchange, type Head } from './exchange.ts';
import { HostQueue, timeIsUp } from './host-queue.ts';
import { networkFailure } from './network-failure.ts';
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

interface Hop extends SourceUrl {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

interface Budget {
  /** Time the request itself has taken, ms; waiting for its turn at the host is not part of it. */
  spentMs: number;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const isGood = ({ status }: Head): boolean => (status >= 200 && status < 300) || status === 304;

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
      send: (request, read) => this.#send({ request, use: 'stream', read, isRobots: true }),
      slowDown: (url, to) => this.#queueOf(url).pace.slowDown(to),
    });
  }

  /**
   * Sends a request until it is answered or given up, and reads its body with `read`, whose failure counts as one of the
   * answer. @throws `SOURCE_…`
   */
  send<T>(request: SourceRequest, use: BodyUse, read: (answer: Answer) => Promise<T>): Promise<T> {
    return this.#send({ request, use, read, isRobots: this.#options.ignoreRobots === true });
  }

  concurrency(url: string): number {
    return this.#queueOf(parseSourceUrl(url).url).pace.limit;
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  async #send<T>(job: {
    request: SourceRequest;
    use: BodyUse;
    read: (answer: Answer) => Promise<T>;
    isRobots: boolean;
  }): Promise<T> {
    const { limits, random = Math.random } = this.#options;
    const budget: Budget = { spentMs: 0 };
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#follow(job, budget);
      } catch (thrown) {
        const error = networkFailure(thrown, shownUrl(job.request.url));
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

  async #follow<T>(
    job: { request: SourceRequest; use: BodyUse; read: (answer: Answer) => Promise<T>; isRobots: boolean },
    budget: Budget,
  ): Promise<T> {
    const { request, use, read } = job;
    const { maxRedirects } = this.#options.limits;
    const start = parseSourceUrl(request.url);
    this.#remember(start);
    let hop: Hop = { ...start, method: request.method ?? 'GET', headers: { ...request.headers } };
    if (request.body !== undefined) hop.body = request.body;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      if (!job.isRobots) await this.#robots.check(hop.url);
      const outcome = await this.#exchange(hop, { use, maxBytes: request.maxBytes, budget, read });
      if ('value' in outcome) return outcome.value;
      hop = nextHop(hop, outcome.redirect);
    }
    const message = `${start.url.href} redirects more than ${maxRedirects} times.`;
    throw new RegistryError('SOURCE_TOO_MANY_REDIRECTS', message);
  }

  /** One request, one answer, in one place of the host's queue. */
  async #exchange<T>(
    hop: Hop,
    to: { use: BodyUse; maxBytes: number; budget: Budget; read: (answer: Answer) => Promise<T> },
  ): Promise<{ value: T } | { redirect: Head }> {
    const { limits } = this.#options;
    const leave = await this.#queueOf(hop.url).enter(hop.url.href, limits.fetchTimeoutMs);
    const startedAt = performance.now();
    const leftMs = this.#timeLeftMs();
    const totalMs = Math.min(limits.fetchTimeoutMs - to.budget.spentMs, leftMs);
    const exchange = new Exchange(hop.url.href, { ...limits, maxBytes: to.maxBytes, totalMs }, (head) =>
      isGood(head) && head.status !== 304 ? to.use : 'discard',
    );
    let head: Head | undefined;
    try {
      this.#options.dispatch(this.#dispatchRequest(hop), exchange);
      head = await exchange.head;
      if (redirectStatuses.has(head.status) && head.headers.location !== undefined) return { redirect: head };
      if (!isGood(head)) throw statusError(hop.url.href, head);
      // A stream is read at its reader's leisure, which may be to send more requests: it keeps no place in the queue.
      if (to.use === 'stream') leave({ outcome: 'ok' });
      const unread = head.status === 304 ? undefined : exchange;
      return { value: await to.read({ exchange: unread, head, url: hop.url.href }) };
    } catch (thrown) {
      exchange.abort();
      const error = networkFailure(thrown, hop.url.href);
      throw error.code === 'SOURCE_TIMEOUT' && this.#timeLeftMs() <= 1 ? timeIsUp(hop.url.href) : error;
    } finally {
      to.budget.spentMs += performance.now() - startedAt;
      leave(this.#endOf(exchange, head));
    }
  }

  #endOf(exchange: Exchange, head: Head | undefined) {
    const latency = exchange.latencyMs === undefined ? {} : { latencyMs: exchange.latencyMs };
    if (exchange.hasFailed) return { outcome: 'failed' as const, ...latency };
    if (head?.status !== 429 && head?.status !== 503) return { outcome: 'ok' as const, ...latency };
    const askedMs = retryAfterMs(head.headers['retry-after'], Date.now());
    const { fetchTimeoutMs } = this.#options.limits;
    return {
      outcome: 'busy' as const,
      ...latency,
      ...(askedMs === undefined ? {} : { retryAfterMs: Math.min(askedMs, fetchTimeoutMs) }),
    };
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
      const { maxConnections } = this.#options;
      queue = new HostQueue({ host, maxConnections, timeLeftMs: this.#timeLeftMs });
      this.#queues.set(host, queue);
    }
    return queue;
  }
}

const statusError = (url: string, head: Head): RegistryError => {
  const askedMs = retryAfterMs(head.headers['retry-after'], Date.now());
  const details = { status: head.status, ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }) };
  const words = `${head.status} ${head.statusText.slice(0, 100)}`.trim();
  return new RegistryError('SOURCE_HTTP_STATUS', `${url} answered ${words}.`, { details });
};

/**
 * The request a redirect asks for (RFC 9110 section 15.4). A POST stays one except after 303: a catalogue's query means
 * nothing without its body. Nothing that proves who we are goes to another origin, and user info in Location is not used.
 */
function nextHop(hop: Hop, { status, headers }: Head): Hop {
  let url: URL;
  try {
    ({ url } = parseSourceUrl(headers.location ?? '', hop.url));
  } catch (error) {
    const message = `${hop.url.href} redirects to ${shownUrl(headers.location ?? '')}, which is no http or https URL.`;
    throw new RegistryError('SOURCE_URL_INVALID', message, { cause: error });
  }
  const isSameOrigin = url.origin === hop.url.origin;
  const secret = isSameOrigin ? [] : ['authorization', 'cookie', 'proxy-authorization'];
  const kept = Object.entries(hop.headers).filter(([name]) => !secret.includes(name.toLowerCase()));
  const next: Hop = { url, method: status === 303 ? 'GET' : hop.method, headers: Object.fromEntries(kept) };
  if (isSameOrigin && hop.authorization !== undefined) next.authorization = hop.authorization;
  if (next.method === 'POST' && hop.body !== undefined) next.body = hop.body;
  return next;
}
