import { attemptStore } from '../aws/attempt-store.ts';
import { claimStore } from '../aws/claim-store.ts';
import { harvestStore } from '../aws/harvest-store.ts';
import { organizationStore } from '../aws/organization-store.ts';
import { probeStore } from '../aws/probe-store.ts';
import { harvestQueue } from '../aws/queue.ts';
import { readLimits } from '../config.ts';
import { newAttemptId, newId, newToken, sha256 } from '../ids.ts';
import { auditServices } from './audit-services.ts';

/** What registering, changing and deleting harvests needs, for handlers. */
export function harvestServices() {
  return {
    ...auditServices(),
    harvests: harvestStore,
    attempts: attemptStore,
    organizations: organizationStore,
    claims: claimStore,
    probes: probeStore,
    queue: harvestQueue,
    limits: readLimits(),
    newId,
    newToken,
    newAttemptId,
    sha256,
    random: Math.random,
  };
}
