// A custom transport that tells its listener what cannot be.

import type { Transport, TransportFactory, TransportListener } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player } from '../../support/rig.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';
import { connectScripted, HEX } from './scripted-rig.ts';

describe('a transport that repeats itself', () => {
  it('opens once, however often it says so', async () => {
    const { net, link, all, clock } = await connectScripted();
    net.send(PlayerMsg, player(1));
    link.open();
    net.send(PlayerMsg, player(2));
    await clock.advance(0);
    expect(all('connected')).toHaveLength(1);
    expect(link.writes).toHaveLength(1);
  });

  it('cannot hide a silent server by opening again and again', async () => {
    const { net, link, clock } = await connectScripted();
    for (let ms = 0; ms < 6000; ms += 100) {
      await clock.advance(100);
      link.open();
    }
    expect([net.state, net.stats.lastDetectionMs]).toEqual(['closed', 6000]);
  });

  it('closes once, however often it says so', async () => {
    const { net, link, all } = await connectScripted();
    for (let i = 0; i < 3; i++) link.end({ how: 'reset' });
    expect([net.state, all('disconnected').length, all('closed').length]).toEqual(['closed', 1, 1]);
  });
});

describe('a transport that speaks out of turn', () => {
  it('is not heard after it closed', async () => {
    const { net, link, heard } = await connectScripted();
    net.onMessage(PlayerMsg, () => expect.unreachable());
    link.end({ how: 'fin' });
    const before = heard.length;
    link.receive(HEX.player);
    link.open();
    expect([heard.length, net.stats.bytesIn]).toEqual([before, 0]);
  });

  it('is not heard after it was let go', async () => {
    const { net, link, links, clock, heard } = await connectScripted({ reconnect: {} });
    net.onMessage(PlayerMsg, () => expect.unreachable());
    await clock.advance(8000);
    expect(links).toHaveLength(2);
    const before = heard.length;
    link.receive(HEX.player);
    link.receive(HEX.quit);
    link.end({ how: 'fin' });
    link.open();
    expect(heard.length).toBe(before);
  });

  it('fails the dial with bytes that come before it opened', async () => {
    const { links, transport } = createScriptedTransport();
    const { net, all } = createRig({ net: { transport } });
    net.onMessage(PlayerMsg, () => expect.unreachable());
    const connected = net.connect();
    links[0]?.receive(HEX.player);
    await expect(connected).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    expect(all('connected')).toEqual([]);
  });

  it('fails the dial when it closes before it opened, whatever it says of it', async () => {
    for (const how of ['fin', 'reset', 'failed'] as const) {
      const { links, transport } = createScriptedTransport();
      const { net } = createRig({ net: { transport } });
      const connected = net.connect();
      links[0]?.end({ how });
      await expect(connected).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    }
  });
});

describe('a transport that gives what is no such thing', () => {
  it('as bytes ends the connection', async () => {
    for (const nonsense of ['text', new ArrayBuffer(8), [1, 2], null, undefined, 7, new DataView(new ArrayBuffer(8))]) {
      let listener: TransportListener | undefined;
      const transport: TransportFactory = (given) => {
        listener = given;
        return { bufferedBytes: 0, send() {}, close() {}, abort() {} };
      };
      const { net, all } = createRig({ net: { transport, reconnect: false } });
      void net.connect();
      listener?.onOpen();
      listener?.onBytes(nonsense as never);
      expect([net.state, net.stats.bytesIn]).toEqual(['closed', 0]);
      expect(all('error')).toMatchObject([[{ code: 'CONNECTION_RESET' }]]);
    }
  });

  it('as the end of the connection ends it', async () => {
    for (const nonsense of [undefined, null, {}, { how: 'somehow' }, 7]) {
      const { net, link, all } = await connectScripted();
      link.end(nonsense as never);
      expect(net.state).toBe('closed');
      expect(all('error')).toHaveLength(1);
    }
  });
});

describe('a transport that calls back from inside a call', () => {
  const eager = (act: (listener: TransportListener, call: string) => void): TransportFactory => {
    return (listener): Transport => {
      queueMicrotask(() => listener.onOpen());
      return {
        bufferedBytes: 0,
        send: () => act(listener, 'send'),
        close: () => act(listener, 'close'),
        abort: () => act(listener, 'abort'),
      };
    };
  };

  it('may close in every one of them', async () => {
    for (const how of ['fin', 'reset'] as const) {
      const { net, clock, all } = createRig({ net: { transport: eager((listener) => listener.onClose({ how })) } });
      await net.connect();
      net.send(PlayerMsg, player(1));
      net.flush();
      await clock.advance(0);
      expect(all('disconnected')).toHaveLength(1);
      await net.close();
      expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
    }
  });

  it('may deliver bytes in every one of them', async () => {
    const transport = eager((listener) => listener.onBytes(Uint8Array.of(0xd1, 7, 0, 0, 0, 0, 0, 0)));
    const { net, clock, heard } = createRig({ net: { transport } });
    net.on('unhandled', () => {
      net.send(PlayerMsg, player(2));
      net.flush();
    });
    await net.connect();
    net.send(PlayerMsg, player(1));
    await clock.advance(10);
    const closed = net.close();
    await clock.advance(5000);
    await closed;
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
    expect(heard.at(-1)?.event).toBe('closed');
  });

  it('may open again in every one of them', async () => {
    const { net, clock, all } = createRig({ net: { transport: eager((listener) => listener.onOpen()) } });
    await net.connect();
    net.send(PlayerMsg, player(1));
    await clock.advance(0);
    const closed = net.close();
    await clock.advance(5000);
    await closed;
    expect([net.state, net.armedTimers, all('connected').length]).toEqual(['closed', 0, 1]);
  });
});
