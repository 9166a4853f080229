import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { tables } from '../../functions/aws/tables.ts';
import { type Environment, tableVariable } from '../../functions/config.ts';
import type { TableName } from '../../functions/routes.ts';
import { emulatorClient } from '../../infra/local/create-stores.ts';

/** Every item of every table but those named, each as a line that is equal where the item is, by table and in order. */
export async function tableContents(
  environment: Environment,
  { without }: { without: readonly TableName[] },
): Promise<Record<string, string[]>> {
  const client = new DynamoDBClient(emulatorClient(environment.DYNAMODB_ENDPOINT ?? ''));
  try {
    const wanted = (Object.keys(tables) as TableName[]).filter((noun) => !without.includes(noun));
    const found = wanted.map(async (noun) => [noun, await itemsOf(client, environment[tableVariable(noun)] ?? '')]);
    return Object.fromEntries(await Promise.all(found));
  } finally {
    client.destroy();
  }
}

async function itemsOf(client: DynamoDBClient, TableName: string): Promise<string[]> {
  const lines: string[] = [];
  for (let ExclusiveStartKey: Record<string, never> | undefined; ; ) {
    const page = await client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
    for (const item of page.Items ?? []) lines.push(JSON.stringify(item, (_, value) => inOrder(value)));
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
    if (!ExclusiveStartKey) return lines.sort();
  }
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
