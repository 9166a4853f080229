import { queryForms } from './requests.ts';

/** Records asked for at a time, where the catalogue manages so many. */
export const pageSize = 100;
/** The listing between slices, as JSON. */
export interface CswCursor {
  /** Index in {@link queryForms}. */
  form: number;
  /** Of the next record, from 1. */
  position: number;
  /** Records asked for at a time; less than 100 where the catalogue is too slow for so many. */
  size: number;
  /** Before this position is a record that makes its page fail. */
  fault_before?: number;
  faults: number;
  faults_in_row: number;
  /** What the catalogue said last. */
  matched?: number;
  /** Records whose identifier another has, too. */
  repeated: number;
  /** Positions moved while the catalogue was read, or it left out some of what it counted. */
  is_in_doubt: boolean;
}

/** Where a listing begins; `form` is an index in {@link queryForms}. Without sorting, positions may move at any time. */
export function firstCursor(form: number): CswCursor {
  const is_in_doubt = queryForms[form]?.sortBy === undefined;
  return { form, position: 1, size: pageSize, faults: 0, faults_in_row: 0, repeated: 0, is_in_doubt };
}
