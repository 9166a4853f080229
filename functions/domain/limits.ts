/**
 * Every duration and bound of the registry, in one place. A deployment or a test changes some of them through the
 * variable `LIMITS` (JSON), read by `functions/config.ts`.
 */
export const defaultLimits = {
  /** How long a worker works on one slice before it commits and hands over, ms. */
  sliceBudgetMs: 150_000,
  /** Within a slice, what is done is committed when the last commit is this long ago, ms, … */
  commitEveryMs: 2_000,
  /** … and so many documents have been done since: the attempt's item has a key for each commit, and may have 400 KB. */
  commitEveryDocuments: 500,
  /** Lambda timeout of the worker, ms. */
  workerTimeoutMs: 180_000,
  /** SQS visibility timeout, ms: six times the function's timeout, as AWS advises for Lambda event sources. */
  queueVisibilityMs: 18 * 60_000,
  /** Deliveries of one message before it goes to the dead-letter queue. */
  maxReceiveCount: 3,
  /** Base of the back-off after a failure the worker could catch, ms; doubled for each delivery. */
  retryBackoffMs: 5_000,
  /** How long a pending or harvesting attempt may stay without a committed slice before the schedule rescues it, ms. */
  leaseMs: 20 * 60_000,
  /** Rescues in a row without a newly committed slice before the attempt fails. */
  maxRescues: 3,
  /** Period of the schedule, ms. */
  scheduleEveryMs: 5 * 60_000,
  /** Largest distance of a scheduled start from its nominal time, as a share of the interval (0.01 of a day = 14.4 min). */
  scheduleJitter: 0.01,
  /** Connections to one provider's host at a time. */
  connectionsPerHost: 16,
  /** Time for one document or listing page, everything included, ms. */
  fetchTimeoutMs: 60_000,
  /** Time until the first byte of an answer, ms. */
  firstByteTimeoutMs: 30_000,
  /** Time to open a connection, ms. */
  connectTimeoutMs: 10_000,
  /** In each such period, ms, … */
  stallTimeoutMs: 10_000,
  /** … an answer's body grows by at least so many bytes, or it counts as stalled. */
  minProgressBytes: 4 * 1024,
  /** Largest head of an answer, bytes. */
  maxHeaderBytes: 32 * 1024,
  /** Tries of one request, the first included. */
  fetchTries: 4,
  /** First pause between tries, ms; doubled each time, with jitter. */
  fetchBackoffMs: 500,
  /** Redirects followed for one request. */
  maxRedirects: 5,
  /** Largest document, bytes, after decompression. */
  maxDocumentBytes: 20 * 1024 * 1024,
  /** Largest listing page, bytes, after decompression. */
  maxListingBytes: 100 * 1024 * 1024,
  /** Documents of one source. */
  maxDocuments: 250_000,
  /** Levels of folders below the source's own. */
  maxDepth: 3,
  /** Errors kept with one record; the true number is kept beside. */
  maxErrorsKept: 50,
  /** Bytes of errors kept with one record. */
  maxErrorBytesKept: 16 * 1024,
  /** Removals of more than this share of the source are held … */
  heldRemovalShare: 0.1,
  /** … when they are also more than this number of records. */
  heldRemovalCount: 10,
  /** Complete listings in a row without a record before it goes although removals are held. */
  heldRemovalListings: 3,
  /** How long a removed record is remembered, days: until then it comes back with its history. */
  tombstoneDays: 30,
  /** How long an attempt is kept, days. */
  attemptDays: 400,
  /** How long the audit remembers a change, days. */
  auditDays: 400,
  /** How long an authToken is valid, days. */
  tokenDays: 90,
  /** Every login answer leaves this long after the request's arrival, ms. */
  loginAnswerMs: 400,
  /** Failed logins on one account from one address, and accounts failed on from one address, before it has to wait … */
  loginFailures: 10,
  /** … until the end of a window of the clock of this length, ms. */
  loginWindowMs: 15 * 60_000,
  /** How long an address is remembered from which an account has logged in, days. */
  loginAddressDays: 90,
  /** Every answer that depends on whether an address has an account leaves this long after the request's arrival, ms. */
  accountAnswerMs: 1_000,
  /** Registrations, and requests to reset a password, from one address … */
  accountRequests: 20,
  /** … and links of mails that are tried from one address, in a window of the login's length. */
  linkTries: 30,
  /** Mails that strangers can have sent to one address in an hour. Whoever asks more often is answered alike. */
  mailsPerHour: 3,
  /** How long a link works that verifies an address, ms. */
  verifyLinkMs: 24 * 60 * 60_000,
  /** How long a link works that resets a password, ms. */
  resetLinkMs: 60 * 60_000,
  /** API keys of one user. */
  apiKeysPerUser: 50,
  /** Documents that one address may have validated in a minute. */
  validationsPerMinute: 60,
  /** Largest body of a document to validate, bytes: with base64 around it, it fits the 6 MB of a Lambda event. */
  maxValidateBytes: 4 * 1024 * 1024,
  /** Errors of one document that the validation tells one by one; the true number is told beside. */
  maxErrorsTold: 500,
  /** Bytes of errors that the validation tells. */
  maxErrorBytesTold: 1024 * 1024,
  /** JSON of one page of records, bytes: with base64 around it, it fits the 6 MB of a Lambda answer. */
  maxRecordPageBytes: 4_000_000,
  /** How long a look at a source may take before it tells what it has found so far, ms. */
  probeBudgetMs: 60_000,
  /** How long the answer to a look at a source is kept, ms: until then, the request that wanted it can be repeated. */
  probeKeptMs: 60 * 60_000,
  /** Documents that a dry run fetches and validates. */
  probeSample: 20,
  /** Errors told of one document of a sample … */
  maxErrorsSampled: 10,
  /** … and bytes of them: a sample fits one item of DynamoDB. */
  maxErrorBytesSampled: 4 * 1024,
  /** Longest `?wait=`, ms, counted from the request's arrival. */
  maxWaitMs: 25_000,
};

/** The shape of {@link defaultLimits}. */
export type Limits = typeof defaultLimits;
