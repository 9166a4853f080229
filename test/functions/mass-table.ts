import type { ValidField } from './broken-fields.ts';
import { password, type Scene } from './roles-scene.ts';

/** A valid body of one call, with every field that it may have. */
export interface ValidBody {
  call: string;
  parameters?: (scene: Scene) => Record<string, string>;
  fields: (scene: Scene) => Record<string, ValidField>;
  /** A login says nothing but that it failed, whatever the reason, and passes over what it does not know. */
  isLenient?: true;
}

const own = ({ caller }: Scene) => ({ user_id: caller.user._id });
const text = (value: string) => ({ kind: 'name', value }) as const;
const flag = (value: boolean) => ({ kind: 'flag', value, isOptional: true }) as const;
const optionalDays = (value: number) => ({ kind: 'days', value, isOptional: true }) as const;
const page = (value: string) => ({ kind: 'page', value, isOptional: true, isRemovable: true }) as const;
const address = (value: string) => ({ kind: 'email', value }) as const;
const current = { kind: 'password', value: password } as const;
const newPassword = { kind: 'newPassword', value: 'fathom kelp lantern 77' } as const;

const organizationFields = {
  description: { kind: 'description', value: 'Two\nlines', isOptional: true, isRemovable: true },
  url: page('https://example.org/'),
  logo_url: page('https://example.org/logo.png'),
  ckan_harvest_url: page('https://example.org/harvest/a'),
} as const;

const harvestFields = ({ caller }: Scene) => ({
  name: text('A new source'),
  url: { kind: 'url', value: `http://127.0.0.1:9/${caller.user._id}/` } as const,
  harvest_type: { kind: 'choice', value: 'CSW' } as const,
  publish: flag(false),
  harvest_interval: optionalDays(7),
  harvest_contact: { kind: 'email', value: 'data@example.org', isOptional: true, isRemovable: true } as const,
  connections: { kind: 'days', value: 8, isOptional: true, isRemovable: true } as const,
  ignore_robots: flag(false),
  force: flag(true),
});

/** The same, none of which needs to be there. */
function optional(fields: Record<string, ValidField>): Record<string, ValidField> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { ...field, isOptional: true }]));
}

/** Every call with a body of fields. Those that end what others need come last. */
export const validBodies: readonly ValidBody[] = [
  {
    call: 'POST /api/v2/harvests',
    fields: (scene) => ({
      ...harvestFields(scene),
      organization_id: { kind: 'id', value: scene.organizationId },
      dry_run: flag(false),
    }),
  },
  {
    call: 'PATCH /api/v2/harvests/{id}',
    fields: (scene) => ({
      ...optional(harvestFields(scene)),
      url: { kind: 'url', value: `http://127.0.0.1:9/${scene.harvestId}/elsewhere/`, isOptional: true },
      organization_id: { kind: 'id', value: scene.organizationId, isOptional: true },
    }),
  },
  {
    call: 'POST /api/v2/harvests/{id}/attempts/{attempt_id}/removals',
    fields: () => ({ decision: { kind: 'choice', value: 'keep' } }),
  },
  {
    call: 'POST /api/v2/organizations',
    fields: ({ caller }) => ({ name: text(`Founded by ${caller.user._id}`), ...organizationFields }),
  },
  {
    call: 'PATCH /api/v2/organizations/{organization_id}',
    fields: ({ organizationId }) => optional({ name: text(`Renamed ${organizationId}`), ...organizationFields }),
  },
  {
    call: 'POST /api/v2/users',
    fields: ({ caller, organizationId }) => ({
      name: text('Somebody'),
      email: address(`of-${caller.user._id.toLowerCase()}@example.org`),
      password: newPassword,
      organization_ids: { kind: 'ids', value: [organizationId], isOptional: true },
      point_of_contact: flag(true),
    }),
  },
  {
    call: 'PATCH /api/v2/users/{user_id}',
    parameters: ({ someoneId }) => ({ user_id: someoneId }),
    fields: ({ organizationId }) => ({
      ...optional({ name: text('Another name') }),
      approved: flag(true),
      roles: { kind: 'roles', value: ['member'], isOptional: true },
      organization_ids: { kind: 'ids', value: [organizationId], isOptional: true },
      point_of_contact: flag(true),
    }),
  },
  {
    call: 'POST /api/v2/api-keys',
    fields: ({ harvestId }) => ({
      name: text('For a script'),
      harvest_ids: { kind: 'ids', value: [harvestId], isOptional: true },
      expires_in_days: optionalDays(30),
    }),
  },
  {
    call: 'POST /api/v2/verify-email',
    fields: ({ verifyToken }) => ({ token: { kind: 'token', value: verifyToken } }),
  },
  {
    call: 'POST /api/v2/password-reset',
    fields: ({ caller }) => ({ email: address(caller.user.email) }),
  },
  {
    call: 'POST /api/v2/password-reset/confirm',
    fields: ({ resetToken }) => ({ token: { kind: 'token', value: resetToken }, password: newPassword }),
  },
  {
    call: 'POST /api/v2/login',
    isLenient: true,
    fields: ({ caller }) => ({ email: address(caller.user.email), password: current }),
  },
  {
    call: 'POST /api/v2/users/{user_id}/email',
    parameters: own,
    fields: ({ caller }) => ({
      current_password: current,
      email: address(`new-${caller.user._id.toLowerCase()}@example.org`),
    }),
  },
  {
    call: 'POST /api/v2/users/{user_id}/password',
    parameters: own,
    fields: () => ({ current_password: current, new_password: newPassword }),
  },
];
