import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { DeleteObjectsCommand, GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { readVariable } from '../config.ts';
import type { ObjectStore } from '../domain/ports.ts';
import { elementsFromLines, jsonLines, linesFrom, listLinesFrom, valueFromLines } from './json-lines.ts';
import { putObject } from './put-object.ts';
import { putStream } from './put-stream.ts';
import { s3 } from './s3.ts';

/** Most keys in one DeleteObjects (S3 API reference, DeleteObjects). */
const maxDeletes = 1000;
/** Characters and bytes that go through a stream at once. */
const chunkLength = 64 * 1024;

/** Documents, plans, manifests and reports in S3. */
export const objectStore: ObjectStore = {
  async put(key, body, { contentType, sha256 }) {
    await putObject({ Key: key, Body: body, ContentType: contentType, sha256 });
  },

  async putText(key, pieces, contentType) {
    await putStream({ Key: key, ContentType: contentType }, chunksFrom(pieces));
  },

  async getJson<T>(key: string) {
    const lines = await readLines(key);
    return lines && ((await valueFromLines(lines)) as T);
  },

  async putJson(key, value) {
    await putLines(key, jsonLines(value));
  },

  async getList<T>(key: string) {
    const lines = await readLines(key);
    return lines && (elementsFromLines(lines) as AsyncIterable<T>);
  },

  async putList(key, elements) {
    await putLines(key, listLinesFrom(elements));
  },

  async removeAll(keys) {
    for (let at = 0; at < keys.length; at += maxDeletes) {
      const Objects = keys.slice(at, at + maxDeletes).map((Key) => ({ Key }));
      const { Errors } = await s3().send(
        new DeleteObjectsCommand({ Bucket: readVariable('BUCKET'), Delete: { Objects, Quiet: true } }),
      );
      if (Errors?.length) throw new Error(`S3 did not remove ${Errors.length} objects: ${Errors[0]?.Code}`);
    }
  },
};

/**
 * The compressed bytes are fetched at once and decompressed as they are asked for: a tenth of the text, and no connection
 * that waits for whoever reads.
 */
async function readLines(key: string): Promise<AsyncIterable<string> | undefined> {
  try {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: readVariable('BUCKET'), Key: key }));
    const bytes = await Body?.transformToByteArray();
    return bytes && linesFrom(Readable.from([bytes]).pipe(createGunzip({ chunkSize: chunkLength })));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function putLines(key: string, lines: AsyncIterable<string> | Iterable<string>): Promise<void> {
  await pipeline(Readable.from(chunksFrom(lines)), createGzip({ level: 1, chunkSize: chunkLength }), (compressed) =>
    putStream({ Key: key, ContentType: 'application/gzip' }, compressed),
  );
}

/** Encodes a text some pieces at a time: one by one they would be too many, and whole it would be in memory twice. */
async function* chunksFrom(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length < chunkLength) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
