import { describeApi } from '../../functions/http/openapi/describe-api.ts';

/** `docs/openapi.json`: what `GET /api/v2/openapi.json` answers, to be read and compared. */
export function openApiPage(): string {
  return `${JSON.stringify(describeApi(), null, 2)}\n`;
}
