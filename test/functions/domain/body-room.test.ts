import { describe, expect, it } from 'vitest';
import { createBodyRoom } from '../../../functions/domain/body-room.ts';

/** Whether a promise is settled when everything that can go on has gone on. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise(setImmediate);
  return settled;
}

describe('createBodyRoom', () => {
  it('lets the next document be asked for while the bodies held are within the bound', async () => {
    const room = createBodyRoom(100);
    room.hold(100);
    expect(await isSettled(room.untilFree())).toBe(true);
  });

  it('keeps everybody waiting while they are more, and lets all go when they are not', async () => {
    const room = createBodyRoom(100);
    const letGo = [room.hold(100), room.hold(50), room.hold(1)];
    const waiting = [room.untilFree(), room.untilFree()];
    letGo[1]?.();
    expect(await isSettled(Promise.race(waiting))).toBe(false);
    letGo[2]?.();
    expect(await isSettled(Promise.all(waiting))).toBe(true);
  });
});
