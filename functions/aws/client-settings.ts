import { readVariable, type VariableName } from '../config.ts';

/** Settings that all clients share: on AWS nothing but retries; elsewhere the endpoint of an emulator. */
export function clientSettings(endpointVariable: VariableName) {
  const endpoint = readVariable(endpointVariable);
  if (!endpoint) return { maxAttempts: 6 };
  return {
    maxAttempts: 6,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
