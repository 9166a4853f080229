import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../functions/config.ts';
import { runCommand } from '../../infra/ops/run-command.ts';

/** How a command ended. */
export interface EndedCommand {
  code: number;
  stdout: string;
  stderr: string;
}

/** The operator's command line on one registry. Commands run in this process, one after the other. */
export interface Operator {
  /** The data folder. */
  folder: string;
  run(...args: string[]): Promise<EndedCommand>;
  /** Runs a command with `--json` and reads what it prints; throws where it does not end with 0. */
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own result
  json(...args: string[]): Promise<any>;
  end(): Promise<void>;
}

/** Gives commands a data folder that leads them to a registry. */
export async function startOperator(environment: Environment): Promise<Operator> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-'));
  await writeFile(join(folder, 'environment.json'), JSON.stringify(environment));
  const run = async (...args: string[]): Promise<EndedCommand> => {
    const ended = { code: 0, stdout: '', stderr: '' };
    const before = process.exitCode;
    process.exitCode = 0;
    ended.code = await runCommand([...args, '--data', folder], {
      log: (line) => {
        ended.stdout += `${line}\n`;
      },
      error: (line) => {
        ended.stderr += `${line instanceof Error ? line.stack : line}\n`;
      },
    });
    process.exitCode = before;
    return ended;
  };
  return {
    folder,
    run,
    async json(...args) {
      const { code, stdout, stderr } = await run(...args, '--json');
      if (code !== 0) throw new Error(`ops ${args.join(' ')} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    end: () => rm(folder, { recursive: true }),
  };
}
