import { readVariable, type VariableName } from '../config.ts';

/**
 * Settings that all clients share: on AWS nothing but retries and one chain of middleware per kind of command instead of
 * one per call, which saves a tenth of a call's processor time; elsewhere the endpoint of an emulator too.
 * https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md (Middleware Caching)
 */
export function clientSettings(endpointVariable: VariableName) {
  const endpoint = readVariable(endpointVariable);
  const shared = { maxAttempts: 6, cacheMiddleware: true };
  if (!endpoint) return shared;
  return {
    ...shared,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
