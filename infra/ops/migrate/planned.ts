import type { Notes } from './findings.ts';
import type { FoundDocument } from './read-export.ts';

/** What is to be done with the documents of a collection. */
export interface Planned<T> {
  read: number;
  /** To be created, each with where it stands and where to note what happens to it. */
  create: { value: T; found: FoundDocument }[];
  /** In our registry already, as they are there. */
  there: T[];
}

/** Notes the fields in which what is in our registry differs from the export: it is left as it is. */
export function noteDifferences<T extends object>(notes: Notes, pair: { there: T; old: T }, fields: (keyof T)[]): void {
  const other = fields.filter((field) => JSON.stringify(pair.there[field]) !== JSON.stringify(pair.old[field]));
  if (other.length === 0) return;
  notes.differs('DIFFERS', `It is there already and stays as it is, with another ${other.join(', ')}.`);
}

/** A document about which nothing is noted: all there was to say was said when it was taken over. */
export function silently(found: FoundDocument): FoundDocument {
  const none = () => {};
  return { ...found, notes: { left: none, changed: none, differs: none } };
}
