import { endpoint } from '../http/endpoint.ts';
import { describeApi } from '../http/openapi/describe-api.ts';

const description = describeApi();

/** GET /api/v2/openapi.json */
export const handler = endpoint({
  handler: 'get-openapi',
  isCacheable: true,
  async respond() {
    return description;
  },
});
