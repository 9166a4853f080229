import type * as z from 'zod/mini';

/** One kind of answer. */
export interface AnswerDescription {
  description: string;
  /** Of the JSON body; several where the same status has several shapes. None: there is no body. */
  bodies: readonly z.ZodMiniType[];
  example?: unknown;
  /** Names of the headers of `components.headers` that it carries. */
  headers?: readonly string[];
}

/** A body that a call reads. */
export interface BodyDescription {
  description?: string;
  required: boolean;
  /** Schema by media type; `binary` for a document. */
  content: Readonly<Record<string, { schema: z.ZodMiniType | 'binary'; example?: unknown; encoding?: object }>>;
}

/** What `functions/routes.ts` does not say of a function behind the gateway. */
export interface Operation {
  tag: string;
  description?: string;
  /** The definition that the handler reads its query with. */
  query?: z.ZodMiniObject;
  /** Headers of the request, beside those that authenticate, by name: what they are for. */
  requestHeaders?: Readonly<Record<string, string>>;
  body?: BodyDescription;
  /** An unreadable body is no reason to refuse the call. */
  isLenient?: boolean;
  /** A browser gets a page. */
  hasPages?: boolean;
  /** It has an ETag, and 304 for those who know it. */
  isCacheable?: boolean;
  /** By status. What every call of its kind may answer besides need not be repeated. */
  answers: Readonly<Record<number, AnswerDescription>>;
}
