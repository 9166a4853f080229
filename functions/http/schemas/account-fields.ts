import * as z from 'zod/mini';
import { idField } from './body-texts.ts';

/** Longest address: RFC 5321 section 4.5.3.1.3, less its brackets. */
const maxEmailLength = 254;
/** Ids in one list. */
const maxIds = 100;

/** One `@`, and no space, quote, bracket or comma, which could begin another address in a mail's header. */
const emailPattern = /^[^\s@"'`<>()[\]\\,;:\p{C}]{1,64}@[^\s@"'`<>()[\]\\,;:\p{C}]+\.[^\s@"'`<>()[\]\\,;:\p{C}.]+$/u;

/** A mail address, in lower case. */
export function emailField(field: string) {
  const message = `${field} is a mail address of at most ${maxEmailLength} characters.`;
  return z
    .string(message)
    .check(z.trim(), z.toLowerCase(), z.maxLength(maxEmailLength, message), z.regex(emailPattern, message));
}

/** A new password; what it must not be is said where it is set. */
export function passwordField(field: string) {
  const message = `${field} has 12 to 1024 characters.`;
  return z.string(message).check(
    z.minLength(12, message),
    z.maxLength(1024, message),
    z.refine((text) => text.isWellFormed(), message),
  );
}

/** True or false; a form says it in words. */
export function flagField(field: string) {
  const fromWord = (value: unknown) => (value === 'true' ? true : value === 'false' ? false : value);
  return z.pipe(z.transform(fromWord), z.boolean(`${field} is true or false.`));
}

/** A list of ids without repetitions; a form puts commas between them. */
export function idListField(field: string) {
  const message = `${field} is a list of at most ${maxIds} ids.`;
  const fromWords = (value: unknown) =>
    typeof value === 'string' ? value.split(',').flatMap((one) => one.trim() || []) : value;
  return z.pipe(
    z.transform(fromWords),
    z.array(idField(message), message).check(
      z.maxLength(maxIds, message),
      z.overwrite((ids) => [...new Set(ids)]),
    ),
  );
}

/** A whole number of days; a form says it in digits. */
export function daysField(field: string, { most }: { most: number }) {
  const message = `${field} is a whole number from 1 to ${most}.`;
  const fromDigits = (value: unknown) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value);
  return z.pipe(z.transform(fromDigits), z.int(message).check(z.gte(1, message), z.lte(most, message)));
}
