/** Where the kept bytes of a record are. */
export function documentKey(harvestId: string, recordId: string): string {
  return `documents/${harvestId}/${recordId}.xml`;
}

/** Working state of an attempt. `token` differs with every writer, so that two of them never write one object. */
export function workKey(run: { harvest_id: string; attempt_id: string }, kind: string, token: string): string {
  return `plans/${run.harvest_id}/${run.attempt_id}/${kind}-${token}.json.gz`;
}

/** What is told of a harvest's errors at the end of an attempt. */
export type ReportFile = 'families.json.gz' | 'faulty.json.gz' | 'report.csv' | 'report.sarif';

/** A report of an attempt. */
export function reportKey(harvestId: string, attemptId: string, file: ReportFile): string {
  return `reports/${harvestId}/${attemptId}/${file}`;
}

/** The manifest that an attempt left. */
export function manifestKey(harvestId: string, attemptId: string): string {
  return `manifests/${harvestId}/${attemptId}.json.gz`;
}

/** Prefixes below which everything of a harvest is. */
export function objectFoldersOf(harvestId: string): string[] {
  return ['plans', 'documents', 'reports', 'manifests'].map((kind) => `${kind}/${harvestId}/`);
}
