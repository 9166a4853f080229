import { administratorStore } from '../../../functions/aws/administrator-store.ts';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { claimStore } from '../../../functions/aws/claim-store.ts';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../../functions/aws/organization-store.ts';
import { recordStore } from '../../../functions/aws/record-store.ts';
import { userStore } from '../../../functions/aws/user-store.ts';
import { readLimits } from '../../../functions/config.ts';
import type { OrganizationServices } from '../../../functions/domain/organization-services.ts';
import type { AdministratorStore, HarvestStore, RecordStore, UserStore } from '../../../functions/domain/ports.ts';
import { newAttemptId } from '../../../functions/ids.ts';

/** What taking the old registry over needs. */
export interface MigrationServices extends OrganizationServices {
  harvests: HarvestStore;
  records: Pick<RecordStore, 'putAll'>;
  users: UserStore;
  administrators: AdministratorStore;
}

/** The same with the stores of `functions/aws`. */
export function migrationServices(): MigrationServices {
  return {
    organizations: organizationStore,
    users: userStore,
    administrators: administratorStore,
    harvests: harvestStore,
    records: recordStore,
    claims: claimStore,
    audit: auditStore,
    now: Date.now,
    newEntryId: newAttemptId,
    auditDays: readLimits().auditDays,
  };
}
