import { isRegistryError, RegistryError } from '../domain/errors.ts';
import type { SourceRequest } from '../domain/ports.ts';
import { decompressStream } from './decompress.ts';
import { closingRule, maxRobotsBytes, parseRobots, type Robots } from './robots.ts';
import type { Answer } from './source-requests.ts';

/** The longest Crawl-delay that is kept to, ms: beyond it a source of a thousand documents would take a day. */
const longestCrawlDelayMs = 60_000;

export interface RobotsGateOptions {
  /** Its product token, up to the first slash or space, is the name robots.txt knows us by. */
  userAgent: string;
  send: <T>(request: SourceRequest, read: (answer: Answer) => Promise<T>) => Promise<T>;
  /** Told once per origin, when its robots.txt asks for it. */
  slowDown: (url: URL, to: { maxConnections: number; minIntervalMs: number }) => void;
}

/** Reads as much as counts, and no more. */
const readText = async ({ exchange, head, url }: Answer): Promise<string> => {
  if (exchange === undefined) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const encoding = head.headers['content-encoding'];
  for await (const chunk of decompressStream(exchange.stream(), {
    encoding,
    maxBytes: Number.POSITIVE_INFINITY,
    url,
  })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxRobotsBytes) break;
  }
  exchange.abort();
  return Buffer.concat(chunks).subarray(0, maxRobotsBytes).toString('utf8');
};

/**
 * Keeps to each origin's robots.txt, which is read once. Where there is none (4xx, or redirects for ever) all is open
 * (RFC 9309 section 2.3.1.3). Where the server fails (5xx, no answer in time, a broken one) the RFC has a crawler stay out
 * for up to 30 days; but we follow no links of our own accord, and fetch only what a provider registered with us, and many
 * servers of this field answer 500 to any path they do not serve. So we go on, with one request at a time.
 */
export class RobotsGate {
  readonly #options: RobotsGateOptions;
  readonly #productToken: string;
  readonly #known = new Map<string, Promise<Robots>>();

  constructor(options: RobotsGateOptions) {
    this.#options = options;
    this.#productToken = /^[^/\s]*/.exec(options.userAgent)?.[0] ?? '';
  }

  /** @throws `SOURCE_ROBOTS_DISALLOWED`; `SOURCE_UNREACHABLE` and `SOURCE_ADDRESS_FORBIDDEN` as the URL itself would */
  async check(url: URL): Promise<void> {
    const robots = await this.#robotsOf(url);
    const rule = closingRule(robots, url);
    if (rule === undefined) return;
    const message =
      `${url.href} is closed to us by its host's robots.txt: "Disallow: ${rule.path}" under "User-agent: ${robots.agent}". ` +
      `To let us in, add "User-agent: ${this.#productToken}" with "Allow: ${rule.path}" there, ` +
      'or ask the registry to leave robots.txt aside for this harvest.';
    throw new RegistryError('SOURCE_ROBOTS_DISALLOWED', message, { details: { rule: `Disallow: ${rule.path}` } });
  }

  #robotsOf(url: URL): Promise<Robots> {
    const known = this.#known.get(url.origin);
    if (known !== undefined) return known;
    const robots = this.#read(url);
    this.#known.set(url.origin, robots);
    // A host that was not there may be there for the next try.
    robots.catch(() => this.#known.delete(url.origin));
    return robots;
  }

  async #read(url: URL): Promise<Robots> {
    const open: Robots = { rules: [] };
    try {
      const request = { url: new URL('/robots.txt', url).href, maxBytes: Number.POSITIVE_INFINITY };
      const robots = parseRobots(await this.#options.send(request, readText), this.#productToken);
      const minIntervalMs = Math.min(robots.crawlDelayMs ?? 0, longestCrawlDelayMs);
      // A host that wants time between requests wants one at a time.
      if (minIntervalMs > 0) this.#options.slowDown(url, { maxConnections: 1, minIntervalMs });
      return robots;
    } catch (error) {
      if (!isRegistryError(error) || error.details.timeIsUp === true) throw error;
      if (error.code === 'SOURCE_UNREACHABLE' || error.code === 'SOURCE_ADDRESS_FORBIDDEN')
        throw asFailureOf(url, error);
      const status = Number(error.details.status ?? 0);
      const isAbsent = (status >= 400 && status < 500 && status !== 429) || error.code === 'SOURCE_TOO_MANY_REDIRECTS';
      if (!isAbsent) this.#options.slowDown(url, { maxConnections: 1, minIntervalMs: 0 });
      return open;
    }
  }
}

/** The same failure, told of the URL that was wanted. All tries have been made: for the URL itself none are left. */
const asFailureOf = (url: URL, { code, message, cause, details }: RegistryError): RegistryError =>
  new RegistryError(code, message.replace(new URL('/robots.txt', url).href, url.href), {
    cause,
    details: { ...details, final: true },
  });
