import type { Attempt, Notice } from './attempt.ts';
import type { AuditEntry } from './audit.ts';
import type { Harvest, HarvestType } from './harvest.ts';
import type { Limits } from './limits.ts';
import type { ListingState } from './listing.ts';
import type { Probe } from './probe.ts';
import type { HarvestRecord, RecordState, RecordSummary, Verdict } from './record.ts';
import type { MailedLink, Organization, Token, User } from './user.ts';

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** A request to a provider. */
export interface SourceRequest {
  url: string;
  method?: 'GET' | 'POST';
  /** Lower-case names. */
  headers?: Record<string, string>;
  body?: string;
  /** Bound on the body after decompression, bytes. */
  maxBytes: number;
}

/** A provider's answer, status 200 or 304. */
export interface SourceAnswer {
  status: number;
  /** After redirects. */
  url: string;
  /** Lower-case names; a repeated header is joined by commas. */
  headers: Record<string, string>;
  /** Decompressed; empty with 304. */
  body: Uint8Array;
}

/** The way out to a provider. Both throw `SOURCE_…` codes; a status other than 2xx and 304 is `SOURCE_HTTP_STATUS`. */
export interface SourceClient {
  fetch(request: SourceRequest): Promise<SourceAnswer>;
  /** The same with the decompressed body as a stream, for listings of any size. `maxBytes` holds while it is read. */
  stream(request: SourceRequest): Promise<Omit<SourceAnswer, 'body'> & { body: AsyncIterable<Uint8Array> }>;
}

/** A document that came with its listing. */
export interface KeptBody {
  url: string;
  bytes: Uint8Array;
}

/** What a lister works with. */
export interface ListingRun {
  client: SourceClient;
  limits: Limits;
  /** True when the slice's time is over: the lister then returns with a cursor. */
  isTimeUp(): boolean;
  /** Called as documents are found, with their number so far. */
  onProgress(listed: number): void;
  /** Keeps documents that came with a page of the listing; what it returns goes into their `kept_in`. */
  keepBodies(bodies: KeptBody[]): Promise<string>;
}

/**
 * A source type. `list` goes on from `from` (absent at first) until all is read or the time is up, and returns the state so far.
 * The first page that cannot be read throws (`SOURCE_…`): nothing is known of the source then. Later pages become `failures`.
 */
export interface SourceType {
  harvest_type: HarvestType;
  list(url: string, from: ListingState | undefined, run: ListingRun): Promise<ListingState>;
  /**
   * Where the document that was found at `url` can be had in a form that is judged, the best first; empty when it is in
   * such a form already, or nothing is known.
   */
  otherForms?(url: string, document: Uint8Array): string[];
}

/** ISO 19115 as the registry needs it. */
export interface Validator {
  validate(bytes: Uint8Array): Verdict;
  /** Verdict and content from one parse; of a malformed document only what could be read, which may be nothing. */
  inspect(bytes: Uint8Array): Inspection;
}

/** What is found out about a document. */
export interface Inspection {
  verdict: Verdict;
  summary: RecordSummary;
}

/** A validator whose rules have a name. */
export interface MetadataReader extends Validator {
  /** Names the rules in force. Verdicts given under other rules are given anew, although the document did not change. */
  edition: string;
}

/** A reader of documents that may be at work on some while others come. */
export interface DocumentInspector {
  /** As {@link MetadataReader.edition}. */
  edition: string;
  /** As {@link Validator.inspect}. */
  inspect(bytes: Uint8Array): Promise<Inspection>;
}

export interface HarvestStore {
  get(id: string): Promise<Harvest | undefined>;
  list(): Promise<Harvest[]>;
  /** @throws `STORE_CONFLICT` when the id is taken */
  create(harvest: Harvest): Promise<void>;
  /**
   * Writes `change` (undefined removes a field) when every field of `expected` still has that value (undefined: is absent).
   * Returns false, and writes nothing, when one has not.
   */
  update(id: string, change: Partial<Nullable<Harvest>>, expected: Partial<Nullable<Harvest>>): Promise<boolean>;
  /** Removes it when every field of `expected` still has that value; false otherwise. */
  remove(id: string, expected: Partial<Nullable<Harvest>>): Promise<boolean>;
  /** Harvests whose `wake_at` is at or before `now` (ISO 8601), earliest first. From an index: a hint. */
  listDue(now: string): AsyncIterable<{ _id: string; wake_at: string }>;
}

export interface AttemptStore {
  get(harvestId: string, attemptId: string): Promise<Attempt | undefined>;
  /** Newest first. `before` is the attempt id the page starts after. */
  list(harvestId: string, options: { limit: number; before?: string }): Promise<Attempt[]>;
  createIfAbsent(attempt: Attempt): Promise<void>;
  removeAll(harvestId: string, attemptIds: string[]): Promise<void>;
  /** Writes `change` when every field of `expected` still has that value; false, and nothing written, otherwise. */
  update(
    key: { harvest_id: string; attempt_id: string },
    change: Partial<Nullable<Attempt>>,
    expected: Partial<Nullable<Attempt>>,
  ): Promise<boolean>;
}

export interface RecordStore {
  get(harvestId: string, recordId: string): Promise<HarvestRecord | undefined>;
  putAll(records: HarvestRecord[]): Promise<void>;
  removeAll(harvestId: string, recordIds: string[]): Promise<void>;
  /**
   * Records of a harvest by record id, behind the id `after`. With the state `bad` or `unreachable` only those that an
   * index has under it, as they are now: the index is a hint. Reads about `pageSize` records at a time.
   */
  listFrom(
    harvestId: string,
    from: { after?: string | undefined; state?: RecordState | undefined; pageSize: number },
  ): AsyncIterable<HarvestRecord>;
  /** Every record of a harvest, by record id. */
  listAll(harvestId: string): AsyncIterable<HarvestRecord>;
}

export interface UserStore {
  get(id: string): Promise<User | undefined>;
  findByLogin(login: { email: string } | { username: string }): Promise<User | undefined>;
  /** @throws `EMAIL_TAKEN` */
  create(user: User): Promise<void>;
  setPasswordHash(id: string, passwordHash: string, expected: string): Promise<boolean>;
  /** Writes `change` when every field of `expected` still has that value; false, and nothing written, otherwise. */
  update(id: string, change: Partial<Nullable<User>>, expected: Partial<Nullable<User>>): Promise<boolean>;
  /** By e-mail address, behind the address `after`. From an index: a hint, except what it says of each account. */
  list(options: { limit: number; after?: string | undefined }): Promise<User[]>;
  /** Every account, by e-mail address. */
  listAll(): AsyncIterable<User>;
  /** Removes the account and frees its address and name. */
  remove(user: User): Promise<void>;
}

/** Which accounts are administrators, so that the last one stays. */
export interface AdministratorStore {
  add(userId: string): Promise<void>;
  /** Tells whether the account is none of them now; false, and nothing changed, when nobody else would be left. */
  remove(userId: string): Promise<boolean>;
  list(): Promise<string[]>;
}

export interface TokenStore {
  get(userId: string, tokenId: string): Promise<Token | undefined>;
  put(token: Token): Promise<void>;
  remove(userId: string, tokenId: string): Promise<void>;
  list(userId: string): Promise<Token[]>;
  /** Removes every token, key and link of a user, but not `except`. */
  removeAll(userId: string, except?: string): Promise<void>;
  /** Marks a link as used; tells whether it was not before. */
  use(link: MailedLink, usedAt: string): Promise<boolean>;
}

/** A message to one person, plain text. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** The way out for mail. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

export interface OrganizationStore {
  get(id: string): Promise<Organization | undefined>;
  list(): Promise<Organization[]>;
  /** @throws `STORE_CONFLICT` when the id is taken */
  create(organization: Organization): Promise<void>;
  /** Writes `change` when every field of `expected` still has that value; false, and nothing written, otherwise. */
  update(
    id: string,
    change: Partial<Nullable<Organization>>,
    expected: Partial<Nullable<Organization>>,
  ): Promise<boolean>;
  /** Removes it when every field of `expected` still has that value; false otherwise. */
  remove(id: string, expected: Partial<Nullable<Organization>>): Promise<boolean>;
}

/** A value to claim: `value` is e.g. `email#a@example.org`; `ownerExists` looks for the owner of an existing claim. */
export interface ClaimRequest {
  value: string;
  ownerId: string;
  nowMs: number;
  ownerExists(ownerId: string): Promise<boolean>;
}

/** Who owns a value that only one may have. */
export interface ClaimStore {
  /**
   * Claims a value before its owner is written; tells whether it is the owner's now. A claim that a crash left without
   * an owner is taken over after 15 minutes.
   */
  claim(request: ClaimRequest): Promise<boolean>;
  findOwner(value: string): Promise<string | undefined>;
  /** Frees a value; with `ownerId`, only where it is that owner's. */
  release(value: string, ownerId?: string): Promise<void>;
}

/** Numbers that only grow, each for a time. */
export interface CounterStore {
  /** Adds one and tells the sum; each of several calls at the same time is told a sum of its own. */
  increment(counter: string, expiresAtEpochSeconds: number): Promise<number>;
  /** The sums of counters as they are, 0 for one that nobody has begun. */
  read(counters: string[]): Promise<number[]>;
}

/** Who changed what and when. */
export interface AuditStore {
  put(entry: AuditEntry): Promise<void>;
  /** Says what became of an entry that is still `intended`. */
  mark(entry: AuditEntry, change: Pick<AuditEntry, 'state' | 'refused_code'>): Promise<void>;
  /** Entries of a subject or of a day (UTC), newest first. `before` is the entry id the page starts after. */
  list(
    from: { subject: string } | { day: string },
    options: { limit: number; before?: string | undefined },
  ): Promise<AuditEntry[]>;
}

/** What SQS carries. */
export type HarvestMessage = SliceMessage | RemovalsMessage | ProbeMessage | DeleteMessage;

/** Somebody should work on a slice. */
export interface SliceMessage {
  kind: 'harvest';
  harvest_id: string;
  attempt_id: string;
  slice: number;
}

/** A decision on held removals should be acted upon: on those that the manifest of the attempt names. */
export interface RemovalsMessage {
  kind: 'removals';
  harvest_id: string;
  attempt_id: string;
}

/** Somebody wants to know what is at a URL. */
export interface ProbeMessage {
  kind: 'probe';
  probe_id: string;
}

/** What is left of a harvest should go, and its URL be freed. */
export interface DeleteMessage {
  kind: 'delete';
  harvest_id: string;
  url: string;
}

export interface HarvestQueue {
  /** `group` keeps messages in order; of messages with one `deduplicationId` within five minutes, the first counts. */
  send(message: HarvestMessage, options: { group: string; deduplicationId: string }): Promise<void>;
}

/**
 * Documents, plans, manifests and reports. Keys are built by `functions/domain/object-keys.ts`. JSON is kept compressed,
 * and neither written nor read as one text: only values are in memory, and of a list that is read or written by element
 * not even they.
 */
export interface ObjectStore {
  /** @param about the body's SHA-256 in hexadecimal digits, which its writer knows already */
  put(key: string, body: Uint8Array, about: { contentType: string; sha256: string }): Promise<void>;
  /** A text of any size, in UTF-8. The object is there when the last piece has come, and not before. */
  putText(key: string, pieces: AsyncIterable<string>, contentType: string): Promise<void>;
  /** Undefined when there is no such object. */
  getJson<T>(key: string): Promise<T | undefined>;
  putJson(key: string, value: unknown): Promise<void>;
  /** The elements of a list that was written by `putJson` or `putList`. Undefined when there is no such object. */
  getList<T>(key: string): Promise<AsyncIterable<T> | undefined>;
  putList(key: string, elements: AsyncIterable<unknown>): Promise<void>;
  /** Removes what is there of the keys. */
  removeAll(keys: string[]): Promise<void>;
}

/** What lies below a prefix of object keys. */
export interface ObjectFolders {
  /** Removes all objects whose keys begin with `prefix`, until the time is up; tells whether none is left. */
  removeAll(prefix: string, isTimeUp: () => boolean): Promise<boolean>;
}

/** Looks at sources. */
export interface ProbeStore {
  get(probeId: string): Promise<Probe | undefined>;
  /** Writes it in the place of an earlier one. */
  put(probe: Probe): Promise<void>;
  /** Writes `change` where it is still this probe. */
  update(probe: Probe, change: Partial<Probe>): Promise<void>;
}

/** Undefined stands for an absent field. */
export type Nullable<T> = { [K in keyof T]: T[K] | undefined };

export type { Notice };
