import { digestOf } from './password.ts';

/** What a login asks with: an account's name, and the SHA-256 digest of its password. */
export interface Credentials {
  login: { email: string } | { username: string };
  digest: string;
}

/** Longest name or password that is looked at, characters. */
const maxLength = 1024;

/** The credentials in a login's fields (`hashed` says that the password is its digest); undefined when one is missing. */
export function credentialsFrom(fields: Record<string, unknown>): Credentials | undefined {
  const password = textOf(fields.password);
  const login = loginFrom(fields);
  if (password === undefined || !login) return undefined;
  const isHashed = String(fields.hashed).toLowerCase() === 'true';
  return { login, digest: isHashed ? password.toLowerCase() : digestOf(password) };
}

function loginFrom(fields: Record<string, unknown>): Credentials['login'] | undefined {
  const email = textOf(fields.email);
  if (email !== undefined) return { email: email.toLowerCase() };
  const username = textOf(fields.username);
  if (username !== undefined) return { username: username.toLowerCase() };
  const user = textOf(fields.user);
  if (user === undefined) return undefined;
  return user.includes('@') ? { email: user.toLowerCase() } : { username: user.toLowerCase() };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined;
}
