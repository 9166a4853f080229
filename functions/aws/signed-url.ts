import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { readVariable } from '../config.ts';
import { s3 } from './s3.ts';

/** How long a signed URL is good, seconds: long enough for a slow client to begin. */
const validForSeconds = 300;

/** A URL under which anyone may read one object for five minutes, saved under the given name. */
export async function signedUrl(key: string, fileName: string): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: readVariable('BUCKET'),
    Key: key,
    ResponseContentDisposition: `attachment; filename="${fileName}"`,
  });
  return await getSignedUrl(s3(), command, { expiresIn: validForSeconds });
}
