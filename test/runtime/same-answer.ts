import type { Answer } from '../support/client.ts';

/** What is random or of the moment in an answer. */
export interface Randomness {
  /** Text of all that both registries were seeded with: what stands there is neither. */
  seeded: string;
  /** Begins the names of the registry's tables and of its bucket. */
  prefix: string;
}

const patterns: [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/[\w-]{8,}\.[\w-]{20,}\.[\w-]{20,}/g, '<token>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<request>'],
  [/\b[0-9A-HJKMNP-TV-Z]{20}\b/g, '<attempt>'],
  [/\b[2-9A-HJ-NP-TW-Za-km-z]{17}\b/g, '<id>'],
  [/(?<=X-Amz-(?:Date|Signature|Credential)=)[\w%]+/g, '<signature>'],
];
/** Of the transport, and not the function's. */
const ownHeaders = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** An answer without what is random in it. */
export function comparable({ status, headers, text }: Answer, randomness: Randomness) {
  const body = withoutRandomness(text, randomness);
  const isRandom = body !== text;
  const kept = [...headers].filter(
    ([name]) => !ownHeaders.has(name) && !(isRandom && (name === 'etag' || name === 'content-length')),
  );
  return {
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, withoutRandomness(value, randomness)])),
    body,
  };
}

function withoutRandomness(text: string, { seeded, prefix }: Randomness): string {
  const unprefixed = text.replaceAll(prefix, '<prefix>');
  return patterns.reduce(
    (left, [pattern, name]) => left.replace(pattern, (found) => (seeded.includes(found) ? found : name)),
    unprefixed,
  );
}
