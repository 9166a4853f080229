import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('read-large-listing.ts', import.meta.url));

it.each(['nginx', 'apache'])('reads 100,000 entries of %s in under 3 s of CPU time and 300 MiB', async (shape) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, shape]);
  const { documents, last, cpuMs, peakMib } = JSON.parse(stdout);
  expect(documents).toBe(100_000);
  expect(last.url).toBe('http://data.example.org/waf/gov.noaa.ndbc.station_99999_observations_of_2026.xml');
  expect(last.modified).toMatch(/2026.*17:11/);
  expect(cpuMs).toBeLessThan(3000);
  expect(peakMib).toBeLessThan(300);
});
