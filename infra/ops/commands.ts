import { addApiKeyCommand } from './add-api-key.ts';
import { addHarvestCommand } from './add-harvest.ts';
import { addOrganizationCommand } from './add-organization.ts';
import { addUserCommand } from './add-user.ts';
import { approveUserCommand } from './approve-user.ts';
import { changeHarvestCommand } from './change-harvest.ts';
import { changeOrganizationCommand } from './change-organization.ts';
import { changeUserCommand } from './change-user.ts';
import type { Command } from './command.ts';
import { compareHarvestsCommand } from './compare-harvests.ts';
import { copyTableCommand } from './copy-table.ts';
import { harvestCommand } from './harvest.ts';
import { listAuditCommand } from './list-audit.ts';
import { listHarvestsCommand } from './list-harvests.ts';
import { listOrganizationsCommand } from './list-organizations.ts';
import { listTokensCommand } from './list-tokens.ts';
import { listUsersCommand } from './list-users.ts';
import { migrateCommand } from './migrate.ts';
import { redriveCommand } from './redrive.ts';
import { removeHarvestCommand } from './remove-harvest.ts';
import { removeOrganizationCommand } from './remove-organization.ts';
import { removeUserCommand } from './remove-user.ts';
import { revokeTokensCommand } from './revoke-tokens.ts';
import { rotateKeyCommand } from './rotate-key.ts';
import { setPasswordCommand } from './set-password.ts';
import { stuckCommand } from './stuck.ts';

/** Every command, by what it is about and the name an operator types. `docs/command-line.md` is made from this. */
export const commandGroups: Readonly<Record<string, Readonly<Record<string, Command>>>> = {
  Organizations: {
    'add-organization': addOrganizationCommand,
    'list-organizations': listOrganizationsCommand,
    'change-organization': changeOrganizationCommand,
    'remove-organization': removeOrganizationCommand,
  },
  Accounts: {
    'add-user': addUserCommand,
    'list-users': listUsersCommand,
    'approve-user': approveUserCommand,
    'change-user': changeUserCommand,
    'set-password': setPasswordCommand,
    'remove-user': removeUserCommand,
    'list-tokens': listTokensCommand,
    'revoke-tokens': revokeTokensCommand,
    'add-api-key': addApiKeyCommand,
  },
  Harvests: {
    'add-harvest': addHarvestCommand,
    'list-harvests': listHarvestsCommand,
    'change-harvest': changeHarvestCommand,
    'remove-harvest': removeHarvestCommand,
    harvest: harvestCommand,
    stuck: stuckCommand,
    redrive: redriveCommand,
  },
  Registry: {
    'compare-harvests': compareHarvestsCommand,
    'list-audit': listAuditCommand,
    'rotate-key': rotateKeyCommand,
    'copy-table': copyTableCommand,
    migrate: migrateCommand,
  },
};

/** Every command by name. */
export const commands: Readonly<Record<string, Command>> = Object.assign({}, ...Object.values(commandGroups));
