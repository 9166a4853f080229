import { type Probe, probeUrl } from '../domain/probe.ts';
import { publicProbe } from '../domain/public-probe.ts';
import { accepted } from './response.ts';

/** The answer while the worker has not looked at a source yet. */
export function probePending(probe: Probe) {
  const message = `The source is still being looked at: read ${probeUrl(probe)}, and when that has ended, send the same request again.`;
  return accepted({ status: 'pending', message, data: publicProbe(probe) }, probeUrl(probe));
}
