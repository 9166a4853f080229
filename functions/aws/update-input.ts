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

/** Adds a value to a field that is a set of texts; the item is made where it is absent. */
export function addToSetInput(field: string, value: string) {
  return {
    UpdateExpression: 'ADD #set :one',
    ExpressionAttributeNames: { '#set': field },
    ExpressionAttributeValues: { ':one': { SS: [value] } },
  };
}

/** Takes a value from a set of texts, on condition that another one is left. */
export function takeFromSetInput(field: string, value: string) {
  return {
    UpdateExpression: 'DELETE #set :one',
    ConditionExpression: 'size(#set) > :last OR (size(#set) = :last AND NOT contains(#set, :value))',
    ExpressionAttributeNames: { '#set': field },
    ExpressionAttributeValues: { ':one': { SS: [value] }, ':value': { S: value }, ':last': { N: '1' } },
  };
}
