import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** An answer as the gateway takes it. */
export type ApiAnswer = APIGatewayProxyStructuredResultV2;

/** Sent with every answer: scripts in any page may call, with the headers of the inherited contract. */
export const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'Origin, X-Requested-With, Content-Type, Accept, X-User-Id, X-Auth-Token',
} as const;

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): ApiAnswer {
  return {
    statusCode: status,
    headers: { ...corsHeaders, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** What a handler returns to send the client elsewhere. */
export interface Redirect {
  redirectTo: string;
}

/** Sends the client to another URL. */
export function redirect(url: string): Redirect {
  return { redirectTo: url };
}

/** Tells a redirect from the body of an answer. */
export function isRedirect(returned: object): returned is Redirect {
  return 'redirectTo' in returned;
}

/** What a handler returns where the answer is not 200. */
export interface StatusAnswer {
  answerStatus: 201 | 202;
  /** Path of what was created, or of where to look what became of it. */
  location?: string;
  body: object;
}

/** Something was created, and can be read at `location`. */
export function created(location: string, body: object): StatusAnswer {
  return { answerStatus: 201, location, body };
}

/** Something will be done; `location`, where there is one, tells what became of it. */
export function accepted(body: object, location?: string): StatusAnswer {
  return { answerStatus: 202, body, ...(location ? { location } : {}) };
}

/** Tells an answer with a status of its own from the body of an answer. */
export function isStatusAnswer(returned: object): returned is StatusAnswer {
  return 'answerStatus' in returned;
}

/** An answer with a status of its own. */
export function statusAnswer({ answerStatus, location, body }: StatusAnswer): ApiAnswer {
  return jsonAnswer(answerStatus, body, location ? { location } : {});
}

/** An answer that sends the client elsewhere, this time. */
export function redirectAnswer({ redirectTo }: Redirect): ApiAnswer {
  return { statusCode: 302, headers: { ...corsHeaders, location: redirectTo, 'cache-control': 'no-store' } };
}
