import { readdir } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../functions/http/openapi/describe-api.ts';
import { checkAgainstDescription } from '../support/described-answers.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { tableContents } from '../support/table-contents.ts';
import { type BrokenValue, brokenValues, unknownNames, type ValidField } from './broken-fields.ts';
import { type ValidBody, validBodies } from './mass-table.ts';
import { type Scene, seedScene } from './roles-scene.ts';

/** Requests under way at a time. */
const atATime = 24;
const many = 1_000_000;
const limits = {
  loginAnswerMs: 0,
  accountAnswerMs: 0,
  loginFailures: many,
  accountRequests: many,
  linkTries: many,
  maxWaitMs: 300,
  fetchTries: 1,
};
const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

/** A body that is wrong in one thing. */
interface BrokenBody {
  of: ValidBody;
  /** What is wrong, for people. */
  about: string;
  /** Which the answer has to name; undefined where it is not one field. */
  field: string | undefined;
  type: string;
  bytes: string;
}

describe('a body that is wrong in one field', () => {
  let registry: TestRegistry;
  let scene: Scene;
  const agent = new Agent({ connections: atATime });

  beforeAll(async () => {
    registry = await startTestRegistry({ limits });
    scene = await seedScene('administrator');
  });
  afterAll(async () => {
    await agent.close();
    await registry.stop();
  });

  it('is tried with every call that reads fields, and every field that it has', () => {
    const described = Object.entries(describeApi().paths).flatMap(([path, operations]) =>
      Object.entries(operations as Record<string, { requestBody?: { content?: Record<string, unknown> } }>)
        .filter(([method, { requestBody }]) => method !== 'get' && requestBody?.content?.[json] !== undefined)
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    const alias = 'POST /api/v1/login';
    expect([...validBodies.map(({ call }) => call), alias].sort()).toEqual(described.sort());
    const beside = ['username', 'user', 'hashed']; // of a login, in the place of an address, or beside it
    for (const body of validBodies) {
      const names = fieldNamesOf(body.call).filter((name) => !body.isLenient || !beside.includes(name));
      expect([body.call, Object.keys(body.fields(scene)).sort()]).toEqual([body.call, names.sort()]);
    }
  });

  it('is refused with a code and the name of the field, and nothing is stored: at least 2,000 of them', async () => {
    const broken = validBodies.flatMap((of) => brokenBodies(of, scene));
    expect(broken.length).toBeGreaterThan(2_000);
    const stored = async () => ({
      ...(await tableContents(registry.environment, { without: ['counters', 'audit'] })),
      mails: await readdir(registry.environment.MAIL_OUTBOX ?? '').catch(() => []),
    });
    const before = await stored();
    const wrong: string[] = [];
    await inTurns(broken, async (body) => {
      const told = await send(body);
      const complaint = complaintOf(body, told);
      if (complaint) wrong.push(`${body.of.call} as ${body.type}, ${body.about}: ${complaint} ${told.text}`);
    });
    expect(wrong).toEqual([]);
    expect(await stored()).toEqual(before);
  }, 60_000);

  it('is the only thing that was wrong: as it should be, every body is taken, as JSON and as a form', async () => {
    for (const type of [json, form]) {
      const own = await seedScene('administrator');
      for (const of of validBodies) {
        const fields = Object.entries(of.fields(own));
        const bytes = type === json ? jsonOf(fields) : formOf(fields);
        const { status, text } = await send({ of, type, bytes }, own);
        expect([of.call, type, status < 300, status < 300 ? '' : text]).toEqual([of.call, type, true, '']);
      }
    }
  });

  async function send({ of, type, bytes }: Pick<BrokenBody, 'of' | 'type' | 'bytes'>, as = scene) {
    const { harvestId: id, attemptId: attempt_id, organizationId: organization_id } = as;
    const values: Record<string, string> = { id, attempt_id, organization_id, ...of.parameters?.(as) };
    const [method = '', pattern = ''] = of.call.split(' ');
    const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `no ${name}`);
    const headers = { ...as.caller.headers, 'Content-Type': type };
    const answer = await request(registry.url + path, {
      method: method as 'POST',
      dispatcher: agent,
      headers,
      body: bytes,
    });
    const told = { status: answer.statusCode, text: await answer.body.text() };
    const parsed = JSON.parse(told.text);
    const seen = new Headers(answer.headers as Record<string, string>);
    checkAgainstDescription({ method, path }, { ...told, headers: seen, json: parsed });
    return { ...told, json: parsed as { code?: string; field?: string; fields?: { field: string }[] } };
  }
});

/** What is wrong with the answer to a broken body. */
function complaintOf({ of, field }: BrokenBody, told: { status: number; json: Record<string, unknown> }) {
  const { status, json: answer } = told;
  if (of.isLenient) return status === 401 ? undefined : String(status);
  if (status < 400 || status > 499) return String(status);
  if (typeof answer.code !== 'string') return `${status} without a code`;
  // A link that does not work says no more than that.
  if (field === undefined || answer.code === 'LINK_INVALID') return undefined;
  const others = (answer.fields as { field: string }[] | undefined)?.map((one) => one.field).join();
  if (others !== undefined) return `${status} names ${others}`;
  return answer.field === field.slice(0, 100) ? undefined : `${status} names ${answer.field}`;
}

function brokenBodies(of: ValidBody, scene: Scene): BrokenBody[] {
  const fields = Object.entries(of.fields(scene));
  const inFields = fields.flatMap(([field, valid]) => {
    const others = fields.filter(([name]) => name !== field);
    return brokenValues(valid).flatMap((broken) => bodiesWith({ of, field, others }, broken));
  });
  const beside = unknownNames.flatMap((field) =>
    bodiesWith({ of, field, others: fields }, { written: '7', form: '7' }),
  );
  const whole = ['[]', 'null', '7', '"name"', '{', '{"a":NaN}', '[{"name":"a"}]', '{"a":1}}', '\ufeff'].map(
    (bytes) => ({
      of,
      about: bytes,
      field: undefined,
      type: json,
      bytes,
    }),
  );
  const notUtf8 = fields.map(([name]) => ({
    of,
    about: `${name} is not UTF-8`,
    field: undefined,
    type: form,
    bytes: formOf(fields).replace(new RegExp(`(^|&)${name}=[^&]*`), `$1${name}=%ED%A0%80`),
  }));
  return [...inFields, ...(of.isLenient ? [] : beside), ...whole, ...notUtf8];
}

interface Within {
  of: ValidBody;
  field: string;
  others: [string, ValidField][];
}

function bodiesWith({ of, field, others }: Within, { written, form: said }: BrokenValue): BrokenBody[] {
  const isMissing = written === undefined && said === undefined;
  const name = JSON.stringify(field);
  const bodies: BrokenBody[] = [];
  if (written !== undefined || isMissing) {
    const one = isMissing ? [] : [`${name}:${(written ?? '').replace('"<name>"', name)}`];
    const bytes = jsonOf(others, one);
    bodies.push({ of, field, type: json, about: `${name}: ${(written ?? 'missing').slice(0, 60)}`, bytes });
  }
  if (said !== undefined || isMissing) {
    const bytes = formOf(others, isMissing ? [] : [[field, said ?? '']]);
    bodies.push({ of, field, type: form, about: `${field}=${(said ?? '(missing)').slice(0, 60)}`, bytes });
  }
  return bodies;
}

function jsonOf(fields: [string, ValidField][], more: string[] = []): string {
  return `{${[...fields.map(([name, { value }]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`), ...more].join()}}`;
}

function formOf(fields: [string, ValidField][], more: [string, string][] = []): string {
  const said = fields.map(([name, { value }]): [string, string] => [name, String(value)]);
  return new URLSearchParams([...said, ...more]).toString();
}

/** Names of the fields that the API's description has in the body of a call. */
function fieldNamesOf(call: string): string[] {
  const { paths, components } = describeApi();
  const [method = '', path = ''] = call.split(' ');
  const operation = paths[path]?.[method.toLowerCase()] as {
    requestBody: { content: Record<string, { schema: Schema }> };
  };
  const schema = operation.requestBody.content[json]?.schema;
  const named = schema?.$ref
    ? (components.schemas as Record<string, Schema>)[schema.$ref.split('/').at(-1) ?? '']
    : schema;
  return Object.keys(named?.properties ?? {});
}

interface Schema {
  $ref?: string;
  properties?: Record<string, unknown>;
}

async function inTurns<T>(things: T[], work: (thing: T) => Promise<void>): Promise<void> {
  const rest = things.values();
  const workThrough = async () => {
    for (const thing of rest) await work(thing);
  };
  await Promise.all(Array.from({ length: atATime }, workThrough));
}
