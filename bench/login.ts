import { createHash } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { userStore } from '../functions/aws/user-store.ts';
import type { User } from '../functions/domain/user.ts';
import { digestOf, hashPassword } from '../functions/identity/password.ts';
import { newId } from '../functions/ids.ts';
import { startBenchRegistry } from './support/bench-registry.ts';
import { median, numberOption, printTable } from './support/figures.ts';

/** The 95 % interval of each difference of medians must lie within this, ms either way. */
const maxDifferenceMs = 5;
const resamples = 2_000;
const warmUps = 3;
const wrong = 'not the password';

/**
 * Times failed logins for every reason that there is, in turns, and tells how far their medians are apart, with a 95 %
 * interval by resampling. Options: `--each` (200) logins of each kind. Sets the exit code when the bound is broken.
 */
export async function run(args: string[]): Promise<void> {
  const each = numberOption(args, 'each', 200);
  const registry = await startBenchRegistry({ limits: { loginFailures: 1_000_000 } });
  try {
    const logins = await seedLogins();
    const times: Record<string, number[]> = Object.fromEntries(Object.keys(logins).map((kind) => [kind, []]));
    for (let turn = -warmUps; turn < each; turn += 1) {
      for (const [kind, form] of inTurn(Object.entries(logins), turn)) {
        const ms = await timedLogin(registry.url, form);
        if (turn >= 0) times[kind]?.push(ms);
      }
    }
    report(times);
  } finally {
    await registry.stop();
  }
}

/** A form for each reason why a login fails. */
async function seedLogins(): Promise<Record<string, Record<string, string>>> {
  const digest = digestOf('wren maple copper 41');
  const scrypt = await seed({ password_hash: await hashPassword(digest) });
  const old = await seed({ password_hash: await bcrypt.hash(digest, 10) });
  const unverified = await seed({ password_hash: await hashPassword(digest), verified: false });
  return {
    'unknown user': { email: 'nobody@example.org', password: wrong },
    'wrong password (scrypt)': { email: scrypt.email, password: wrong },
    'wrong password (bcrypt)': { email: old.email, password: wrong },
    unverified: { email: unverified.email, password: 'wren maple copper 41' },
  };
}

async function seed(said: Pick<User, 'password_hash'> & Partial<User>): Promise<User> {
  const _id = newId();
  const email = `${createHash('sha1').update(_id).digest('hex').slice(0, 10)}@example.org`;
  const user: User = {
    _id,
    name: 'Somebody',
    email,
    verified: true,
    approved: true,
    roles: ['member'],
    organization_ids: [],
    created_at: new Date().toISOString(),
    ...said,
  };
  await userStore.create(user);
  return user;
}

/** Begins with another one each time, so that none always follows the same. */
function inTurn<T>(all: T[], turn: number): T[] {
  const from = (turn + warmUps) % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}

async function timedLogin(url: string, form: Record<string, string>): Promise<number> {
  const startedAtMs = performance.now();
  const answer = await fetch(`${url}/api/v2/login`, { method: 'POST', body: new URLSearchParams(form) });
  const text = await answer.text();
  const ms = performance.now() - startedAtMs;
  if (answer.status !== 401) throw new Error(`A login answered ${answer.status} ${text}`);
  return ms;
}

function report(times: Record<string, number[]>): void {
  printTable(
    Object.entries(times).map(([login, values]) => ({
      login,
      logins: values.length,
      'median ms': median(values).toFixed(1),
      'most ms': Math.max(...values).toFixed(1),
    })),
  );
  const kinds = Object.keys(times);
  const pairs = kinds.flatMap((one, at) => kinds.slice(at + 1).map((other) => [one, other] as const));
  const differences = pairs.map(([one, other]) => ({
    'difference of medians': `${one} – ${other}`,
    ...intervalOf(times[one] ?? [], times[other] ?? []),
  }));
  console.log('');
  printTable(differences);
  const isBroken = differences.some(
    ({ from, to }) => Math.abs(Number(from)) > maxDifferenceMs || Math.abs(Number(to)) > maxDifferenceMs,
  );
  console.log(isBroken ? `\nNot all within ± ${maxDifferenceMs} ms.` : `\nAll within ± ${maxDifferenceMs} ms.`);
  if (isBroken) process.exitCode = 1;
}

/** The middle 95 % of the differences between medians of values drawn anew from each side (bootstrap, percentiles). */
function intervalOf(one: number[], other: number[]) {
  const drawn = (values: number[]) => median(values.map(() => values[Math.floor(Math.random() * values.length)] ?? 0));
  const sorted = Array.from({ length: resamples }, () => drawn(one) - drawn(other)).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (resamples - 1))] ?? Number.NaN).toFixed(2);
  return { ms: (median(one) - median(other)).toFixed(2), from: at(0.025), to: at(0.975) };
}
