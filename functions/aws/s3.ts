import { S3Client } from '@aws-sdk/client-s3';
import { readVariable } from '../config.ts';
import { clientSettings } from './client-settings.ts';

let client: S3Client | undefined;

/** The process's S3 client. */
export function s3(): S3Client {
  client ??= new S3Client({
    ...clientSettings('S3_ENDPOINT'),
    forcePathStyle: readVariable('S3_ENDPOINT') !== '',
  });
  return client;
}
