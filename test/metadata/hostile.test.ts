import { describe, expect, it } from 'vitest';
import { createValidator } from '../../functions/metadata/validator.ts';
import { widenBoundingBoxes } from '../../functions/metadata/widen-bounding-boxes.ts';
import { hostileDocuments } from './hostile-documents.ts';
import { record, smallSchema } from './small-schema.ts';

const validator = createValidator(smallSchema);
const valid = Buffer.from(record('<gmd:dateStamp/>'));

/** What a document may cost at most, ms of the processor: the clock would tell how busy the machine is. */
const maxMs = 3_000;

describe('a hostile document', () => {
  it.each(Object.entries(hostileDocuments))('is judged in time and leaves the engine sound: %s', (_name, build) => {
    const bytes = Buffer.from(build());
    const before = process.threadCpuUsage();
    const { verdict } = validator.inspect(bytes);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(maxMs);
    for (const { error, advice, kind } of verdict.errors) {
      expect(error).not.toBe('');
      expect(advice && kind).toBeTruthy();
      expect(error.length).toBeLessThanOrEqual(4_000);
    }
    expect(verdict.valid).toBe(verdict.error_count === 0);
    expect(validator.validate(valid).valid).toBe(true);
  });

  it('never brings in the content of another file', () => {
    for (const name of ['an external entity', 'an inclusion'] as const) {
      const { verdict, summary } = validator.inspect(Buffer.from(hostileDocuments[name]?.() ?? ''));
      expect(verdict.valid).toBe(false);
      expect(summary.file_id).toBeUndefined();
    }
  });

  it.each(['UTF-16 without a mark', 'ISO-8859-1'])('is read where it is only unusual: %s', (name) => {
    expect(validator.inspect(Buffer.from(hostileDocuments[name]?.() ?? '')).summary.file_id).toBe('é');
  });

  it('comes back from widening as it was', () => {
    for (const name of ['invalid UTF-8', 'half a UTF-16 character', 'a NUL', 'random bytes', 'an entity bomb']) {
      const bytes = Buffer.from(hostileDocuments[name]?.() ?? '');
      expect(Buffer.from(widenBoundingBoxes(bytes)).equals(bytes)).toBe(true);
    }
  });
});
