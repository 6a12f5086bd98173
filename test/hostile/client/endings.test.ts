// Ends of every kind, in every state. The transport is played by the test.

import type { TransportCloseInfo } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player } from '../../support/rig.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';
import { connectScripted, HEX } from './scripted-rig.ts';

const ENDS: readonly TransportCloseInfo[] = [
  { how: 'fin' },
  { how: 'fin', code: 1000 },
  { how: 'fin', code: 1008 },
  { how: 'fin', code: 4999 },
  { how: 'reset' },
  { how: 'reset', cause: new Error('ECONNRESET') },
  { how: 'failed' },
  { how: 'text' },
];
const describeEnd = (info: TransportCloseInfo): string => `${info.how} ${info.code ?? ''}`;

describe.each(ENDS.map((info) => [describeEnd(info), info] as const))('an end (%s)', (_, info) => {
  it('while connecting rejects connect() and leaves nothing', async () => {
    const { links, transport } = createScriptedTransport();
    const { net, all } = createRig({ net: { transport } });
    const connected = net.connect();
    links[0]?.end(info);
    await expect(connected).rejects.toBeInstanceOf(Error);
    expect([net.state, net.armedTimers, all('disconnected')]).toEqual(['closed', 0, []]);
  });

  it('while connected is told once, and leaves nothing where nothing is retried', async () => {
    const { net, link, all } = await connectScripted();
    const reply = net.request(PlayerMsg, player(1), PlayerMsg);
    link.end(info);
    await expect(reply).rejects.toBeInstanceOf(Error);
    expect([net.state, net.armedTimers, all('disconnected').length, all('error').length]).toEqual(['closed', 0, 1, 1]);
  });

  it('in the middle of a header, or of a body, delivers nothing of it', async () => {
    for (const part of [HEX.player.slice(0, 11), HEX.player.slice(0, -4)]) {
      const { net, link, clock } = await connectScripted();
      net.onMessage(PlayerMsg, () => expect.unreachable());
      link.receive(part);
      link.end(info);
      await clock.advance(20_000);
      expect([net.state, net.armedTimers, net.stats.framesIn]).toEqual(['closed', 0, 0]);
    }
  });

  it('behind a Quit adds nothing', async () => {
    const { net, link, heard } = await connectScripted();
    link.receive(HEX.quit);
    link.end(info);
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
    expect(heard.map(({ event }) => event).slice(-4)).toEqual(['state', 'disconnected', 'state', 'closed']);
  });

  it('while closing is the end of that', async () => {
    const { net, link, all } = await connectScripted();
    const closed = net.close();
    link.end(info);
    await closed;
    expect([net.armedTimers, all('closed'), all('error')]).toEqual([0, [[{ kind: 'local' }]], []]);
  });

  it('after closed, or before any dial, or twice, is nothing', async () => {
    const { net, link, heard } = await connectScripted();
    link.end(info);
    const before = heard.length;
    link.end(info);
    await net.close();
    link.end(info);
    expect([net.state, heard.length]).toEqual(['closed', before]);
  });

  it('while backing off cannot touch the next dial', async () => {
    const { net, link, links, clock } = await connectScripted({ reconnect: {}, shouldReconnect: () => true });
    link.end({ how: 'reset' });
    link.end(info);
    await clock.advance(1000);
    link.end(info);
    expect([net.state, links.length]).toEqual(['connecting', 2]);
    links[1]?.open();
    link.end(info);
    expect(net.state).toBe('connected');
  });
});

describe('close()', () => {
  it('while the dial is opening lets go of it, whether it opens or not', async () => {
    for (const opens of [true, false]) {
      const { links, transport } = createScriptedTransport();
      const { net, all } = createRig({ net: { transport } });
      const connected = net.connect();
      const closed = net.close();
      if (opens) links[0]?.open();
      else links[0]?.end({ how: 'failed' });
      await closed;
      await expect(connected).rejects.toMatchObject({ code: 'CLOSED' });
      expect([net.state, links[0]?.abortCalls, all('connected')]).toEqual(['closed', 1, []]);
    }
  });

  it('is waited for however often and from wherever it is called', async () => {
    const { net, link, clock } = await connectScripted();
    const closes = [net.close(), net.close()];
    net.on('closed', () => closes.push(net.close()));
    link.end({ how: 'fin' });
    closes.push(net.close());
    await clock.advance(0);
    await Promise.all(closes);
    expect(closes).toHaveLength(4);
  });

  it('ends also when the server sends for ever and never ends its side', async () => {
    const { net, link, clock } = await connectScripted();
    const closed = net.close();
    for (let i = 0; i < 20; i++) {
      link.receive(HEX.player + HEX.heartbeat);
      await clock.advance(100);
    }
    await closed;
    expect([net.state, net.armedTimers, link.abortCalls, net.stats.framesIn]).toEqual(['closed', 0, 1, 0]);
  });
});
