/** Longest place that a cursor may stand for, characters. */
const maxPlaceLength = 256;

/** Makes a place in a list opaque. */
export function cursorFromText(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

/** The place that a cursor stands for; undefined for what is no cursor of ours. */
export function placeFromCursor(cursor: string): string | undefined {
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  const isOurs = place !== '' && place.length <= maxPlaceLength && cursorFromText(place) === cursor;
  return isOurs ? place : undefined;
}
