import { marshall } from '@aws-sdk/util-dynamodb';

/** Sets and removes fields of an existing item whose other fields are as expected. */
export function updateInput(partitionKey: string, change: object, expected: object) {
  const names: Record<string, string> = { '#key': partitionKey };
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const conditions = ['attribute_exists(#key)'];
  for (const [field, value] of Object.entries(change)) {
    names[`#${field}`] = field;
    if (value === undefined) {
      removes.push(`#${field}`);
    } else {
      sets.push(`#${field} = :${field}`);
      values[`:${field}`] = value;
    }
  }
  for (const [field, value] of Object.entries(expected)) {
    names[`#${field}`] = field;
    if (value === undefined) {
      conditions.push(`attribute_not_exists(#${field})`);
    } else {
      conditions.push(`#${field} = :expected_${field}`);
      values[`:expected_${field}`] = value;
    }
  }
  const clauses = [sets.length > 0 && `SET ${sets.join(', ')}`, removes.length > 0 && `REMOVE ${removes.join(', ')}`];
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0
      ? { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }
      : {}),
  };
}

/** Adds one to a field, and sets others where they are absent. */
export function incrementInput(field: string, initial: object) {
  const fields = Object.keys(initial);
  const sets = fields.map((one) => `#${one} = if_not_exists(#${one}, :${one})`);
  return {
    UpdateExpression: `ADD #sum :one${sets.length > 0 ? ` SET ${sets.join(', ')}` : ''}`,
    ExpressionAttributeNames: { '#sum': field, ...Object.fromEntries(fields.map((one) => [`#${one}`, one])) },
    ExpressionAttributeValues: marshall({
      ':one': 1,
      ...Object.fromEntries(Object.entries(initial).map(([one, value]) => [`:${one}`, value])),
    }),
  };
}
