import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type TableDefinition, tables } from '../../functions/aws/tables.ts';
import { type Environment, tableVariable } from '../../functions/config.ts';
import type { FunctionGrants, TableName } from '../../functions/routes.ts';

/** Tables that are listed as a whole. The others are only ever read by key or partition, so nobody may scan them. */
const scannedTables: ReadonlySet<TableName> = new Set(['harvests', 'organizations']);

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writeActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/** The tables of `functions/aws/tables.ts`: on demand, encrypted, restorable to any second of the last 35 days. */
export class RegistryTables extends Construct {
  /** Names of the tables, by the variable that holds them. */
  readonly values: Environment = {};
  readonly #tables = new Map<TableName, Table>();

  constructor(scope: Construct, id: string, props: { keepsData: boolean }) {
    super(scope, id);
    for (const [name, definition] of Object.entries(tables) as [TableName, TableDefinition][]) {
      const table = this.#createTable(name, definition, props.keepsData);
      this.#tables.set(name, table);
      this.values[tableVariable(name)] = table.tableName;
    }
  }

  /** The rights of a function on the tables that it reads and writes. An index comes with reading its table. */
  statementsFor(grants: FunctionGrants): PolicyStatement[] {
    const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });
    return [
      ...grants.reads.flatMap((name) => {
        const { tableArn } = this.#tableOf(name);
        const indexes = tables[name].indexes.map((index) => `${tableArn}/index/${index.name}`);
        return [
          allow(scannedTables.has(name) ? [...readActions, 'dynamodb:Scan'] : readActions, [tableArn]),
          ...(indexes.length > 0 ? [allow(['dynamodb:Query'], indexes)] : []),
        ];
      }),
      ...grants.writes.map((name) => allow(writeActions, [this.#tableOf(name).tableArn])),
    ];
  }

  #createTable(name: TableName, definition: TableDefinition, keepsData: boolean): Table {
    const key = (attribute: string) => ({ name: attribute, type: AttributeType.STRING });
    const table = new Table(this, name, {
      partitionKey: key(definition.partitionKey),
      ...(definition.sortKey && { sortKey: key(definition.sortKey) }),
      ...(definition.ttlAttribute && { timeToLiveAttribute: definition.ttlAttribute }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keepsData,
      removalPolicy: keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const index of definition.indexes) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: key(index.partitionKey),
        ...(index.sortKey && { sortKey: key(index.sortKey) }),
        projectionType: index.projection === 'all' ? ProjectionType.ALL : ProjectionType.KEYS_ONLY,
      });
    }
    return table;
  }

  #tableOf(name: TableName): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`There is no table ${name}.`);
    return table;
  }
}
