import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStore } from '../../../functions/aws/audit-store.ts';
import { audited } from '../../../functions/domain/audit.ts';
import { RegistryError } from '../../../functions/domain/errors.ts';
import { newAttemptId } from '../../../functions/ids.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { logIn, seedUser } from '../../support/seed.ts';

const password = 'a long enough password';
const subject = 'harvest#n3N6xBLyZIs9LGwEF';
const yesterdayMs = Date.now() - 24 * 60 * 60_000;

describe('GET /api/v2/audit', () => {
  let registry: TestRegistry;
  let headers: Record<string, string>;

  beforeAll(async () => {
    registry = await startTestRegistry({ limits: { loginAnswerMs: 0 } });
    const user = await seedUser({ password, roles: ['admin'] });
    headers = await logIn(registry.call, user.email, password);
    for (let n = 0; n < 7; n += 1) await write(`change-${n}`, yesterdayMs + n * 1000);
    await write('today', Date.now());
  });
  afterAll(() => registry.stop());

  /** Writes an entry as a change of an operator's would. */
  async function write(action: string, nowMs: number, change = async () => {}): Promise<void> {
    const services = { audit: auditStore, now: () => nowMs, newEntryId: newAttemptId, auditDays: 400 };
    const intent = {
      subject,
      actor: { kind: 'operator' as const },
      action,
      after: { name: action, password_hash: 'x' },
    };
    await audited(services, intent, change);
  }
  const list = (query: string) => registry.call('GET', `/api/v2/audit?${query}`, { headers });
  const actions = (answer: { json: { data: { action: string }[] } }) => answer.json.data.map(({ action }) => action);

  it('tells what happened to a subject, newest first, a page at a time', async () => {
    const seen: string[] = [];
    let next = '';
    do {
      const page = await list(`subject=${encodeURIComponent(subject)}&limit=3&next=${next}`.replace(/&next=$/, ''));
      expect(page.status).toBe(200);
      expect(page.json.data.length).toBeLessThanOrEqual(3);
      seen.push(...actions(page));
      next = page.json.next ?? '';
    } while (next);
    expect(seen).toEqual(['today', ...[6, 5, 4, 3, 2, 1, 0].map((n) => `change-${n}`)]);
  });

  it('tells what happened on a day, and of today where none is named', async () => {
    const day = new Date(yesterdayMs).toISOString().slice(0, 10);
    expect(actions(await list(`day=${day}`))).toContain('change-0');
    expect(actions(await list(`day=${day}`))).not.toContain('today');
    expect(actions(await list(''))).toContain('today');
    expect((await list('day=2001-01-01')).json).toEqual({ status: 'success', data: [] });
  });

  it('tells what was refused, what was left open, and no secrets', async () => {
    const refused = async () => {
      throw new RegistryError('NAME_TAKEN', 'taken');
    };
    const failed = async () => {
      throw new Error('the store is gone');
    };
    await expect(write('refused', Date.now() + 1000, refused)).rejects.toThrow('taken');
    await expect(write('failed', Date.now() + 2000, failed)).rejects.toThrow('gone');
    const { json } = await list(`subject=${encodeURIComponent(subject)}&limit=2`);
    expect(json.data).toMatchObject([
      { action: 'failed', state: 'intended', after: { password_hash: '(not kept)' } },
      { action: 'refused', state: 'refused', refused_code: 'NAME_TAKEN', actor: { kind: 'operator' } },
    ]);
    expect(json.data[0]).not.toHaveProperty('expires_at_epoch_seconds');
  });

  it.each([
    ['subject=nonsense', 'subject'],
    ['subject=harvest%23', 'subject'],
    [`subject=harvest%23${'x'.repeat(129)}`, 'subject'],
    ['subject=harvest', 'subject'],
    ['day=yesterday', 'day'],
    ['day=2026-02-30', 'day'],
    ['day=2026-13-01', 'day'],
    ['subject=harvest%23x&day=2026-11-23', 'day'],
    ['limit=0', 'limit'],
    ['next=!', 'next'],
  ])('refuses ?%s and names the parameter', async (query, parameter) => {
    const { status, json } = await list(query);
    expect([status, json.code, json.parameter]).toEqual([400, 'INVALID_PARAMETER', parameter]);
  });
});
