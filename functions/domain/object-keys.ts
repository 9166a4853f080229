/** Where the kept bytes of a record are. */
export function documentKey(harvestId: string, recordId: string): string {
  return `documents/${harvestId}/${recordId}.xml`;
}

/** Working state of an attempt. `token` differs with every writer, so that two of them never write one object. */
export function workKey(run: { harvest_id: string; attempt_id: string }, kind: string, token: string): string {
  return `plans/${run.harvest_id}/${run.attempt_id}/${kind}-${token}.json.gz`;
}

/** The manifest that an attempt left. */
export function manifestKey(harvestId: string, attemptId: string): string {
  return `manifests/${harvestId}/${attemptId}.json.gz`;
}
