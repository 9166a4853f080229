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
const partBytes = 8 * 1024 * 1024;

/** What is stored under a key. */
export interface StoredObject {
  Key: string;
  Body: Uint8Array;
  ContentType: string;
}

/** Writes one object, whatever its size. What a broken upload leaves is removed by the bucket's lifecycle. */
export async function putObject(object: StoredObject): Promise<void> {
  if (object.Body.length > partBytes) return await putInParts(object);
  const checksum = { ChecksumSHA256: hash('sha256', object.Body, 'base64') }; // computed once, for the signature too
  await s3().send(new PutObjectCommand({ Bucket: readVariable('BUCKET'), ...object, ...checksum }));
}

async function putInParts({ Key, Body, ContentType }: StoredObject): Promise<void> {
  const where = { Bucket: readVariable('BUCKET'), Key };
  const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ ...where, ContentType }));
  const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
  for (let at = 0; at < Body.length; at += partBytes) {
    const PartNumber = Parts.length + 1;
    const part = { ...where, UploadId, PartNumber, Body: Body.subarray(at, at + partBytes) };
    const { ETag } = await s3().send(new UploadPartCommand(part));
    Parts.push({ ETag, PartNumber });
  }
  await s3().send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }));
}
