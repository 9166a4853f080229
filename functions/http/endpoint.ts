import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { isRegistryError, RegistryError } from '../domain/errors.ts';
import { isAdministrator } from '../domain/permissions.ts';
import { describeThrown, log, withLogFields } from '../log.ts';
import { type Route, routes } from '../routes.ts';
import type { Caller } from './authenticate.ts';
import { fieldsOf } from './body.ts';
import { answerFromThrown } from './errors.ts';
import { answerForPeople } from './html-page.ts';
import { limitApiKey } from './limit-api-key.ts';
import { publicCacheAnswer } from './public-cache.ts';
import { type ApiRequest, requestFromEvent } from './request.ts';
import { type ApiAnswer, isRedirect, isStatusAnswer, jsonAnswer, redirectAnswer, statusAnswer } from './response.ts';

/** One endpoint: its row in the map, and what it answers. */
export interface EndpointDefinition {
  /** `handler` of the row in `functions/routes.ts`. */
  handler: string;
  /** Required where the row's access is not `public`; its own import, so that public functions do not carry it. */
  authenticate?: (request: ApiRequest) => Promise<Caller | undefined>;
  /** Gives the answer an ETag and compression. */
  isCacheable?: boolean;
  /**
   * `lenient` leaves an unreadable body without fields instead of refusing it: the login's way. `document`: the body is
   * no set of fields, and the handler reads it.
   */
  body?: 'strict' | 'lenient' | 'document';
  /** Whoever asks for HTML gets a page: `page(…)` or, where the call is refused, one that says why. */
  hasPages?: boolean;
  /** Called when the request was refused by a rule, for what counts such. */
  onRefused?: () => void;
  /** The answer's body, sent with 200, or `created(…)`, `accepted(…)` or a redirect. Throws a RegistryError for anything else. */
  respond(request: ApiRequest): Promise<object>;
}

/** A Lambda function behind the gateway. */
export type EndpointHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<ApiAnswer>;

/** What the middlewares of one request pass along. */
interface Passing {
  event: unknown;
  response: ApiAnswer | undefined;
  error: unknown;
  internal: { request?: ApiRequest; startedAtMs?: number };
}

/** Wraps a handler into the stack that all endpoints share. */
export function endpoint(definition: EndpointDefinition): EndpointHandler {
  const route = routes.find((row) => row.handler === definition.handler);
  if (!route) throw new Error(`${definition.handler} is not in functions/routes.ts.`);
  if (route.access !== 'public' && !definition.authenticate) throw new Error(`${route.handler} does not authenticate.`);

  const stack = middy(async (request: unknown) => {
    const returned = await definition.respond(request as ApiRequest);
    if (isStatusAnswer(returned)) return statusAnswer(returned);
    return isRedirect(returned) ? redirectAnswer(returned) : jsonAnswer(200, returned);
  });
  const middlewares = [logLine(), pages(definition), errorAnswer(route, definition), readRequest(definition, route)];
  for (const middleware of [...middlewares, cache(definition)]) {
    stack.use(middleware as middy.MiddlewareObj);
  }
  const wrapped = stack as unknown as EndpointHandler;
  return async (event, context) => {
    const fields = { function: route.handler, request_id: event.requestContext.requestId };
    return await withLogFields(fields, () => wrapped(event, context));
  };
}

/** One line for each request, without its query, headers and body, which may hold secrets. */
function logLine() {
  const write = ({ internal: { request, startedAtMs }, response, error }: Passing) => {
    const status = response?.statusCode ?? 500;
    const isOurFault = status >= 500;
    log(isOurFault ? 'error' : 'info', `${request?.method} ${request?.path} ${status}`, {
      user_id: request?.user?._id,
      milliseconds: Date.now() - (startedAtMs ?? Date.now()),
      ...(isOurFault ? describeThrown(error) : {}),
    });
  };
  return {
    before: ({ internal }: Passing) => {
      internal.startedAtMs = Date.now();
    },
    after: write,
    onError: write,
  };
}

function errorAnswer(route: Route, { onRefused }: EndpointDefinition) {
  return {
    onError: (passing: Passing) => {
      if (isRegistryError(passing.error)) onRefused?.();
      const requestId = passing.internal.request?.id ?? 'unknown';
      passing.response = answerFromThrown(passing.error, { handler: route.handler, requestId });
    },
  };
}

/** Reads the event; who is calling is looked at before what is sent. */
function readRequest({ authenticate, body }: EndpointDefinition, route: Route) {
  return {
    before: async (passing: Passing) => {
      const request = requestFromEvent(passing.event as APIGatewayProxyEventV2);
      passing.internal.request = request;
      passing.event = request;
      const sent = await authenticate?.(request);
      const caller = sent && limitApiKey(sent, route, request);
      if (caller) Object.assign(request, caller);
      const needsCaller = route.access === 'user' || route.access === 'admin';
      if (needsCaller && !caller) {
        throw new RegistryError('NOT_LOGGED_IN', 'The request has no valid X-Auth-Token and X-User-Id.');
      }
      if (route.access === 'admin' && !(caller && isAdministrator(caller.user))) {
        throw new RegistryError('FORBIDDEN', 'Only administrators may do this.');
      }
      if (request.method !== 'GET' && body !== 'document')
        request.fields = body === 'lenient' ? lenientFieldsOf(request) : fieldsOf(request);
    },
  };
}

/** Runs after the error's answer was made, which comes later in the stack. */
function pages({ hasPages }: EndpointDefinition) {
  const forPeople = (passing: Passing) => {
    const { request } = passing.internal;
    if (hasPages && passing.response && request) passing.response = answerForPeople(passing.response, request);
  };
  return { after: forPeople, onError: forPeople };
}

function lenientFieldsOf(request: ApiRequest): Record<string, unknown> {
  try {
    return fieldsOf(request);
  } catch {
    return {};
  }
}

function cache({ isCacheable }: EndpointDefinition) {
  return {
    after: async (passing: Passing) => {
      const { request } = passing.internal;
      if (!isCacheable || !passing.response || !request) return;
      passing.response = await publicCacheAnswer(passing.response, request);
    },
  };
}
