import { counterStore } from '../aws/counter-store.ts';
import { readLimits } from '../config.ts';
import { brake, callerFromAddress } from '../domain/brake.ts';
import { publicVerdict } from '../domain/public-verdict.ts';
import { endpoint } from '../http/endpoint.ts';
import { readDocument } from '../http/read-document.ts';
import { metadataReader } from '../metadata/metadata-reader.ts';

const minuteMs = 60_000;

/** POST /api/v2/validate: what a harvest would say of the document in the body. */
export const handler = endpoint({
  handler: 'validate-document',
  body: 'document',
  async respond(request) {
    const limits = readLimits();
    const caller = callerFromAddress(request.sourceIp);
    const rule = { name: 'validate', caller, most: limits.validationsPerMinute, windowMs: minuteMs };
    await brake({ counters: counterStore, now: Date.now }, rule);
    const document = await readDocument(request, limits);
    const { verdict, summary } = metadataReader().inspect(document);
    return { status: 'success', data: publicVerdict(verdict, summary, limits) };
  },
});
