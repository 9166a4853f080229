import { hash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { readVariable } from '../config.ts';
import { s3 } from './s3.ts';

/**
 * Bytes of one request. What is larger goes in parts: a broken one is sent again alone. Parts have at least 5 MiB
 * (S3 user guide, Amazon S3 multipart upload limits).
 */
export const partBytes = 8 * 1024 * 1024;

/** Where an object goes. */
export interface ObjectPlace {
  Key: string;
  ContentType: string;
}

/**
 * Writes one object of any size while its bytes come, with no more than two parts in memory. It is there when all of it
 * has come, and not before. What a broken upload leaves is removed by the bucket's lifecycle.
 */
export async function putStream(
  place: ObjectPlace,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  let upload: Upload | undefined;
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.length;
    if (length <= partBytes) continue;
    const bytes = Buffer.concat(waiting);
    let at = 0;
    for (; bytes.length - at > partBytes; at += partBytes) {
      upload ??= await beginUpload(place);
      await upload.add(bytes.subarray(at, at + partBytes));
    }
    waiting = [bytes.subarray(at)];
    length = bytes.length - at;
  }
  const last = Buffer.concat(waiting);
  if (!upload) return await putAtOnce(place, last);
  await upload.add(last);
  await upload.complete();
}

/**
 * Writes one object in one request.
 * @param ChecksumSHA256 of the body, base64: computed once, for the signature too
 */
export async function putAtOnce(
  place: ObjectPlace,
  Body: Uint8Array,
  ChecksumSHA256 = hash('sha256', Body, 'base64'),
): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket: readVariable('BUCKET'), ...place, Body, ChecksumSHA256 }));
}

type Upload = Awaited<ReturnType<typeof beginUpload>>;

async function beginUpload({ Key, ContentType }: ObjectPlace) {
  const where = { Bucket: readVariable('BUCKET'), Key };
  const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ ...where, ContentType }));
  const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
  return {
    async add(Body: Uint8Array): Promise<void> {
      const PartNumber = Parts.length + 1;
      const { ETag } = await s3().send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body }));
      Parts.push({ ETag, PartNumber });
    },

    async complete(): Promise<void> {
      await s3().send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }));
    },
  };
}
