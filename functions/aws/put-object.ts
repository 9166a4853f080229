import { type ObjectPlace, partBytes, putAtOnce, putStream } from './put-stream.ts';

/** What is stored under a key. */
export interface StoredObject extends ObjectPlace {
  Body: Uint8Array;
  /** Of the body, in hexadecimal digits. */
  sha256: string;
}

/** Writes one object, whatever its size. */
export async function putObject({ Body, sha256, ...place }: StoredObject): Promise<void> {
  if (Body.length <= partBytes) return await putAtOnce(place, Body, Buffer.from(sha256, 'hex').toString('base64'));
  await putStream(place, [Body]);
}
