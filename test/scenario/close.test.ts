import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';
import { createScriptedTransport, type ScriptedLink } from '../support/scripted-transport.ts';

const QUIT = 'eb03000000000000';

const openScripted = async (): Promise<{ rig: Rig; link: ScriptedLink }> => {
  const { links, transport } = createScriptedTransport();
  const rig = createRig({ net: { transport } });
  const connected = rig.net.connect();
  links[0]?.open();
  await connected;
  return { rig, link: links[0]! };
};

describe('close', () => {
  it('sends what is batched, then a Quit, then half-closes', async () => {
    const { rig, link } = await openScripted();
    rig.net.sendFrame(7, new Uint8Array([1]));
    const closed = rig.net.close();
    expect(link.sent).toBe(`070000000100000001${QUIT}`);
    expect(link.closeCalls).toBe(1);
    expect(rig.net.state).toBe('closing');
    link.end({ how: 'fin' });
    await closed;
    expect(rig.net.state).toBe('closed');
    expect(rig.all('closed')).toEqual([[{ kind: 'local' }]]);
  });

  it('is told to the server as a quit, and a drop is not', async () => {
    const rig = createRig();
    const reasons: string[] = [];
    rig.server.on('clientOffline', (_, reason) => reasons.push(reason));
    await rig.connect();
    const closed = rig.net.close();
    await rig.clock.advance(0);
    await closed;
    await rig.connect();
    rig.server.dropAll('reset');
    await rig.clock.advance(0);
    expect(reasons[0]).toBe('quit');
    expect(reasons[1]).not.toBe('quit');
  });

  it('waits for the server no longer than quitTimeoutMs, then lets go', async () => {
    const { rig, link } = await openScripted();
    const closed = rig.net.close();
    await rig.clock.advance(1999);
    expect(rig.net.state).toBe('closing');
    await rig.clock.advance(1);
    await closed;
    expect(link.abortCalls).toBe(1);
    expect(rig.net.armedTimers).toBe(0);
  });

  it.each(['idle', 'connecting', 'connected', 'backingOff', 'closing', 'closed'] as const)(
    'works while %s, and leaves nothing armed',
    async (state) => {
      const { links, transport } = createScriptedTransport();
      const rig = createRig({ net: { transport } });
      if (state !== 'idle') void rig.net.connect();
      if (!['idle', 'connecting'].includes(state)) links[0]?.open();
      if (state === 'backingOff') links[0]?.end({ how: 'reset' });
      if (state === 'closing' || state === 'closed') void rig.net.close();
      if (state === 'closed') links[0]?.end({ how: 'fin' });
      expect(rig.net.state).toBe(state);
      const closed = rig.net.close();
      await rig.clock.advance(2000);
      await closed;
      expect(rig.net.state).toBe('closed');
      expect(rig.net.armedTimers).toBe(0);
      expect(rig.clock.armedCount).toBe(rig.server.armedTimers);
      await rig.clock.advance(120_000);
      expect(links.length).toBeLessThanOrEqual(1);
    },
  );

  it('settles every promise that was handed out', async () => {
    const { rig, link } = await openScripted();
    const request = expect(rig.net.request(PlayerMsg, player(1), PlayerMsg)).rejects.toMatchObject({ code: 'CLOSED' });
    const closes = [rig.net.close(), rig.net.close()];
    link.end({ how: 'reset' });
    await Promise.all([...closes, request]);
  });

  it('delivers nothing that comes after it', async () => {
    const { rig, link } = await openScripted();
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => {
      heard.push(playerID);
      void rig.net.close();
    });
    const frame = 'e9030000130000000700000003000000416e6e0300000001000000';
    link.receive(frame + frame);
    link.receive(frame);
    expect(heard).toEqual([7]);
  });

  it('stops a reconnect that a listener does not want', async () => {
    const { links, transport } = createScriptedTransport();
    const rig = createRig({ net: { transport } });
    rig.net.on('disconnected', () => void rig.net.close());
    void rig.net.connect();
    links[0]?.open();
    links[0]?.end({ how: 'reset' });
    expect(rig.net.state).toBe('closed');
    expect(rig.all('reconnecting')).toEqual([]);
  });

  it('ends an await using block', async () => {
    const rig = createRig();
    {
      await using net = rig.createNet();
      const connected = net.connect();
      await rig.clock.advance(0);
      await connected;
      void rig.clock.advance(1000);
    }
    expect(rig.server.clientCount).toBe(0);
  });

  it('discards what waited for a connection, and says so', async () => {
    const rig = createRig();
    rig.net.send(PlayerMsg, player(1));
    rig.net.send(PlayerMsg, player(2));
    await rig.net.close();
    expect(rig.all('dropped')).toEqual([[{ reason: 'closed', count: 2 }]]);
    expect(rig.net.stats).toMatchObject({ dropped: 2, queued: 0 });
  });
});
