import { isRegistryError } from './errors.ts';
import type { Harvest } from './harvest.ts';
import type { KeptBodies } from './kept-bodies.ts';
import type { PlannedFetch } from './plan.ts';
import type { SourceAnswer } from './ports.ts';
import type { RunServices } from './run-services.ts';

/** A document's bytes, and where they are from. */
export interface DocumentAnswer extends SourceAnswer {
  /** The address of the form that was read, where it is not the document's own. */
  form_url?: string;
}

/** What is asked for, and how. */
export interface DocumentQuestion {
  planned: PlannedFetch;
  bodies: KeptBodies;
  /** Conditions on the version that is known. */
  headers: Record<string, string>;
}

/**
 * Gets a planned document: from the page it came with, or from its provider. A document in a form that the registry does
 * not read is asked for in another one, where its source type knows an address for that; the address is remembered.
 * @throws `SOURCE_…`
 */
export async function askForDocument(
  services: Pick<RunServices, 'client' | 'limits' | 'sourceType'>,
  run: { harvest: Pick<Harvest, 'harvest_type'> },
  { planned, bodies, headers }: DocumentQuestion,
): Promise<DocumentAnswer> {
  const { url, kept_in, known } = planned;
  if (kept_in !== undefined) return { status: 200, url, headers: {}, body: await bodies({ url, kept_in }) };
  const ask = (address: string, conditions: Record<string, string>) =>
    services.client.fetch({ url: address, headers: conditions, maxBytes: services.limits.maxDocumentBytes });
  if (known?.form_url !== undefined) {
    const answer = await unlessRefused(ask(known.form_url, headers));
    if (answer) return { ...answer, form_url: known.form_url };
  }
  const answer = await ask(url, known?.form_url === undefined ? headers : {});
  const { otherForms } = services.sourceType(run.harvest.harvest_type);
  for (const form_url of otherForms?.(url, answer.body) ?? []) {
    const other = await unlessRefused(ask(form_url, {}));
    if (other) return { ...other, form_url };
  }
  return answer;
}

/** Undefined when the provider says that it has no such thing, or not for us. */
async function unlessRefused(answer: Promise<SourceAnswer>): Promise<SourceAnswer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const status = isRegistryError(error, 'SOURCE_HTTP_STATUS') ? Number(error.details.status) : 0;
    const isForbidden = isRegistryError(error, 'SOURCE_ROBOTS_DISALLOWED');
    if (isForbidden || [400, 403, 404, 405, 406, 410, 501].includes(status)) return undefined;
    throw error;
  }
}
