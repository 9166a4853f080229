/**
 * Reads a listing of 100,000 entries in the shape named by the first argument and prints documents found, CPU time (ms)
 * and the process's peak memory (MiB) as JSON. A process of its own, so that the memory is this listing's alone.
 */
import { readListing } from '../../../functions/sources/listing/read-listing.ts';

const shapes: Record<string, { head: string; entry: (name: string) => string; tail: string }> = {
  nginx: {
    head: '<html><head><title>Index of /waf/</title></head><body><h1>Index of /waf/</h1><hr><pre><a href="../">../</a>\n',
    entry: (name) => `<a href="${name}">${name.slice(0, 47)}..&gt;</a> 23-Nov-2026 17:11               90576\n`,
    tail: '</pre><hr></body></html>',
  },
  apache: {
    head: '<html><head><title>Index of /waf</title></head><body><h1>Index of /waf</h1><table>\n',
    entry: (name) =>
      `<tr><td valign="top"><img src="/icons/text.gif" alt="[TXT]"></td><td><a href="${name}">${name.slice(0, 20)}..&gt;</a></td>` +
      '<td align="right">2026-11-23 17:11  </td><td align="right"> 88K</td><td>&nbsp;</td></tr>\n',
    tail: '</table></body></html>',
  },
};

async function* page({ head, entry, tail }: (typeof shapes)[string]): AsyncGenerator<Uint8Array> {
  let text = head;
  for (let number = 0; number < 100_000; number++) {
    text += entry(`gov.noaa.ndbc.station_${number}_observations_of_2026.xml`);
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text + tail);
}

const shape = shapes[process.argv[2] ?? ''];
if (shape === undefined) throw new Error(`Name a shape: ${Object.keys(shapes).join(', ')}`);
const startedAt = process.cpuUsage();
const { documents } = await readListing(page(shape), {
  url: 'http://data.example.org/waf/',
  contentType: 'text/html',
  maxEntries: 500_000,
});
const { user, system } = process.cpuUsage(startedAt);
const peakMib = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({ documents: documents.length, last: documents.at(-1), cpuMs: (user + system) / 1000, peakMib }),
);
