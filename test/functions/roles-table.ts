import { type Caller, callers, password, type Scene } from './roles-scene.ts';

/**
 * Who may call what: every call of `functions/routes.ts` by every caller, and what each is answered. Written from what
 * people are allowed to, not from the code that decides it. A call without a row, or a row without a caller, is an error.
 */

/**
 * Status, and the code of a refusal. Where the inherited contract has none, `Unauthorized` stands for its own words, and
 * nothing for those of who is not logged in. `ALL`: that which only those see who manage the harvest.
 */
export type RoleAnswer = `${number}` | `${number} ${string}`;

/** One call, and what it answers each caller. */
export interface RoleRow {
  /** As in `functions/routes.ts`. */
  call: string;
  /** Which one, where the same call has several answers for one caller. */
  about?: string;
  /** What stands for the path's parameters, where it is not the scene's own harvest, attempt, record and organization. */
  parameters?: (scene: Scene) => Record<string, string>;
  json?: (scene: Scene) => object;
  /** A body that is no JSON. */
  document?: { type: string; text: string };
  query?: (scene: Scene) => string;
  /** Tells in an answer to anyone what only those see who manage the harvest. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  showsAll?: (data: any) => boolean;
  /** Done once, it is answered otherwise, or other calls are: each caller does it in a scene of his own. */
  spoils?: true;
  answers: Record<Caller, RoleAnswer>;
}

const notLoggedIn = { public: '401', unverified: '401', expired: '401', revoked: '401' } as const;
const noKey = { keyInScope: '403 FORBIDDEN', keyOutOfScope: '403 FORBIDDEN' } as const;

/** The same for everybody. */
function anyone(answer: RoleAnswer): Record<Caller, RoleAnswer> {
  return Object.fromEntries(callers.map((caller) => [caller, answer])) as Record<Caller, RoleAnswer>;
}

/** For whoever has a token: a login is needed, an API key is none. */
function accounts(answer: RoleAnswer): Record<Caller, RoleAnswer> {
  const same = { unapproved: answer, member: answer, stranger: answer, administrator: answer };
  return { ...notLoggedIn, ...noKey, ...same };
}

/** For those who manage the harvest or its organization. */
function managers(answer: RoleAnswer, others: RoleAnswer = '403 FORBIDDEN'): Record<Caller, RoleAnswer> {
  return { ...accounts(others), member: answer, administrator: answer };
}

/** For administrators. */
function administrators(answer: RoleAnswer): Record<Caller, RoleAnswer> {
  return { ...accounts('403 FORBIDDEN'), administrator: answer };
}

/** The same, and with an API key that is for the harvest; the words for others are inherited. */
function managersAndKeys(answer: RoleAnswer, others: RoleAnswer): Record<Caller, RoleAnswer> {
  return { ...managers(answer, others), keyInScope: answer };
}

/** Everybody reads; those who manage the harvest see more. */
const readers: Record<Caller, RoleAnswer> = {
  ...anyone('200'),
  member: '200 ALL',
  administrator: '200 ALL',
  keyInScope: '200 ALL',
};

const own = ({ caller }: Scene) => ({ user_id: caller.user._id });
const someones = ({ someoneId }: Scene) => ({ user_id: someoneId });
const empty = ({ emptyOrganizationId }: Scene) => ({ organization_id: emptyOrganizationId });
const startedBy = (attempt: { trigger: object }) => 'user_id' in attempt.trigger;
const newPassword = 'fathom kelp lantern 77';
const newAddress = ({ caller }: Scene) => ({
  current_password: password,
  email: `new-${caller.user._id.toLowerCase()}@example.org`,
});
const loginRow = {
  json: ({ caller }: Scene) => ({ email: caller.user.email, password }),
  answers: { ...anyone('200'), unverified: '401 Unauthorized' },
} as const;
const triggerRow = { answers: managersAndKeys('200', '401 Unauthorized') };

/** Every call, by every caller. */
export const roleRows: readonly RoleRow[] = [
  // harvests
  { call: 'GET /api/v1/Harvests', answers: anyone('200') },
  { call: 'GET /api/v2/harvests', answers: anyone('200') },
  { call: 'GET /api/v1/Harvests/{id}', answers: anyone('200') },
  {
    call: 'GET /api/v2/harvests/{id}',
    showsAll: (harvest) => 'organization_id' in harvest,
    answers: readers,
  },
  {
    call: 'POST /api/v2/harvests',
    json: ({ organizationId, caller }) => ({
      name: 'A new source',
      url: `http://127.0.0.1:9/${caller.user._id}/new/`,
      harvest_type: 'WAF',
      organization_id: organizationId,
      force: true,
    }),
    answers: managers('201'),
  },
  {
    call: 'POST /api/v2/harvests',
    about: 'whose robots.txt is not to be looked at',
    json: ({ organizationId, caller }) => ({
      name: 'A new source',
      url: `http://127.0.0.1:9/${caller.user._id}/without-robots/`,
      harvest_type: 'WAF',
      organization_id: organizationId,
      ignore_robots: true,
      force: true,
    }),
    answers: administrators('201'),
  },
  { call: 'PATCH /api/v2/harvests/{id}', spoils: true, json: () => ({ name: 'Renamed' }), answers: managers('200') },
  {
    call: 'PATCH /api/v2/harvests/{id}',
    spoils: true,
    about: 'and moves it to an organization of others',
    json: ({ emptyOrganizationId }) => ({ organization_id: emptyOrganizationId }),
    answers: administrators('200'),
  },
  { call: 'DELETE /api/v2/harvests/{id}', spoils: true, answers: managers('202') },
  {
    call: 'GET /api/v2/probes/{probe_id}',
    about: 'that the caller asked for',
    parameters: ({ probeId }) => ({ probe_id: probeId }),
    answers: accounts('200'),
  },
  {
    call: 'GET /api/v2/probes/{probe_id}',
    about: 'that somebody else asked for',
    parameters: ({ othersProbeId }) => ({ probe_id: othersProbeId }),
    answers: { ...accounts('404 PROBE_NOT_FOUND'), administrator: '200' },
  },
  { call: 'GET /api/v2/harvest/{id}/harvest', ...triggerRow },
  { call: 'POST /api/v2/harvest/{id}/harvest', ...triggerRow },
  { call: 'GET /api/v2/harvests/{id}/harvest', ...triggerRow },
  { call: 'POST /api/v2/harvests/{id}/harvest', ...triggerRow },
  {
    call: 'GET /api/v2/harvests/{id}/attempts',
    showsAll: ([attempt]) => startedBy(attempt),
    answers: readers,
  },
  { call: 'GET /api/v2/harvests/{id}/attempts/{attempt_id}', showsAll: startedBy, answers: readers },
  {
    call: 'POST /api/v2/harvests/{id}/attempts/{attempt_id}/removals',
    spoils: true,
    json: () => ({ decision: 'keep' }),
    answers: managersAndKeys('200', '401 UNAUTHORIZED'),
  },
  { call: 'GET /api/v2/harvests/{id}/errors', answers: anyone('200') },
  { call: 'GET /api/v2/harvests/{id}/report.csv', answers: anyone('302') },
  { call: 'GET /api/v2/harvests/{id}/report.sarif', answers: anyone('302') },
  { call: 'GET /api/v2/harvests/{id}/records', answers: anyone('200') },
  { call: 'GET /api/v2/harvests/{id}/records/{record_id}', answers: anyone('200') },
  {
    call: 'POST /api/v2/validate',
    document: { type: 'application/xml', text: '<no-metadata/>' },
    answers: anyone('200'),
  },
  // organizations
  { call: 'GET /api/v2/organizations', answers: anyone('200') },
  { call: 'GET /api/v2/organizations/{organization_id}', answers: anyone('200') },
  {
    call: 'POST /api/v2/organizations',
    json: ({ caller }) => ({ name: `Founded by ${caller.user._id}` }),
    answers: administrators('201'),
  },
  {
    call: 'PATCH /api/v2/organizations/{organization_id}',
    spoils: true,
    json: () => ({ description: 'Another' }),
    answers: administrators('200'),
  },
  {
    call: 'DELETE /api/v2/organizations/{organization_id}',
    spoils: true,
    parameters: empty,
    answers: administrators('200'),
  },
  { call: 'GET /api/v2/audit', answers: administrators('200') },
  // accounts
  {
    call: 'POST /api/v2/users',
    json: ({ caller }) => ({ name: 'Somebody', email: `of-${caller.user._id.toLowerCase()}@example.org`, password }),
    answers: anyone('202'),
  },
  { call: 'GET /api/v2/verify-email', query: ({ verifyToken }) => `?token=${verifyToken}`, answers: anyone('200') },
  {
    call: 'POST /api/v2/verify-email',
    spoils: true,
    json: ({ verifyToken: token }) => ({ token }),
    answers: anyone('200'),
  },
  { call: 'GET /api/v2/users', answers: administrators('200') },
  { call: 'GET /api/v2/users/{user_id}', about: 'of the caller', parameters: own, answers: accounts('200') },
  {
    call: 'GET /api/v2/users/{user_id}',
    about: 'of somebody else',
    parameters: someones,
    answers: administrators('200'),
  },
  {
    call: 'PATCH /api/v2/users/{user_id}',
    spoils: true,
    about: 'of the caller: the name',
    parameters: own,
    json: () => ({ name: 'Another name' }),
    answers: accounts('200'),
  },
  {
    call: 'PATCH /api/v2/users/{user_id}',
    spoils: true,
    about: 'of the caller: more than the name',
    parameters: own,
    json: ({ emptyOrganizationId }) => ({
      approved: true,
      roles: ['member', 'admin'],
      organization_ids: [emptyOrganizationId],
    }),
    answers: administrators('200'),
  },
  {
    call: 'PATCH /api/v2/users/{user_id}',
    spoils: true,
    about: 'of somebody else',
    parameters: someones,
    json: () => ({ approved: true }),
    answers: administrators('200'),
  },
  {
    call: 'DELETE /api/v2/users/{user_id}',
    spoils: true,
    about: 'of the caller',
    parameters: own,
    answers: administrators('200'),
  },
  {
    call: 'DELETE /api/v2/users/{user_id}',
    spoils: true,
    about: 'of somebody else',
    parameters: someones,
    answers: administrators('200'),
  },
  {
    call: 'POST /api/v2/users/{user_id}/password',
    spoils: true,
    about: 'of the caller',
    parameters: own,
    json: () => ({ current_password: password, new_password: newPassword }),
    answers: accounts('200'),
  },
  {
    call: 'POST /api/v2/users/{user_id}/password',
    spoils: true,
    about: 'of somebody else, known as it is',
    parameters: someones,
    json: () => ({ current_password: password, new_password: newPassword }),
    answers: accounts('403 FORBIDDEN'),
  },
  {
    call: 'POST /api/v2/users/{user_id}/email',
    spoils: true,
    about: 'of the caller',
    parameters: own,
    json: newAddress,
    answers: accounts('202'),
  },
  {
    call: 'POST /api/v2/users/{user_id}/email',
    spoils: true,
    about: 'of somebody else, whose password is known',
    parameters: someones,
    json: newAddress,
    answers: accounts('403 FORBIDDEN'),
  },
  { call: 'GET /api/v2/password-reset', answers: anyone('200') },
  {
    call: 'POST /api/v2/password-reset',
    json: ({ caller }) => ({ email: caller.user.email }),
    answers: anyone('202'),
  },
  {
    call: 'GET /api/v2/password-reset/confirm',
    query: ({ resetToken }) => `?token=${resetToken}`,
    answers: anyone('200'),
  },
  {
    call: 'POST /api/v2/password-reset/confirm',
    spoils: true,
    json: ({ resetToken: token }) => ({ token, password: newPassword }),
    answers: anyone('200'),
  },
  // tokens
  { call: 'POST /api/v2/login', ...loginRow },
  { call: 'POST /api/v1/login', ...loginRow },
  { call: 'POST /api/v2/logout', spoils: true, answers: accounts('200') },
  { call: 'GET /api/v2/logout', spoils: true, answers: accounts('200') },
  { call: 'POST /api/v1/logout', spoils: true, answers: accounts('200') },
  { call: 'GET /api/v1/logout', spoils: true, answers: accounts('200') },
  { call: 'GET /api/v2/tokens', answers: accounts('200') },
  {
    call: 'DELETE /api/v2/tokens/{token_id}',
    spoils: true,
    about: 'of the caller',
    parameters: ({ ownTokenId }) => ({ token_id: ownTokenId }),
    answers: accounts('200'),
  },
  {
    call: 'DELETE /api/v2/tokens/{token_id}',
    spoils: true,
    about: 'of somebody else',
    parameters: ({ someonesTokenId }) => ({ token_id: someonesTokenId }),
    answers: accounts('404 TOKEN_NOT_FOUND'),
  },
  {
    call: 'POST /api/v2/api-keys',
    about: 'for the harvest',
    json: ({ harvestId }) => ({ name: 'For a script', harvest_ids: [harvestId] }),
    answers: managers('201'),
  },
  {
    call: 'POST /api/v2/api-keys',
    about: 'for what the caller may manage, which may be nothing',
    json: () => ({ name: 'For a script' }),
    answers: { ...accounts('201'), unapproved: '403 FORBIDDEN' },
  },
  // the description
  { call: 'GET /api/v2/openapi.json', answers: anyone('200') },
];
