import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counters } from '../../functions/domain/attempt.ts';
import { metadataDocument } from '../support/provider.ts';
import { badAnswers as bad, listingWith, type Misdeed, ofDocuments, ofListing, withFolder } from './provider-faults.ts';
import { checkHealing, checkSource, type Stage, setScene, startStage, undisturbed } from './scene.ts';
import { tableOfFaults } from './write-table.ts';

/** The provider's address, the only private one that the registry may go to. */
const host = '127.0.0.2';

interface Row {
  fault: string;
  does: Misdeed;
  state: 'ok' | 'partial' | 'fail';
  /** Code of the attempt's failure, of a notice or of why `changed.xml` is unreachable. */
  code?: string;
  says?: RegExp;
  counters?: Partial<Counters>;
}

const failing = (fault: string, misdeed: Misdeed, code: string, says: RegExp): Row => ({
  fault: `Listing: ${fault}`,
  does: ofListing(misdeed),
  state: 'fail',
  code,
  says,
});

/** The two documents that are asked for cannot be fetched: one is known and one is new. */
const unreachable = (fault: string, misdeed: Misdeed, code: string, says: RegExp): Row => ({
  fault: `Documents: ${fault}`,
  does: ofDocuments(misdeed),
  state: 'partial',
  code,
  says,
  counters: { ...undisturbed, added: 0, updated: 0, good: 8, unreachable: 2 },
});

/** Nothing is removed while a part of the listing is not known. */
const folder = (fault: string, misdeed: Misdeed, code: string, says: RegExp): Row => ({
  fault: `Folder: ${fault}`,
  does: withFolder(misdeed),
  state: 'partial',
  code,
  says,
  counters: { ...undisturbed, removed: 0 },
});

const everyThird = (): Misdeed => {
  let requests = 0;
  return (request, response, provider) => ++requests % 3 === 0 && bad.unavailable(request, response, provider);
};

const onceEach = (misdeed: Misdeed): Misdeed => {
  const seen = new Set<string | undefined>();
  return (request, response, provider) => {
    if (seen.has(request.url)) return false;
    seen.add(request.url);
    return misdeed(request, response, provider);
  };
};

const whole: Misdeed = (request, response) => {
  if (request.url !== '/robots.txt') return false;
  response.end('User-agent: *\nDisallow: /waf/');
  return true;
};

const rows: Row[] = [
  failing('the connection is reset in mid-body', bad.reset, 'SOURCE_BROKEN_RESPONSE', /\/waf\/ .*reset/),
  failing('the connection is closed without an answer', bad.hangUp, 'SOURCE_BROKEN_RESPONSE', /\/waf\//),
  failing('no answer', bad.silent, 'SOURCE_TIMEOUT', /did not (begin to answer|answer in full) within/),
  failing('the body stalls', bad.stall, 'SOURCE_TIMEOUT', /stalled/),
  failing('the body drips', bad.drip, 'SOURCE_TIMEOUT', /stalled/),
  failing('shorter than its Content-Length', bad.short, 'SOURCE_BROKEN_RESPONSE', /length|complete/i),
  failing('no HTTP', bad.noHttp, 'SOURCE_BROKEN_RESPONSE', /not HTTP/),
  failing('gzip data cut off', bad.cutGzip, 'SOURCE_BROKEN_RESPONSE', /damaged or cut off/),
  failing('1 GB announced', bad.hugeAnnounced, 'SOURCE_TOO_LARGE', /announces 1000000000 bytes/),
  failing('a login page with status 200', bad.loginPage, 'SOURCE_NOT_A_LISTING', /\/waf\//),
  failing('an XML document', bad.xml, 'SOURCE_NOT_A_LISTING', /\/waf\//),
  failing('an empty answer', bad.nothing, 'SOURCE_NOT_A_LISTING', /\/waf\//),
  failing('404', bad.notThere, 'SOURCE_HTTP_STATUS', /404/),
  failing('403', bad.forbidden, 'SOURCE_HTTP_STATUS', /403/),
  failing('500', bad.failing, 'SOURCE_HTTP_STATUS', /500/),
  failing('429 with Retry-After of ten minutes', bad.storm, 'SOURCE_HTTP_STATUS', /429/),
  failing('a redirect loop', bad.loop, 'SOURCE_TOO_MANY_REDIRECTS', /more than 5 times/),
  failing('a redirect to a private address', bad.toPrivate, 'SOURCE_ADDRESS_FORBIDDEN', /public internet/),
  failing("a redirect to the registry's own address", bad.toRegistry, 'SOURCE_ADDRESS_FORBIDDEN', /public internet/),
  failing('a redirect to a file', bad.toFile, 'SOURCE_URL_INVALID', /no http/),
  {
    fault: 'Listing: cut in half, with a matching Content-Length',
    does: listingWith((page) => page.slice(0, page.length / 2)),
    state: 'fail',
    code: 'SOURCE_BROKEN_RESPONSE',
  },
  {
    fault: 'Listing: genuine, and empty',
    does: listingWith((page) => page.replace(/^<a href="\w.*\n/gm, '')),
    state: 'partial',
    counters: { listed: 0, good: 0, bad: 0, unreachable: 0, removed: 0 },
  },
  {
    fault: 'robots.txt: closes the folder',
    does: whole,
    state: 'fail',
    code: 'SOURCE_ROBOTS_DISALLOWED',
    says: /Disallow: \/waf\//,
  },
  {
    fault: 'robots.txt: 500',
    does: (request, response, provider) => request.url === '/robots.txt' && bad.failing(request, response, provider),
    state: 'ok',
    counters: undisturbed,
  },
  folder('missing', bad.notThere, 'SOURCE_HTTP_STATUS', /\/waf\/sub\/ answered 404/),
  folder('closed to us', bad.forbidden, 'SOURCE_HTTP_STATUS', /\/waf\/sub\/ answered 403/),
  folder('a login page with status 200', bad.loginPage, 'SOURCE_NOT_A_LISTING', /\/waf\/sub\//),
  folder('the body stalls', bad.stall, 'SOURCE_TIMEOUT', /\/waf\/sub\/ stalled/),
  folder('a redirect to a private address', bad.toPrivate, 'SOURCE_ADDRESS_FORBIDDEN', /public internet/),
  unreachable('the connection is reset in mid-body', bad.reset, 'SOURCE_BROKEN_RESPONSE', /reset/),
  unreachable('the connection is closed without an answer', bad.hangUp, 'SOURCE_BROKEN_RESPONSE', /broke off/),
  unreachable('the body stalls', bad.stall, 'SOURCE_TIMEOUT', /stalled/),
  unreachable('the body drips', bad.drip, 'SOURCE_TIMEOUT', /stalled/),
  unreachable('shorter than their Content-Length', bad.short, 'SOURCE_BROKEN_RESPONSE', /length|complete/i),
  unreachable('gzip data cut off', bad.cutGzip, 'SOURCE_BROKEN_RESPONSE', /damaged or cut off/),
  unreachable('1 GB announced', bad.hugeAnnounced, 'SOURCE_TOO_LARGE', /announces/),
  unreachable('1 GB sent', bad.huge, 'SOURCE_TOO_LARGE', /more than/),
  unreachable('gone between listing and fetch', bad.notThere, 'SOURCE_HTTP_STATUS', /404/),
  unreachable('403', bad.forbidden, 'SOURCE_HTTP_STATUS', /403/),
  unreachable('503 for ever', bad.unavailable, 'SOURCE_HTTP_STATUS', /503/),
  unreachable('429 with Retry-After of ten minutes', bad.storm, 'SOURCE_', /429|left alone/),
  unreachable('a redirect loop', bad.loop, 'SOURCE_TOO_MANY_REDIRECTS', /more than 5 times/),
  unreachable('a redirect to a private address', bad.toPrivate, 'SOURCE_ADDRESS_FORBIDDEN', /public internet/),
  {
    fault: 'Documents: a login page with status 200',
    does: ofDocuments(bad.loginPage),
    state: 'ok',
    counters: { ...undisturbed, good: 8, bad: 4 },
  },
  {
    fault: 'Documents: empty',
    does: ofDocuments(bad.nothing),
    state: 'ok',
    counters: { ...undisturbed, good: 8, bad: 4 },
  },
  {
    fault: 'Documents: another version at each request',
    does: (request, _, provider) => {
      if (!request.url?.endsWith('changed.xml')) return false;
      const version = provider.requests.length;
      const body = metadataDocument('changed', { title: `Version ${version}` });
      provider.put('changed.xml', body, new Date(Date.UTC(2026, 4, 1, version)).toISOString());
      return false;
    },
    state: 'ok',
    counters: undisturbed,
  },
  { fault: 'Host: 503 for every third request', does: everyThird(), state: 'ok', counters: undisturbed },
  {
    fault: 'Host: 429 with Retry-After of a second, once for each address',
    does: onceEach((request, response, provider) => {
      if (request.url === '/robots.txt') return false;
      response.setHeader('retry-after', '1');
      response.writeHead(429).end();
      return provider !== undefined;
    }),
    state: 'ok',
    counters: undisturbed,
  },
  {
    fault: 'Host: each connection is closed once',
    does: onceEach(bad.hangUp),
    state: 'ok',
    counters: undisturbed,
  },
];

const limits = {
  firstByteTimeoutMs: 1_000,
  stallTimeoutMs: 800,
  fetchTimeoutMs: 5_000,
  maxDocumentBytes: 1_000_000,
  maxListingBytes: 1_000_000,
};

describe.concurrent('faults of a provider', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ limits, workers: 3, environment: { ALLOW_PRIVATE_ADDRESSES: host } });
    // Processes that start just now are slower than the time that a provider has here, whatever comes of it.
    for (const scene of await Promise.allSettled([1, 2, 3].map(() => setScene(stage, { host })))) {
      if (scene.status === 'fulfilled') await scene.value.stop();
    }
  });
  afterAll(() => stage.stop());
  const tell = tableOfFaults('provider', { title: 'Faults of providers', faults: rows.map(({ fault }) => fault) });

  it.each(rows.map((row) => [row.fault, row] as const))('%s', async (_, row) => {
    const { fault, does, state, code, says, counters } = row;
    const scene = await setScene(stage, { host });
    try {
      scene.provider.answer = (request, response) => does(request, response, scene.provider);
      const attempt = await scene.end(await scene.trigger());
      expect(attempt).toMatchObject({ state, ...(counters ? { counters } : {}) });
      const record = (await scene.records()).get('changed.xml');
      const told = attempt.failure ?? record?.fetch_failure ?? attempt.notices[0];
      if (code) expect(told.code).toContain(code);
      if (says) expect(told.message).toMatch(says);
      if (code) expect(told.message).toContain(scene.provider.url);
      if (state === 'fail') expect(await scene.records()).toEqual(scene.before.records);
      await checkSource(scene, attempt);
      tell({ fault, attempt, record });
      await checkHealing(scene);
    } finally {
      await scene.stop();
    }
  });
});
