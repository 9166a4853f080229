import * as z from 'zod/mini';

/** Longest name, description and URL in a body, characters. */
const maxNameLength = 200;
const maxDescriptionLength = 5_000;
const maxUrlLength = 2_048;
/** Characters of an id: those from the old registry have 17. */
const maxIdLength = 128;

/** Control characters but tab and line breaks, which a description of several lines has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlInText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/;

/** A name of 1 to 200 characters on one line; spaces around it do not count. */
export function nameField(field: string) {
  const message = `${field} is a text of 1 to ${maxNameLength} characters on one line.`;
  return z
    .string(message)
    .check(z.trim(), z.minLength(1, message), z.maxLength(maxNameLength, message), withoutControls(message, control));
}

/** A text of up to 5,000 characters, on several lines where need be. */
export function descriptionField(field: string) {
  const message = `${field} is a text of at most ${maxDescriptionLength} characters.`;
  return z.string(message).check(z.maxLength(maxDescriptionLength, message), withoutControls(message, controlInText));
}

/** An id of up to 128 characters; whether anything has it is looked up later. */
export function idField(message: string) {
  return z
    .string(message)
    .check(z.minLength(1, message), z.maxLength(maxIdLength, message), withoutControls(message, control));
}

/** An http or https URL of up to 2,048 characters. */
export function httpUrlField(field: string) {
  const message = `${field} is an http or https URL of at most ${maxUrlLength} characters.`;
  return z.string(message).check(
    z.maxLength(maxUrlLength, message),
    z.refine((url) => isHttpUrl(url), message),
    z.meta({ format: 'uri' }),
  );
}

/** A field that a PATCH may remove: by null, or in a form by nothing behind its `=`. Read as undefined then. */
export function removable<T extends z.ZodMiniType>(field: T) {
  const absentFromEmpty = (value: unknown) => (value === '' ? null : value);
  return z.optional(z.pipe(z.transform(absentFromEmpty), z.nullable(field)));
}

function withoutControls(message: string, pattern: RegExp) {
  return z.refine<string>((text) => !pattern.test(text) && text.isWellFormed(), message);
}

function isHttpUrl(text: string): boolean {
  if (!isUrl(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

/** The http or https URL of a source, of up to 2,048 characters; user name and password in it are for the provider. */
export function sourceUrlField(field: string) {
  const message = `${field} is an http or https URL of at most ${maxUrlLength} characters.`;
  const isSource = (url: string) => isUrl(url) && /^https?:$/.test(new URL(url).protocol);
  return z.string(message).check(
    z.maxLength(maxUrlLength, message),
    z.refine((url) => isSource(url) && new URL(url).href.length <= maxUrlLength, message),
    z.meta({ format: 'uri' }),
  );
}

function isUrl(text: string): boolean {
  return !control.test(text) && !/\s/.test(text) && text.isWellFormed() && URL.canParse(text);
}
