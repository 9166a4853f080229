import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const functions = new URL('../../functions/', import.meta.url);

/** A line of the log, which may be of metrics. */
interface Line {
  message: string;
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][] }[] };
}

/** What a process prints that runs `code` with the log and the metrics of the functions. */
async function printed(code: string, environment: Record<string, string> = {}): Promise<Line[]> {
  const program = `
    import { addLogFields, describeThrown, log, withLogFields } from ${JSON.stringify(new URL('log.ts', functions).href)};
    import * as metrics from ${JSON.stringify(new URL('metrics.ts', functions).href)};
    ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(functions),
    env: { PATH: process.env.PATH, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  expect(await once(child, 'close'), output).toEqual([0, null]);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('log', () => {
  it('writes one JSON line with the fields of its invocation, also where two run side by side', async () => {
    const lines = await printed(`
      const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
      const run = (name) => withLogFields({ function: name }, async () => {
        await pause();
        addLogFields({ correlation_id: 'attempt of ' + name });
        await pause();
        log('info', 'done', { result: 1 });
      });
      await Promise.all([run('a'), run('b')]);
      log('info', 'outside');`);
    expect(lines).toMatchObject([
      { level: 'INFO', message: 'done', function: 'a', correlation_id: 'attempt of a', result: 1 },
      { level: 'INFO', message: 'done', function: 'b', correlation_id: 'attempt of b', result: 1 },
      { level: 'INFO', message: 'outside' },
    ]);
    expect(lines[2]).not.toHaveProperty('correlation_id');
  });

  it('leaves out what LOG_LEVEL says does not matter', async () => {
    const lines = await printed("log('info', 'a'); log('warn', 'b'); log('error', 'c');", { LOG_LEVEL: 'warn' });
    expect(lines.map(({ message }) => message)).toEqual(['b', 'c']);
  });

  it.each([
    ['a field that is a password', "{ password: 'MARKED' }"],
    ['a header in an object', "{ headers: { 'x-auth-token': 'MARKED' } }"],
    ['a mail address in a sentence', "{ error: 'No account MARKED@example.org.' }"],
    ['user info in a URL', "{ url: 'https://me:MARKED@data.example.org/iso/' }"],
    ['user info that is only a name', "{ url: 'https://MARKED@data.example.org/iso/' }"],
    ['a token in a sentence', "{ error: 'Bad token eyJhbGciOiJI.eyJMARKEDzdWIi.MARKED-sig_nature' }"],
    ['an API key in a stack', "describeThrown(new Error('ioosreg_MARKEDMARKED'))"],
    ['a cause', "describeThrown(new Error('x', { cause: new Error('to MARKED@example.org') }))"],
  ])('blots out %s', async (_, fields) => {
    const lines = await printed(`log('error', 'failed', ${fields});`);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('MARKED');
  });
});

const attempt = `{ state: 'partial', created_at: '2026-01-01T00:00:00.000Z', finished_at: '2026-01-01T00:01:30.500Z',
  counters: { listed: 10, fetched: 4, unchanged: 5, added: 4, updated: 0, removed: 0, good: 6, bad: 3, unreachable: 1 } }`;

describe('metrics', () => {
  it('are lines that CloudWatch reads: a finished harvest by outcome and in all, its documents and seconds', async () => {
    const lines = await printed(`metrics.measureHarvest(${attempt});`, { METRICS_NAMESPACE: 'HarvestRegistry/test' });
    expect(lines).toMatchObject([
      { service: 'harvest-registry', outcome: 'partial', HarvestsFinished: 1 },
      { HarvestsFinished: 1, DocumentsFetched: 4, DocumentsUnchanged: 5, DocumentsBad: 3, DocumentsUnreachable: 1 },
      { HarvestSeconds: 90.5 },
    ]);
    expect(lines[1]).not.toHaveProperty('outcome');
    for (const { _aws } of lines) {
      expect(_aws.CloudWatchMetrics[0]?.Namespace).toBe('HarvestRegistry/test');
      expect(_aws.CloudWatchMetrics[0]?.Dimensions[0]).toContain('service');
    }
  });

  it('tell overdue seconds and refused logins', async () => {
    const lines = await printed('metrics.measureOverdue(17); metrics.measureRefusedLogin();', {
      METRICS_NAMESPACE: 'n',
    });
    expect(lines).toMatchObject([{ OldestOverdueSeconds: 17 }, { LoginsRefused: 1 }]);
  });

  it('are not written where there is no namespace', async () => {
    expect(await printed(`metrics.measureHarvest(${attempt}); metrics.measureOverdue(1);`)).toEqual([]);
  });
});
