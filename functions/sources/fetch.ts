import { lookup as lookupName, Resolver } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { Limits } from '../domain/limits.ts';
import type { SourceAnswer, SourceClient } from '../domain/ports.ts';
import { closedAddressReason } from './addresses.ts';
import { type DecompressOptions, decompress, decompressStream } from './decompress.ts';
import type { Exchange } from './exchange.ts';
import { closedAddressCode } from './network-failure.ts';
import { type Dispatch, SourceRequests } from './source-requests.ts';

/** How a harvest reaches its provider. */
export interface SourceClientOptions {
  limits: Limits;
  /** Sent with every request: the product token first, then a contact URL. */
  userAgent: string;
  /** Lets loopback, private and the like through, or only these of them (IP addresses): for local use and tests. */
  allowPrivateAddresses: boolean | readonly string[];
  /** The harvest's own bound instead of `limits.connectionsPerHost`. */
  connectionsPerHost?: number;
  /** Asks for no robots.txt, as the harvest's provider has agreed. */
  ignoreRobots?: boolean;
  /** The source's URL: its user info goes as Basic authorization to its own origin, and nowhere else. */
  sourceUrl?: string;
  /** Ms until nothing may be waited for any more, such as the Lambda context's remaining time less a reserve. */
  timeLeftMs?: () => number;
  /** Looks names up, as `dns.lookup` does with `all`. */
  lookup?: LookupFunction;
  /** Asked for names instead of the system's resolver: `address` or `address:port`. */
  dnsServer?: string;
  /** 0 ≤ random() < 1 */
  random?: () => number;
}

/** {@link SourceClient} that holds connections. */
export interface ClosableSourceClient extends SourceClient {
  /** Exchanges the host of a URL gets at a time just now. */
  concurrency(url: string): number;
  /** Breaks off whatever is under way, and lets go of every connection. */
  close(): Promise<void>;
}

const closed = (host: string, reason: string): Error =>
  Object.assign(new Error(`${host} is closed: ${reason}`), { code: closedAddressCode });

/** Time for one try of one look-up, ms, and the tries. */
const dnsPatience = { timeout: 2_000, tries: 2 };

/** Looks names up at one DNS server: IPv4 addresses, and where there are none, IPv6 ones. */
const lookupAt = (server: string): LookupFunction => {
  const resolver = new Resolver(dnsPatience);
  resolver.setServers([server]);
  return (host, _options, callback) => {
    resolver.resolve4(host, (error, found) => {
      if (!error) return callback(null, asAddresses(found, 4));
      resolver.resolve6(host, (error6, found6) => {
        if (!error6) return callback(null, asAddresses(found6, 6));
        callback(lookupError(host, error.code ?? ''), []);
      });
    });
  };
};

/** As the system's look-up would say it: there is no such name, or it could not be found out. */
const lookupError = (host: string, code: string): Error =>
  Object.assign(new Error(`${host}: ${code}`), {
    code: code === 'ENOTFOUND' || code === 'ENODATA' ? 'ENOTFOUND' : 'EAI_AGAIN',
  });

const asAddresses = (addresses: string[], family: 4 | 6) => addresses.map((address) => ({ address, family }));

type ReasonOf = (address: string) => string | undefined;

const reasonsFrom = (allowed: boolean | readonly string[]): ReasonOf => {
  if (typeof allowed === 'boolean') return allowed ? () => undefined : closedAddressReason;
  return (address) => (allowed.includes(address) ? undefined : closedAddressReason(address));
};

/** The very addresses that were checked are connected to, so a name that changes its mind gains nothing. */
const openLookup =
  (lookup: LookupFunction, reasonOf: ReasonOf): LookupFunction =>
  (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const addresses = Array.isArray(found) ? found : [];
      const open = addresses.filter(({ address }) => reasonOf(address) === undefined);
      const [first] = open;
      if (first === undefined) {
        const reason = addresses.map(({ address }) => `${address} is ${reasonOf(address)}`).join(', ');
        return callback(closed(host, reason), []);
      }
      if (options.all === true) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };

const connectorFrom = (options: SourceClientOptions): buildConnector.connector => {
  const reasonOf = reasonsFrom(options.allowPrivateAddresses);
  const systemLookup = options.lookup ?? (lookupName as LookupFunction);
  const connect = buildConnector({
    allowH2: false,
    timeout: options.limits.connectTimeoutMs,
    lookup: openLookup(options.dnsServer ? lookupAt(options.dnsServer) : systemLookup, reasonOf),
  });
  return (target, callback) => {
    const bare = target.hostname.replace(/^\[|\]$/g, '');
    // No name is looked up when the URL itself has the address.
    const reason = isIP(bare) === 0 ? undefined : reasonOf(bare);
    if (reason === undefined) return connect(target, callback);
    callback(closed(bare, reason), null);
  };
};

async function* bodyOf(exchange: Exchange | undefined, options: DecompressOptions): AsyncGenerator<Uint8Array> {
  if (exchange === undefined) return;
  try {
    yield* decompressStream(exchange.stream(), options);
  } finally {
    // A decoder reads ahead and may be waiting for the next piece: only this reaches through to the connection.
    exchange.abort();
  }
}

/**
 * The only way out of the registry to the internet. Every request is bound in time and size, follows redirects itself,
 * is repeated where that helps, keeps to robots.txt and to the pace its host can take, and reaches public addresses only.
 * A connection is checked when it is made, so this holds for redirects and for names with changing addresses too.
 */
export function createSourceClient(options: SourceClientOptions): ClosableSourceClient {
  const maxConnections = options.connectionsPerHost ?? options.limits.connectionsPerHost;
  const agent = new Agent({
    connect: connectorFrom(options),
    allowH2: false,
    // A listing that is being read and one robots.txt may come on top of the documents.
    connections: maxConnections + 2,
    pipelining: 1,
    maxHeaderSize: options.limits.maxHeaderBytes,
    // Each exchange keeps its own time.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const dispatch: Dispatch = (request, exchange) => {
    agent.dispatch(request, exchange);
  };
  const requests = new SourceRequests({ ...options, maxConnections, dispatch });

  return {
    async fetch(request): Promise<SourceAnswer> {
      return requests.send(request, 'collect', async ({ exchange, head, url }) => {
        const body = exchange === undefined ? new Uint8Array() : await exchange.collect();
        const encoding = head.headers['content-encoding'];
        const whole = await decompress(body, { encoding, maxBytes: request.maxBytes, url });
        return { status: head.status, url, headers: head.headers, body: whole };
      });
    },
    async stream(request) {
      return requests.send(request, 'stream', async ({ exchange, head, url }) => {
        const body = bodyOf(exchange, { encoding: head.headers['content-encoding'], maxBytes: request.maxBytes, url });
        return { status: head.status, url, headers: head.headers, body };
      });
    },
    concurrency: (url) => requests.concurrency(url),
    close: async () => {
      requests.close();
      await agent.destroy();
    },
  };
}
