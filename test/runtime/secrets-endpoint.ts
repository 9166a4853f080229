import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Answers GetSecretValue of Secrets Manager with one secret, which has no earlier version, on 127.0.0.1. */
export async function startSecretsEndpoint(
  arn: string,
  secret: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { SecretId, VersionStage } = (await json(request)) as { SecretId?: string; VersionStage?: string };
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    if (SecretId === arn && VersionStage === 'AWSCURRENT') {
      response.end(
        JSON.stringify({ ARN: arn, Name: 'signing-key', SecretString: secret, VersionStages: [VersionStage] }),
      );
    } else {
      response.writeHead(400).end('{"__type":"ResourceNotFoundException","Message":"There is no such version."}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
