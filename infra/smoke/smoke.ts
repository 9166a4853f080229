import { parseArgs } from 'node:util';
import { accountChecks, publicChecks } from './checks.ts';
import { askAt, runChecks } from './run-checks.ts';

const help = `Checks a registry from outside: npm run smoke -- <url>

  npm run smoke -- https://registry.example.org

Changes nothing. With SMOKE_EMAIL and SMOKE_PASSWORD in the environment it also logs that account in and out.
Exit code: 0 all is right, 1 something is wrong, 2 it was called in a way it cannot work with.`;

const { values, positionals } = readArguments();
const [url] = positionals;
if (values.help) {
  console.log(help);
} else if (url === undefined || positionals.length > 1 || !/^https?:\/\/[^/]/.test(url)) {
  console.error(`Which registry? Name one URL with http:// or https://.\n\n${help}`);
  process.exitCode = 2;
} else {
  await check(url);
}

function readArguments() {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

async function check(target: string): Promise<void> {
  const { SMOKE_EMAIL: email, SMOKE_PASSWORD: password } = process.env;
  const checks = email && password ? [...publicChecks, ...accountChecks({ email, password })] : publicChecks;
  const results = await runChecks(checks, askAt(target), ({ says, failure, milliseconds }) => {
    console.log(`${failure === undefined ? 'ok   ' : 'WRONG'} ${says} (${milliseconds} ms)`);
    if (failure !== undefined) console.log(`      ${failure}`);
  });
  const wrong = results.filter(({ failure }) => failure !== undefined).length;
  if (!email || !password) console.log('      SMOKE_EMAIL and SMOKE_PASSWORD are not set: no login was tried.');
  console.log(`${results.length - wrong} right, ${wrong} wrong`);
  if (wrong > 0) process.exitCode = 1;
}
