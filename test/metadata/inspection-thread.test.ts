import { describe, expect, it } from 'vitest';
import { createDocumentInspector } from '../../functions/metadata/inspection-thread.ts';
import { metadataReader } from '../../functions/metadata/metadata-reader.ts';

const documents = ['<a', '<a/>', '<a><b></a>', '', 'no XML'].map((text) => new TextEncoder().encode(text));

/** Counts what is judged in the main thread. */
function countingReader() {
  const reader = metadataReader();
  let count = 0;
  return {
    reader: {
      ...reader,
      inspect(bytes: Uint8Array) {
        count += 1;
        return reader.inspect(bytes);
      },
    },
    count: () => count,
  };
}

describe('createDocumentInspector', () => {
  it('says in the second thread what it says in the main one', async () => {
    const { reader, count } = countingReader();
    const inspector = createDocumentInspector(reader, { aloneFor: 1, parallelism: 2 });
    const inspections = await Promise.all(documents.map((bytes) => inspector.inspect(bytes)));
    expect(count()).toBe(1);
    expect(inspections).toEqual(documents.map((bytes) => metadataReader().inspect(bytes)));
  });

  it('leaves the caller its bytes', async () => {
    const inspector = createDocumentInspector(metadataReader(), { aloneFor: 0, parallelism: 2 });
    const bytes = Buffer.from('<a/> and what does not belong to it').subarray(0, 4);
    expect((await inspector.inspect(bytes)).verdict).toEqual(metadataReader().validate(Buffer.from('<a/>')));
    expect(bytes.toString()).toBe('<a/>');
  });

  it('starts no thread where only one can run', async () => {
    const { reader, count } = countingReader();
    const inspector = createDocumentInspector(reader, { aloneFor: 0, parallelism: 1 });
    for (const bytes of documents) await inspector.inspect(bytes);
    expect(count()).toBe(documents.length);
  });

  it('judges in the main thread what a thread that ended had not answered, and all that comes later', async () => {
    const { reader, count } = countingReader();
    const program = new URL('data:text/javascript,process.exit()');
    const inspector = createDocumentInspector(reader, { aloneFor: 0, parallelism: 2, program });
    const inspections = await Promise.all(documents.map((bytes) => inspector.inspect(bytes)));
    expect(inspections).toEqual(documents.map((bytes) => metadataReader().inspect(bytes)));
    await inspector.inspect(isoDocument);
    expect(count()).toBe(documents.length + 1);
  });

  it('rejects for what is wrong with the schema, not with the document, in either thread', async () => {
    const reader = { ...metadataReader(), inspect: () => raise(new Error('The schema is wrong')) };
    const inspector = createDocumentInspector(reader, { parallelism: 2 });
    await expect(inspector.inspect(new Uint8Array())).rejects.toThrow('The schema is wrong');

    const folder = process.env.ISO_SCHEMA_DIR;
    process.env.ISO_SCHEMA_DIR = '/nowhere';
    try {
      const second = createDocumentInspector(metadataReader(), { aloneFor: 0, parallelism: 2 });
      await expect(second.inspect(isoDocument)).rejects.toThrow('/nowhere');
    } finally {
      if (folder === undefined) delete process.env.ISO_SCHEMA_DIR;
      else process.env.ISO_SCHEMA_DIR = folder;
    }
  });
});

const isoDocument = new TextEncoder().encode('<MD_Metadata xmlns="http://www.isotc211.org/2005/gmd"/>');

function raise(error: Error): never {
  throw error;
}
