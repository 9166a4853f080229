import type { ElementPlace } from './element-path.ts';

/** A stable kind and plain words for a message of the engine. */
export interface Advice {
  kind: string;
  advice: string;
}

/** What a data manager should know and do about a message of the engine. */
export function advise(message: string, place?: ElementPlace): Advice {
  if (place === undefined) return { kind: 'MALFORMED_XML', advice: 'Mend the XML at this place.' };
  return { kind: 'INVALID', advice: `Mend ${place.element}: ${message}` };
}
