import { RegistryError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import { commonWords } from './common-words.ts';

/** Bounds on a password, characters. */
export const passwordLength = { least: 12, most: 1024 } as const;

/** Whom a password must not be made of, and which field of the body it came in. */
export interface PasswordContext {
  field: string;
  person: Pick<User, 'name' | 'email'>;
}

/** What people write in the place of letters. */
const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const rows = ['abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', '01234567890', 'qazwsxedcrfvtgbyhnujmikolp'];
const words = [...commonWords].toSorted((a, b) => b.length - a.length);
/** Characters of a password that are left when all that can be guessed is taken out; fewer are not enough. */
const leastLeft = 4;
/** So many different words are no guess any more, common as each may be. */
const enoughWords = 4;

/**
 * Refuses what is guessed first: what is too short, repeats itself, follows the keyboard, or consists of words from
 * {@link commonWords}, of the person's name and address, and of digits. Length is what counts, not kinds of characters:
 * NIST SP 800-63B-4, section 3.1.1.2, and its appendix on strength.
 * @throws `INVALID_BODY`, naming the field
 */
export function refuseWeakPassword(password: string, { field, person }: PasswordContext): void {
  const reason = weaknessOf(password, person);
  if (reason === undefined) return;
  throw new RegistryError('INVALID_BODY', reason, { details: { field } });
}

function weaknessOf(password: string, { name, email }: PasswordContext['person']): string | undefined {
  const { least, most } = passwordLength;
  const length = [...password].length;
  if (length < least || password.length > most) return `A password has ${least} to ${most} characters.`;
  if (new Set(password.toLowerCase()).size < 5) return 'This password has too few different characters.';
  const plain = password.normalize('NFKC').toLowerCase();
  const own = [name, ...name.split(/\s+/), email, ...email.split(/[@.+_-]/)].map((part) => part.toLowerCase());
  const guessed = [...own.filter((part) => part.length >= 3).toSorted((a, b) => b.length - a.length), ...words];
  for (const text of [plain, withoutLookalikes(plain)]) {
    if (remainderOf(text, guessed) < leastLeft) {
      return 'This password is among those that are guessed first. Take several words that do not belong together.';
    }
  }
  return undefined;
}

function withoutLookalikes(text: string): string {
  return text.replace(/[013457@$!]/g, (one) => lookalikes[one] ?? one);
}

/** How many characters are left without what can be guessed; a repetition counts once. */
function remainderOf(text: string, guessed: readonly string[]): number {
  let rest = text;
  let found = 0;
  for (const word of guessed) {
    if (!rest.includes(word)) continue;
    rest = rest.replaceAll(word, ' ');
    found += 1;
  }
  if (found >= enoughWords) return text.length;
  rest = rest.replace(/(.{1,6}?)\1+/g, '$1');
  for (const row of rows) rest = withoutRuns(rest, row);
  return rest.replace(/[\d\s\p{P}\p{S}]/gu, '').length;
}

/** Takes out runs of four and more along a row, forwards and backwards. */
function withoutRuns(text: string, row: string): string {
  const both = [row, [...row].reverse().join('')];
  let rest = text;
  for (const line of both) {
    for (let length = line.length; length >= 4; length -= 1) {
      for (let at = 0; at + length <= line.length; at += 1) rest = rest.replaceAll(line.slice(at, at + length), ' ');
    }
  }
  return rest;
}
