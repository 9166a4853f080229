import type { Notes } from './findings.ts';

/** Which organization a name of the old registry means: harvests and people point to organizations by their names. */
export interface OrganizationNames {
  add(name: string, id: string): void;
  /** The id behind a name, with a note where it is spelt otherwise or another name stands for it. */
  find(name: string, notes: Notes): string | undefined;
  /** The names there are. */
  list(): string[];
}

/**
 * Names as they are, names in other letters or with other spaces, and what the operator says: `aliases` has the new name
 * (or an id) by the old one, because a rename in the old registry left its name in people and in all harvests but one.
 */
export function createOrganizationNames(aliases: ReadonlyMap<string, string>): OrganizationNames {
  const exact = new Map<string, string>();
  const folded = new Map<string, string>();
  const ids = new Set<string>();
  const fold = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();
  const named = (name: string) => exact.get(name) ?? folded.get(fold(name)) ?? (ids.has(name) ? name : undefined);
  return {
    add(name, id) {
      exact.set(name, id);
      if (!folded.has(fold(name))) folded.set(fold(name), id);
      ids.add(id);
    },
    find(name, notes) {
      const alias = aliases.get(name) ?? aliases.get(name.trim());
      const id = alias === undefined ? named(name) : named(alias);
      if (id !== undefined && alias === undefined && !exact.has(name)) {
        notes.changed(
          'ORGANIZATION_SPELLING',
          `The organization ${JSON.stringify(name)} is there in another spelling.`,
        );
      }
      return id;
    },
    list: () => [...exact.keys()],
  };
}
