import type { User } from '../../../functions/domain/user.ts';
import { nobodysHash } from '../../../functions/identity/password.ts';
import type { Notes } from './findings.ts';
import { boundedText, fieldOf, mailAddressOf, textOf, textsOf, timeOf } from './old-values.ts';
import type { OrganizationNames } from './organization-names.ts';
import type { FoundDocument } from './read-export.ts';

const maxNameLength = 200;
const maxUsernameLength = 254;

/** bcrypt of 60 characters; a cost above 15 would keep a login busy for seconds. */
const bcryptShape = /^\$2[aby]\$(?:0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/;

/** Fields of Meteor's accounts that are looked at. Login tokens (`services.resume`) are not taken: everybody logs in anew. */
export const userFields = ['_id', 'username', 'emails', 'profile', 'roles', 'services', 'createdAt', 'email'] as const;

/** An address of an account. */
interface Address {
  address: string;
  verified: boolean;
}

/**
 * An account of the old registry as one of ours; undefined, with a note, where it has no mail address. A password that
 * cannot be taken leaves an account that nobody can log in to before the password was reset.
 */
export function userFromOld(found: FoundDocument, names: OrganizationNames, now: string): User | undefined {
  const { id, document, notes } = found;
  const { profile } = document;
  const addresses = addressesOf(document);
  const main = addresses.find(({ verified }) => verified) ?? addresses[0];
  if (!main)
    return void notes.left('NO_ADDRESS', 'The account has no mail address, so nobody could reset its password.');
  noteOtherAddresses(notes, { main, addresses, profileAddress: mailAddressOf(fieldOf(profile, 'email')) });
  const roles = rolesOf(document.roles, notes);
  const isAdmin = roles.has('admin');
  const approved = roles.has('approved');
  if (isAdmin && !approved) {
    notes.changed(
      'ADMIN_NOT_APPROVED',
      'It is an administrator that nobody has approved: it may do nothing until somebody does.',
    );
  }
  const username = boundedText(document.username, maxUsernameLength, { notes, field: 'username' });
  const name = boundedText(fieldOf(profile, 'name'), maxNameLength, { notes, field: 'name' });
  const poc = mailAddressOf(fieldOf(profile, 'poc_email'))?.toLowerCase();
  return {
    _id: id,
    name: name ?? username ?? main.address,
    email: main.address,
    ...(username ? { username: username.toLowerCase() } : {}),
    password_hash: passwordOf(document, notes),
    verified: main.verified,
    approved,
    roles: [isAdmin ? 'admin' : 'member'],
    organization_ids: membershipOf(profile, names, notes),
    ...(poc === main.address ? { point_of_contact: true } : {}),
    created_at: timeOf(document.createdAt) ?? now,
  };
}

function addressesOf({ emails }: FoundDocument['document']): Address[] {
  return (Array.isArray(emails) ? emails : []).flatMap((one) => {
    const address = mailAddressOf(fieldOf(one, 'address'));
    return address ? [{ address: address.toLowerCase(), verified: fieldOf(one, 'verified') === true }] : [];
  });
}

interface AllAddresses {
  main: Address;
  addresses: Address[];
  profileAddress: string | undefined;
}

function noteOtherAddresses(notes: Notes, { main, addresses, profileAddress }: AllAddresses): void {
  for (const { address } of addresses) {
    if (address !== main.address)
      notes.left('SECOND_ADDRESS', `An account has one address, ${main.address}; ${address} is not taken.`);
  }
  if (profileAddress && !addresses.some(({ address }) => address === profileAddress.toLowerCase())) {
    notes.left(
      'PROFILE_ADDRESS',
      `Its profile names ${profileAddress}, which it does not log in with; ${main.address} is taken.`,
    );
  }
}

/** Names of roles: a list of texts, an object with a list for each group, or a list of objects with an `_id`. */
function rolesOf(value: unknown, notes: Notes): Set<string> {
  if (Array.isArray(value)) {
    const names = value.map((one) => textOf(one) ?? (fieldOf(one, 'scope') ? undefined : textOf(fieldOf(one, '_id'))));
    return new Set(names.filter((name) => name !== undefined));
  }
  if (typeof value !== 'object' || value === null) return new Set();
  const others = Object.keys(value).filter((group) => group !== globalGroup);
  if (others.length > 0)
    notes.left('ROLE_OF_GROUP', `Roles count for all groups only; those of ${others.join(', ')} are not taken.`);
  return new Set(textsOf(fieldOf(value, globalGroup)));
}

/** The group of alanning:roles whose roles count everywhere. */
const globalGroup = '__global_roles__';

function passwordOf({ services }: FoundDocument['document'], notes: Notes): string {
  const hash = textOf(fieldOf(services, 'password', 'bcrypt'));
  if (hash && bcryptShape.test(hash)) return hash;
  const why = hash
    ? 'is not a bcrypt hash of 60 characters with a cost up to 15'
    : fieldOf(services, 'password', 'srp')
      ? 'is of the time before bcrypt (SRP)'
      : 'is missing';
  notes.left('PASSWORD', `Its password ${why}; it is to be reset before the account can log in.`);
  return nobodysHash;
}

function membershipOf(profile: unknown, names: OrganizationNames, notes: Notes): string[] {
  const ids = new Set<string>();
  for (const name of textsOf(fieldOf(profile, 'organization'))) {
    const id = names.find(name, notes);
    if (id) ids.add(id);
    else notes.left('ORGANIZATION_UNKNOWN', `It is a member of ${JSON.stringify(name)}, which is no organization.`);
  }
  return [...ids];
}
