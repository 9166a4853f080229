import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { DeleteObjectsCommand, GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { readVariable } from '../config.ts';
import type { ObjectStore } from '../domain/ports.ts';
import { putObject } from './put-object.ts';
import { s3 } from './s3.ts';

/** Most keys in one DeleteObjects (S3 API reference, DeleteObjects). */
const maxDeletes = 1000;
const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Documents, plans, manifests and reports in S3. */
export const objectStore: ObjectStore = {
  async put(key, body, contentType) {
    await putObject({ Key: key, Body: body, ContentType: contentType });
  },

  async getJson<T>(key: string) {
    try {
      const { Body } = await s3().send(new GetObjectCommand({ Bucket: readVariable('BUCKET'), Key: key }));
      if (!Body) return undefined;
      return JSON.parse((await decompress(await Body.transformToByteArray())).toString('utf8')) as T;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },

  async putJson(key, value) {
    const body = await compress(JSON.stringify(value), { level: 1 });
    await putObject({ Key: key, Body: body, ContentType: 'application/gzip' });
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
