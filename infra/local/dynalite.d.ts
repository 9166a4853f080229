/** The part of dynalite (which has no types of its own) that the emulators use. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates a DynamoDB; in memory where `path` is absent. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
