import { type ObjectPlace, partBytes, putAtOnce, putStream } from './put-stream.ts';

/** What is stored under a key. */
export interface StoredObject extends ObjectPlace {
  Body: Uint8Array;
}

/** Writes one object, whatever its size. */
export async function putObject({ Body, ...place }: StoredObject): Promise<void> {
  if (Body.length <= partBytes) return await putAtOnce(place, Body);
  await putStream(place, [Body]);
}
