/** A source's URL without user name and password; what is no URL comes back as it is. */
export function withoutUserInfo(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/** Longest MessageGroupId (SQS API reference, SendMessage). */
const maxGroupLength = 128;

/** The message group of a source: its scheme, host and port, so that a provider never sees two of our workers. */
export function groupOf(url: string): string {
  return new URL(url).origin.slice(0, maxGroupLength);
}
