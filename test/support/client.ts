/** What to send; at most one of `form`, `json` and `body`. */
export interface CallOptions {
  headers?: Record<string, string>;
  form?: Record<string, string>;
  json?: unknown;
  body?: string | Uint8Array<ArrayBuffer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed text; undefined where it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Looks at each answer that a client gets, and throws for one that should not be. */
export type CheckAnswer = (request: { method: string; path: string }, answer: Answer) => void;

/** An HTTP client for one registry; it follows no redirect. */
export function client(baseUrl: string, checkAnswer: CheckAnswer = () => {}): Call {
  return async (method, path, { headers = {}, form, json, body } = {}) => {
    const typed = new Headers(headers);
    let sent: string | Uint8Array<ArrayBuffer> | undefined = body;
    if (form) {
      sent = new URLSearchParams(form).toString();
      if (!typed.has('content-type')) typed.set('content-type', 'application/x-www-form-urlencoded');
    } else if (json !== undefined) {
      sent = JSON.stringify(json);
      if (!typed.has('content-type')) typed.set('content-type', 'application/json');
    } else if (typeof sent === 'string') {
      sent = new TextEncoder().encode(sent); // or fetch adds text/plain
    }
    const response = await fetch(baseUrl + path, {
      method,
      headers: typed,
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, json: parsed(text) };
    checkAnswer({ method, path }, answer);
    return answer;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
