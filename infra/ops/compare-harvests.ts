import { readFile } from 'node:fs/promises';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { organizationStore } from '../../functions/aws/organization-store.ts';
import { normalUrl } from '../../functions/domain/normal-url.ts';
import { publicHarvest } from '../../functions/domain/public-harvest.ts';
import { type Command, UsageError } from './command.ts';

/** A harvest as the list of a registry shows it, old or new. */
type Listed = Partial<Record<keyof ReturnType<typeof publicHarvest>, unknown>>;

/** What a comparison found, by harvest id. */
export interface Comparison {
  /** In the list, and not here. */
  missing: { _id: unknown; name: unknown }[];
  /** Here, and not in the list. */
  additional: { _id: string; name: string }[];
  /** Fields that are other here. */
  different: { _id: string; name: string; fields: Record<string, [listed: unknown, here: unknown]> }[];
  /** Numbers of records that are other here: sources change, so these alone are no failure. */
  counts: { _id: string; name: string; listed: number; here: number }[];
  equal: number;
}

const comparedFields = ['name', 'url', 'harvest_type', 'organization', 'publish'] as const;

/** Compares a list of harvests with those of this registry. */
export function compareHarvests(listed: Listed[], here: ReturnType<typeof publicHarvest>[]): Comparison {
  const byId = new Map(here.map((harvest) => [harvest._id, harvest]));
  const result: Comparison = { missing: [], additional: [], different: [], counts: [], equal: 0 };
  for (const one of listed) {
    const harvest = byId.get(String(one._id));
    if (!harvest) {
      result.missing.push({ _id: one._id, name: one.name });
      continue;
    }
    byId.delete(harvest._id);
    const { _id, name, last_record_count: count } = harvest;
    const fields = comparedFields.filter((field) => folded(field, one[field]) !== folded(field, harvest[field]));
    const pairs = fields.map((field) => [field, [one[field], harvest[field]]]);
    if (pairs.length > 0) result.different.push({ _id, name, fields: Object.fromEntries(pairs) });
    else result.equal += 1;
    const before = Number(one.last_record_count ?? 0);
    if (before !== (count ?? 0)) result.counts.push({ _id, name, listed: before, here: count ?? 0 });
  }
  for (const { _id, name } of byId.values()) result.additional.push({ _id, name });
  return result;
}

function folded(field: (typeof comparedFields)[number], value: unknown): unknown {
  if (field === 'url') return URL.canParse(String(value)) ? normalUrl(String(value)) : value;
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
}

export const compareHarvestsCommand: Command = {
  summary: 'Compares the harvests of another registry with those of this one',
  description:
    'The file is an answer of GET /api/v1/Harvests. Names, URLs, types, organizations and publish are to be the same; numbers of records are shown where they are not.',
  usage: 'compare-harvests <file>',
  options: {},
  help: {},
  examples: ['compare-harvests old-harvests.json'],
  exitCodes: { 1: 'a harvest is missing here, or is another one' },
  async run(args, print) {
    const [file] = args.positionals;
    if (!file) throw new UsageError('Which file? Give an answer of GET /api/v1/Harvests.');
    const organizations = new Map((await organizationStore.list()).map((one) => [one._id, one]));
    const harvests = await harvestStore.list();
    const here = harvests.map((harvest) => publicHarvest(harvest, organizations.get(harvest.organization_id)));
    const result = compareHarvests(await listIn(file), here);
    for (const line of comparisonLines(result)) print(line.replace(/\p{Cc}+/gu, ' '));
    if (result.missing.length + result.different.length > 0) process.exitCode = 1;
    return result;
  },
};

async function listIn(file: string): Promise<Listed[]> {
  try {
    const { data } = JSON.parse(await readFile(file, 'utf8')) as { data: unknown };
    if (Array.isArray(data)) return data;
  } catch (cause) {
    throw new UsageError(`${file} cannot be read as JSON.`, { cause });
  }
  throw new UsageError(`${file} is no answer of GET /api/v1/Harvests: it has no list "data".`);
}

function comparisonLines({ missing, additional, different, counts, equal }: Comparison): string[] {
  return [
    ...missing.map(({ _id, name }) => `missing here   ${_id}  ${name}`),
    ...different.flatMap(({ _id, name, fields }) =>
      Object.entries(fields).map(
        ([field, [listed, now]]) =>
          `different      ${_id}  ${name}: ${field} ${JSON.stringify(listed)}, here ${JSON.stringify(now)}`,
      ),
    ),
    ...additional.map(({ _id, name }) => `only here      ${_id}  ${name}`),
    ...counts.map(({ _id, name, listed, here }) => `records        ${_id}  ${name}: ${listed}, here ${here}`),
    `${equal} equal, ${different.length} different, ${missing.length} missing, ${additional.length} only here.`,
  ];
}
