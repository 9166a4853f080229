import type { User } from '../../../functions/domain/user.ts';
import type { MigrationServices } from './migration-services.ts';
import type { OrganizationNames } from './organization-names.ts';
import { noteDifferences, type Planned, silently } from './planned.ts';
import type { FoundDocument } from './read-export.ts';
import { userFromOld } from './user-from-old.ts';

type Candidate = Planned<User>['create'][number];

/**
 * Which accounts are to be created. Of several with one address, which the old registry told apart by upper and lower
 * case, the verified one is taken before the others, then an approved one, then the oldest.
 */
export async function planUsers(
  services: Pick<MigrationServices, 'users' | 'claims'>,
  found: FoundDocument[],
  { names, now }: { names: OrganizationNames; now: string },
): Promise<Planned<User>> {
  const planned: Planned<User> = { read: found.length, create: [], there: [] };
  const candidates: Candidate[] = [];
  for (const document of found) {
    const there = await services.users.get(document.id);
    const value = userFromOld(there ? silently(document) : document, names, now);
    if (there) {
      planned.there.push(there);
      if (value) noteDifferences(document.notes, { there, old: value }, ['name', 'email', 'organization_ids', 'roles']);
    } else if (value) candidates.push({ value, found: document });
  }
  const emails = new Map<string, string>();
  const usernames = new Map<string, string>();
  for (const candidate of candidates.toSorted(byRank)) {
    const { value, found: document } = candidate;
    const holder = emails.get(value.email) ?? (await ownerOf(services, `email#${value.email}`));
    if (holder) {
      document.notes.left('ADDRESS_TAKEN', `The account ${holder} has its address ${value.email}.`);
      continue;
    }
    emails.set(value.email, value._id);
    planned.create.push({ value: await withFreeName(services, candidate, usernames), found: document });
  }
  return planned;
}

function byRank({ value: a }: Candidate, { value: b }: Candidate): number {
  return (
    Number(b.verified) - Number(a.verified) ||
    Number(b.approved) - Number(a.approved) ||
    Date.parse(a.created_at) - Date.parse(b.created_at)
  );
}

async function withFreeName(
  services: Pick<MigrationServices, 'users' | 'claims'>,
  { value, found }: Candidate,
  usernames: Map<string, string>,
): Promise<User> {
  const { username, ...user } = value;
  if (!username) return user;
  const holder = usernames.get(username) ?? (await ownerOf(services, `username#${username}`));
  if (holder) {
    found.notes.left(
      'USERNAME_TAKEN',
      `The account ${holder} has its username ${username}; it logs in by its address.`,
    );
    return user;
  }
  usernames.set(username, value._id);
  return value;
}

/** The account that has a value; undefined too where a crash left a claim of nobody's. */
async function ownerOf({ users, claims }: Pick<MigrationServices, 'users' | 'claims'>, claim: string) {
  const id = await claims.findOwner(claim);
  return id && (await users.get(id)) ? id : undefined;
}
