import type { Harvest } from '../../../functions/domain/harvest.ts';
import { type Collection, collections, type ExportFile, type Exports } from './find-exports.ts';
import type { Finding } from './findings.ts';
import { harvestFields } from './harvest-from-old.ts';
import type { MigrationServices } from './migration-services.ts';
import { organizationFields } from './organization-from-old.ts';
import { createOrganizationNames } from './organization-names.ts';
import { planHarvests, spreadFirstHarvests } from './plan-harvests.ts';
import { planOrganizations } from './plan-organizations.ts';
import { planUsers } from './plan-users.ts';
import type { Planned } from './planned.ts';
import { type FoundDocument, readExport } from './read-export.ts';
import { recordFields } from './record-from-old.ts';
import { takeHarvests, takeOrganizations, takeUsers } from './take-over.ts';
import { type TakenRecords, takeRecords } from './take-records.ts';
import { userFields } from './user-from-old.ts';

/** What became of one collection, in documents. */
export interface CollectionReport {
  file: string;
  documents: number;
  /** Taken, or, in a report only, to be taken. */
  taken: number;
  there_already: number;
  left: number;
  /** Fields that our registry has no use for, with the number of documents that have them. */
  fields_not_taken: Record<string, number>;
}

/** What the whole came to. */
export interface MigrationReport {
  /** False: nothing was written. */
  applied: boolean;
  collections: Partial<Record<Collection, CollectionReport>>;
  missing: Collection[];
  ignored: string[];
  findings: Finding[];
}

export interface MigrationOptions {
  apply: boolean;
  /** New names of organizations by their old ones. */
  aliases: ReadonlyMap<string, string>;
  onProgress(collection: Collection, bytesRead: number): void;
}

const knownFields: Readonly<Record<Collection, readonly string[]>> = {
  Organizations: organizationFields,
  users: userFields,
  Harvests: harvestFields,
  Records: recordFields,
};

/**
 * Takes the old registry over: organizations, accounts, records, and each harvest after its records. What is there
 * already is left as it is, so that a second run, or one after a crash, only adds what is missing.
 */
export async function migrateRegistry(
  services: MigrationServices,
  { files, ignored }: Exports,
  options: MigrationOptions,
): Promise<MigrationReport> {
  const now = new Date(services.now()).toISOString();
  const reader = createReader(files, options);
  const names = createOrganizationNames(options.aliases);
  const { apply } = options;

  const organizations = planOrganizations(await reader.all('Organizations'), await services.organizations.list(), {
    names,
    now,
  });
  const takenOrganizations = apply ? await takeOrganizations(services, organizations) : organizations.create.length;
  const users = await planUsers(services, await reader.all('users'), { names, now });
  const takenUsers = apply ? await takeUsers(services, users) : users.create.length;
  const harvests = planHarvests(await reader.all('Harvests'), await services.harvests.list(), { names, now });
  const records = await takeRecords(reader.each('Records'), {
    create: new Map(harvests.create.map(({ value }) => [value._id, value])),
    there: new Set((await services.harvests.list()).map(({ _id }) => _id)),
    now,
    records: apply ? services.records : undefined,
  });
  const due = withFirstHarvests(harvests, records, services.now());
  const takenHarvests = apply ? await takeHarvests(services, due) : due.create.length;

  const done: Record<Collection, [taken: number, thereAlready: number]> = {
    Organizations: [takenOrganizations, organizations.there.length],
    users: [takenUsers, users.there.length],
    Harvests: [takenHarvests, harvests.there.length],
    Records: [records.taken, records.thereAlready],
  };
  return {
    applied: apply,
    collections: Object.fromEntries(
      collections.flatMap((name) => (files[name] ? [[name, reader.report(name, files[name], done[name])]] : [])),
    ),
    missing: collections.filter((name) => !files[name]),
    ignored,
    findings: reader.findings,
  };
}

/** Their records are in the table, but in no manifest yet: the first plan is to look. */
function withFirstHarvests(planned: Planned<Harvest>, records: TakenRecords, nowMs: number): Planned<Harvest> {
  const due = spreadFirstHarvests(
    planned.create.map(({ value }) => value),
    nowMs,
  );
  const create = planned.create.map((one, at) => {
    const value = due[at] as Harvest;
    return { ...one, value: records.byHarvest.has(value._id) ? { ...value, manifest_stale: true } : value };
  });
  return { ...planned, create };
}

function createReader(files: Exports['files'], { onProgress }: MigrationOptions) {
  const findings: Finding[] = [];
  const documents: Partial<Record<Collection, number>> = {};
  const unknown: Partial<Record<Collection, Record<string, number>>> = {};

  async function* each(collection: Collection): AsyncGenerator<FoundDocument> {
    const file = files[collection];
    if (!file) return;
    const counts: Record<string, number> = {};
    unknown[collection] = counts;
    const onDocument = (bytesRead: number) => {
      documents[collection] = (documents[collection] ?? 0) + 1;
      onProgress(collection, bytesRead);
    };
    for await (const found of readExport(file, { findings, onDocument })) {
      for (const field of Object.keys(found.document)) {
        if (!knownFields[collection].includes(field)) counts[field] = (counts[field] ?? 0) + 1;
      }
      yield found;
    }
  }

  return {
    findings,
    each,
    async all(collection: Collection): Promise<FoundDocument[]> {
      const all: FoundDocument[] = [];
      for await (const found of each(collection)) all.push(found);
      return all;
    },
    report(collection: Collection, file: ExportFile, [taken, there_already]: [number, number]): CollectionReport {
      const count = documents[collection] ?? 0;
      return {
        file: file.name,
        documents: count,
        taken,
        there_already,
        left: count - taken - there_already,
        fields_not_taken: unknown[collection] ?? {},
      };
    },
  };
}
