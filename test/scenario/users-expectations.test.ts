import { describe, expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, openBench } from '../support/mock-bench.ts';
import { MOCK_WAYS, until } from '../support/mock-world.ts';

describe.each(MOCK_WAYS)('what tests ask a mock server over $name', (way) => {
  it('who came and who went, and why', async () => {
    const { server, join } = await openBench(way);
    const peer = await join();
    const client = await server.expectOnline();
    expect(client.id).toBe(1);
    peer.fin();
    await until('it is gone', () => server.clientCount === 0);
    expect(await server.expectOffline('fin', { client })).toMatchObject({ client, reason: 'fin', error: undefined });
  });

  it('what came, typed, of all or of one', async () => {
    const { server, join } = await openBench(way);
    const [ann, bob] = [await join(), await join()];
    ann.send(numberFrame(1) + HEART);
    await until('it came', () => server.received().length === 1);
    bob.send(`${numberFrame(2)}0700000000000000`);
    await until('all came', () => server.received().length === 3);
    const numbers: readonly { n: number }[] = server.received(NumberMsg);
    expect(numbers).toEqual([{ n: 1 }, { n: 2 }]);
    expect(server.received(NumberMsg, server.client(2))).toEqual([{ n: 2 }]);
  });

  it('that nothing more comes; and when it does, what the wire carried', async () => {
    const { clock, server, join } = await openBench(way);
    const peer = await join();
    const quiet = server.expectNoMessage(NumberMsg, undefined, { forMs: 500 });
    await clock.advance(500);
    await quiet;
    const failed = server.expectNoMessage(NumberMsg).catch((error: unknown) => error);
    server.broadcast(NumberMsg, { n: 5 });
    peer.send(HEART);
    await until('it is answered', () => peer.heard === numberFrame(5) + HEART);
    peer.send(numberFrame(6));
    expect(((await failed) as Error).message).toContain(
      [
        'last frames:',
        '     500 ms ago  client 1 online',
        '       0 ms ago  client 1 ← NumberMsg {"n":5}',
        '       0 ms ago  client 1 → HeartMsg',
        '       0 ms ago  client 1 ← HeartMsg',
        '       0 ms ago  client 1 → NumberMsg {"n":6}',
      ].join('\n'),
    );
    expect(server.describeLastFrames()).toMatch(/^last frames:\n/);
  });

  it('of a closed server: what happened can still be asked, what did not is refused at once', async () => {
    const { server, join } = await openBench(way);
    const peer = await join();
    const never = expect(server.expectOffline('quit')).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
    const closing = server.close();
    peer.reset();
    await closing;
    await never;
    expect((await server.expectOffline('serverClosed')).client.id).toBe(1);
    expect((await server.expectOnline()).id).toBe(1);
    await expect(server.expectOnline()).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
    await expect(server.expectOffline()).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
    await expect(server.expectNoMessage(NumberMsg)).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
  });
});
