/** Most bytes of a partition key. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const maxPartitionKeyBytes = 2048;
/** Most bytes of a sort key; from the same page. */
const maxSortKeyBytes = 1024;

/**
 * Tells whether an item can have this key. DynamoDB answers a question for one that is empty or too long with a
 * ValidationException instead of with nothing, and what a client sends as an id may be either.
 */
export function isPossibleKey(
  { partitionKey, sortKey }: { partitionKey: string; sortKey?: string },
  key: Readonly<Record<string, string>>,
): boolean {
  const fits = (name: string | undefined, maxBytes: number) => {
    const value = name === undefined ? undefined : key[name];
    return value === undefined || (value !== '' && Buffer.byteLength(value) <= maxBytes);
  };
  return fits(partitionKey, maxPartitionKeyBytes) && fits(sortKey, maxSortKeyBytes);
}
