import { S3Client } from '@aws-sdk/client-s3';
import { readVariable } from '../config.ts';
import { clientSettings } from './client-settings.ts';

let client: S3Client | undefined;

/** The process's S3 client. */
export function s3(): S3Client {
  client ??= createClient();
  return client;
}

function createClient(): S3Client {
  const created = new S3Client({
    ...clientSettings('S3_ENDPOINT'),
    forcePathStyle: readVariable('S3_ENDPOINT') !== '',
  });
  // Copies what is sent and received for a logger that we do not have.
  created.middlewareStack.remove('loggerMiddleware');
  created.middlewareStack.add(
    // What a body is signed by is its SHA-256: not computed again where the caller has given it as its checksum.
    (next) => async (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      const checksum = headers['x-amz-checksum-sha256'];
      if (checksum) headers['x-amz-content-sha256'] = Buffer.from(checksum, 'base64').toString('hex');
      return await next(args);
    },
    { step: 'build', priority: 'low', name: 'reuseChecksum' },
  );
  return created;
}
