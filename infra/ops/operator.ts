import type { Actor } from '../../functions/domain/audit.ts';

/** Who the audit says has changed something by a command. */
export const operator: Actor = { kind: 'operator' };
