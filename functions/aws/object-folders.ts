import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { readVariable } from '../config.ts';
import type { ObjectFolders } from '../domain/ports.ts';
import { s3 } from './s3.ts';

/**
 * Prefixes of the bucket. Each page of the list is removed before the next is read, so that a run that ended in the
 * middle is gone on with from the start of what is left. A page has at most 1000 keys, as DeleteObjects takes
 * (S3 API reference, ListObjectsV2 and DeleteObjects).
 */
export const objectFolders: ObjectFolders = {
  async removeAll(prefix, isTimeUp) {
    const Bucket = readVariable('BUCKET');
    for (;;) {
      const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      if (Contents.length === 0) return true;
      const Objects = Contents.map(({ Key }) => ({ Key }));
      const { Errors } = await s3().send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      if (Errors?.length) throw new Error(`S3 did not remove ${Errors.length} objects: ${Errors[0]?.Code}`);
      if (isTimeUp()) return false;
    }
  },
};
