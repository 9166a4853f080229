import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invokeFunction } from '../aws/functions.ts';
import { answerFromThrown } from '../http/errors.ts';
import { allowedMethods, findRoute } from '../http/find-route.ts';
import { type ApiAnswer, corsHeaders, jsonAnswer } from '../http/response.ts';
import { describeThrown, log } from '../log.ts';
import { unrouted } from '../routes.ts';

const unknownEndpoint = { status: 'error', message: 'API endpoint does not exist' };

/** The gateway's `$default` route: OPTIONS, trailing slashes, wrong methods, unknown paths. */
export async function handler(event: APIGatewayProxyEventV2): Promise<ApiAnswer> {
  const { method } = event.requestContext.http;
  const path = withoutTrailingSlash(event.rawPath);
  const methods = allowedMethods(path);
  if (methods.length === 0) return jsonAnswer(404, unknownEndpoint);
  const allow = methods.join(', ');
  if (method === 'OPTIONS') {
    return { statusCode: 200, headers: { ...corsHeaders, 'access-control-allow-methods': allow, allow } };
  }
  const found = findRoute(method, path);
  if (!found) return jsonAnswer(405, unknownEndpoint, { allow });
  try {
    const { routeKey, pathParameters } = found;
    return (await invokeFunction(found.handler, { ...event, rawPath: path, routeKey, pathParameters })) as ApiAnswer;
  } catch (error) {
    log('error', `${method} ${event.rawPath} 500`, { function: unrouted.handler, ...describeThrown(error) });
    return answerFromThrown(error, { handler: unrouted.handler, requestId: event.requestContext.requestId });
  }
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
