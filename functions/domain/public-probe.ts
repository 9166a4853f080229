import { type Probe, probeUrl } from './probe.ts';
import { withoutUserInfo } from './source-url.ts';

/** A look at a source as whoever asked for it sees it. */
export function publicProbe(probe: Probe) {
  const { probe_id, harvest_type, state, created_at, finished_at, result, failure } = probe;
  return {
    probe_id,
    probe_url: probeUrl(probe),
    url: withoutUserInfo(probe.url),
    harvest_type,
    state,
    created_at,
    finished_at,
    ...result,
    failure,
  };
}
