/**
 * What stands behind each `$` name of MongoDB Extended JSON, in version 1 and in version 2, canonical and relaxed
 * (github.com/mongodb/specifications, extended-json). Names that no field of the old registry has are taken for absent.
 */
const wrappers: Readonly<Record<string, (value: unknown) => unknown>> = {
  $oid: (value) => value,
  $date: dateFrom,
  $numberInt: Number,
  $numberLong: Number,
  $numberDouble: Number,
  $numberDecimal: Number,
  $symbol: (value) => value,
};

/** A value of Extended JSON as a plain one: dates are `Date`s, object ids their hex text, numbers numbers. */
export function plainFrom(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainFrom);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, inner] = entries[0] ?? ['', undefined];
  if (name.startsWith('$')) return entries.length === 1 ? wrappers[name]?.(inner) : undefined;
  return Object.fromEntries(entries.map(([key, one]) => [key, plainFrom(one)]));
}

/** `1493251501717`, `"2017-04-27T00:05:01.717Z"`, `"…+0000"` or `{"$numberLong":"1493251501717"}`. */
function dateFrom(value: unknown): Date | undefined {
  const plain = plainFrom(value);
  const date = typeof plain === 'number' || typeof plain === 'string' ? new Date(plain) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}
