import { describe, expect, it } from 'vitest';
import type { OfflineReason } from './events.ts';
import type { MockClient } from './mock-client.ts';
import { PresenceExpectations } from './presence-expectations.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const client = (id: number): MockClient => ({ id }) as MockClient;

const createBench = (): {
  clock: VirtualClock;
  presence: PresenceExpectations;
  leave: (id: number, reason: OfflineReason) => void;
} => {
  const clock = new VirtualClock();
  const presence = new PresenceExpectations(clock, () => '\nlast frames: …');
  return { clock, presence, leave: (id, reason) => presence.noteOffline(client(id), reason, undefined) };
};

describe('PresenceExpectations', () => {
  it('gives each arrival once, those of before first', async () => {
    const { clock, presence } = createBench();
    presence.noteOnline(client(1));
    const [first, second] = [presence.expectOnline(), presence.expectOnline()];
    presence.noteOnline(client(2));
    expect([(await first).id, (await second).id]).toEqual([1, 2]);
    const third = expect(presence.expectOnline({ withinMs: 500 })).rejects.toThrow(
      '[EXPECTATION_FAILED] no client came online within 500 ms\nlast frames: …',
    );
    await clock.advance(500);
    await third;
  });

  it('gives each end once, to whom its reason and client fit', async () => {
    const { clock, presence, leave } = createBench();
    await clock.advance(70);
    leave(1, 'fin');
    leave(2, 'idle');
    leave(3, 'fin');
    expect(await presence.expectOffline('idle')).toMatchObject({ client: { id: 2 }, reason: 'idle', at: 70 });
    expect((await presence.expectOffline('fin', { client: 3 })).client.id).toBe(3);
    expect((await presence.expectOffline(undefined)).client.id).toBe(1);
    const later = presence.expectOffline('reset', { client: client(4) });
    leave(5, 'reset');
    leave(4, 'fin');
    leave(4, 'reset');
    expect(await later).toMatchObject({ client: { id: 4 }, reason: 'reset' });
    expect(clock.armedCount).toBe(0);
  });

  it('says who went instead, and why', async () => {
    const { clock, presence, leave } = createBench();
    leave(1, 'fin');
    await presence.expectOffline('fin');
    leave(2, 'reset');
    const idle = expect(presence.expectOffline('idle', { withinMs: 10 })).rejects.toThrow(
      "[EXPECTATION_FAILED] no client went offline by 'idle' within 10 ms; went offline last:\n" +
        '  client 1: fin (claimed by an earlier expectOffline)\n  client 2: reset\nlast frames: …',
    );
    const seven = expect(presence.expectOffline(undefined, { withinMs: 10, client: 7 })).rejects.toThrow(
      'client 7 was not offline within 10 ms',
    );
    await clock.advance(10);
    await Promise.all([idle, seven]);
  });

  it('remembers the latest thousand', async () => {
    const { presence, leave } = createBench();
    for (let id = 1; id <= 1500; id++) leave(id, 'fin');
    expect((await presence.expectOffline()).client.id).toBe(501);
  });

  it('lets nobody wait once it is told to', async () => {
    const { clock, presence } = createBench();
    const waiting = [presence.expectOnline(), presence.expectOffline('fin')];
    const failed = waiting.map((each) => expect(each).rejects.toThrow('the end'));
    presence.rejectAll(new Error('the end'));
    await Promise.all(failed);
    expect(clock.armedCount).toBe(0);
  });
});
