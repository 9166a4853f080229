import type { ApiRequest } from './request.ts';
import { type ApiAnswer, corsHeaders } from './response.ts';

/** A page without scripts: a heading, a sentence and, where there is something to do, a form. */
export interface Page {
  heading: string;
  text: string;
  form?: {
    /** Path that the form is sent to. */
    action: string;
    fields: readonly PageField[];
    button: string;
  };
}

/** A field of a form: with a value it is hidden. */
export type PageField =
  | { name: string; value: string }
  | { name: string; label: string; type: 'email' | 'password'; minLength?: number; autocomplete: string };

/** Field of an answer's body that holds its page, and never reaches a client. */
const pageKey = '__page';

/** The body of an answer, and the page that people get in its place. */
export function withPage(body: object, page: Page): object {
  return { ...body, [pageKey]: page };
}

/**
 * The answer as people get it who open a link: a page, where their browser asks for one; the JSON otherwise. The token of
 * a link stands in the page's address: no other site may learn it, and nothing may keep it.
 */
export function answerForPeople(answer: ApiAnswer, { headers }: Pick<ApiRequest, 'headers'>): ApiAnswer {
  const { [pageKey]: page, ...body } = JSON.parse(answer.body ?? '{}') as Record<string, unknown> & {
    message?: string;
  };
  const wantsPage = headers.accept?.includes('text/html') === true;
  const kept = { ...answer.headers, 'cache-control': 'no-store', vary: 'Accept' };
  if (!wantsPage) return { ...answer, headers: kept, body: JSON.stringify(body) };
  const shown = (page as Page | undefined) ?? { heading: 'That did not work', text: String(body.message ?? '') };
  return {
    ...answer,
    headers: {
      ...kept,
      ...corsHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: htmlOf(shown),
  };
}

function htmlOf({ heading, text, form }: Page): string {
  const title = escaped(heading);
  const fields = form?.fields.map(fieldOf).join('\n') ?? '';
  const button =
    form &&
    `<form method="post" action="${escaped(form.action)}">
${fields}
<p><button type="submit">${escaped(form.button)}</button></p>
</form>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – IOOS Harvest Registry</title>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escaped(text)}</p>
${button ?? ''}
</main>
</body>
</html>
`;
}

function fieldOf(field: PageField): string {
  const { name } = field;
  if ('value' in field) return `<input type="hidden" name="${name}" value="${escaped(field.value)}">`;
  const { label, type, minLength, autocomplete } = field;
  const least = minLength === undefined ? '' : ` minlength="${minLength}"`;
  return `<p><label for="${name}">${escaped(label)}</label><br>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"${least} required></p>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
