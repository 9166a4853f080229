import { createHash } from 'node:crypto';
import { isoSchemaFiles } from '../../functions/metadata/iso19139/schema.ts';
import { metadataReader } from '../../functions/metadata/metadata-reader.ts';
import { compileSchema, parseXml, validateDocument } from '../../functions/metadata/xml-engine.ts';
import { benchDocuments } from './documents.ts';
import type { VerdictCost, VerdictSettings } from './verdict-cost.ts';

/**
 * The child process of {@link verdictCost}: judges every document once, and tells its parent what that took of the processor.
 */
const settings = JSON.parse(process.argv[2] ?? '{}') as VerdictSettings;
const documents = benchDocuments(settings.documents);
const schema = compileSchema(isoSchemaFiles());
const works: Record<VerdictSettings['what'], (bytes: Uint8Array) => unknown> = {
  verdict(bytes) {
    const parsed = parseXml(bytes);
    if ('errors' in parsed) return;
    using document = parsed.document;
    validateDocument(schema, document, 500);
  },
  inspection: (bytes) => metadataReader().inspect(bytes),
  hash: (bytes) => createHash('sha256').update(bytes).digest('hex'),
};
const work = works[settings.what];

for (let number = 0; number < Math.min(settings.count, 100); number += 1) work(Buffer.concat(documents.pieces(number)));
const cost: VerdictCost = { cpuSeconds: 0, wallSeconds: 0 };
for (let number = 0; number < settings.count; number += 1) {
  const bytes = Buffer.concat(documents.pieces(number));
  const startedAt = performance.now();
  const before = process.cpuUsage();
  work(bytes);
  const { user, system } = process.cpuUsage(before);
  cost.cpuSeconds += (user + system) / 1e6;
  cost.wallSeconds += (performance.now() - startedAt) / 1000;
}
process.send?.(cost);
