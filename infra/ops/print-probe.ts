import { RegistryError } from '../../functions/domain/errors.ts';
import type { Probe, SampledDocument } from '../../functions/domain/probe.ts';

/** Tells people what a look at a source has shown. */
export function printProbe({ result, failure }: Probe, print: (line: string) => void): void {
  if (failure) print(`The look at the source failed: ${failure.message}`);
  if (!result) return;
  const { listing_kind, documents, is_complete, seconds, sample = [], notices } = result;
  const kind = listing_kind ? ` by ${listing_kind}` : '';
  print(`The source lists ${is_complete ? '' : 'at least '}${documents} documents${kind}, read in ${seconds} s.`);
  for (const { message } of notices) print(`  ${message}`);
  if (sample.length > 0) print(`Of ${sample.length} of them, ${sample.filter(({ valid }) => valid).length} are good.`);
  for (const line of sample.flatMap(linesOf)) print(`  ${line}`);
}

/** The refusal of whatever depends on a look that takes too long. */
export function stillLooking({ url }: Probe): RegistryError {
  return new RegistryError(
    'PROBE_PENDING',
    `The worker is still looking at ${url}. The same command again in a while goes on from here.`,
  );
}

function linesOf({ url, valid, failure, errors = [], error_count = 0 }: SampledDocument): string[] {
  if (valid) return [];
  if (failure) return [`${url}: ${failure.message}`];
  const more = error_count > errors.length ? [`  and ${error_count - errors.length} more`] : [];
  return [url, ...errors.map(({ error, line_number }) => `  line ${line_number}: ${error}`), ...more];
}
