import { describe, expect, it } from 'vitest';
import { createBar } from '../../../infra/ops/progress-bar.ts';
import { createProgressLine } from '../../../infra/ops/progress-line.ts';

/** What is written to a stream. */
function streamOf(isTTY: boolean) {
  const written: string[] = [];
  return { written, stream: { isTTY, write: (text: string) => written.push(text) > 0 } as never };
}

describe('progress', () => {
  it('is one line on a terminal, written over and taken away at the end', () => {
    const { written, stream } = streamOf(true);
    const line = createProgressLine(stream);
    line.show({ state: 'pending', progress: { listed: 0, done: 0 } });
    line.show({ state: 'harvesting', progress: { listed: 0, done: 0 } });
    for (const done of [1, 1, 4]) line.show({ state: 'harvesting', progress: { listed: 4, done } });
    line.end();
    const erase = '\r\u001b[2K';
    expect(written).toEqual([
      `${erase}waiting for a worker`,
      `${erase}reading the listing`,
      `${erase}${'█'.repeat(8)}${'░'.repeat(22)}  25 %  1 of 4 documents`,
      `${erase}${'█'.repeat(30)} 100 %  4 of 4 documents`,
      erase,
    ]);
  });

  it('says nothing elsewhere', () => {
    const { written, stream } = streamOf(false);
    const bar = createBar(stream);
    bar.show(0.5, 'half');
    bar.clear();
    expect(written).toEqual([]);
  });
});
