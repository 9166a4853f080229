import type { FinishServices } from './finish-harvest.ts';
import type {
  ClaimStore,
  DocumentInspector,
  MetadataReader,
  ObjectFolders,
  ObjectStore,
  ProbeStore,
  RecordStore,
  SourceClient,
  SourceType,
} from './ports.ts';

/** What a worker works with. */
export interface RunServices extends FinishServices {
  records: RecordStore;
  objects: ObjectStore;
  folders: ObjectFolders;
  probes: ProbeStore;
  claims: ClaimStore;
  client: SourceClient;
  metadata: MetadataReader;
  /** Judges the documents of a harvest by the same rules, while others are fetched and written. */
  inspector: DocumentInspector;
  sourceType(harvestType: string): SourceType;
  /** SHA-1 of a document's URL in hex. */
  recordId(url: string): string;
  /** SHA-256 in hex. */
  sha256(bytes: Uint8Array | string): string;
  /** A name that no other worker has. */
  newToken(): string;
  /** When this slice must hand over, and when the process will be ended, ms since the epoch. */
  sliceEndsAtMs: number;
  stopsAtMs: number;
}
