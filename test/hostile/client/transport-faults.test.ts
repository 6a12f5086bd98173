// A custom transport that breaks the promises of the seam. Each costs the connection at most, never the NetMgr.

import type { Transport, TransportFactory, TransportListener } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player } from '../../support/rig.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';
import { connectScripted } from './scripted-rig.ts';

const broken = (): Error => new Error('this transport is broken');

/** A transport that does nothing by itself. */
const idleTransport = (): Transport => ({ bufferedBytes: 0, send() {}, close() {}, abort() {} });

describe('a transport that throws', () => {
  it('in its factory fails the dial', async () => {
    const { net } = createRig({
      net: {
        transport: () => {
          throw broken();
        },
      },
    });
    await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED', cause: broken() });
    expect(net.armedTimers).toBe(0);
  });

  it('in send ends the connection', async () => {
    const { net, link, clock, all } = await connectScripted();
    link.sendFailure = broken();
    net.send(PlayerMsg, player(1));
    await clock.advance(0);
    expect(all('error')).toMatchObject([[{ code: 'SEND_FAILED', cause: broken() }]]);
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
  });

  it.each([true, false])(
    'in send of a heartbeat ends the connection, once, where replies are expected: %s',
    async (expectReply) => {
      const heartbeat = { intervalMs: 1000, replyTimeoutMs: 2000, expectReply };
      const { net, link, clock, all } = await connectScripted({ heartbeat });
      link.sendFailure = broken();
      await clock.advance(60_000);
      expect(all('error')).toMatchObject([[{ code: 'SEND_FAILED', cause: broken() }]]);
      expect([net.state, net.armedTimers, net.stats.heartbeatsOut]).toEqual(['closed', 0, 1]);
    },
  );

  it('in send of a heartbeat is replaced, and beats on the next', async () => {
    const heartbeat = { intervalMs: 1000, replyTimeoutMs: 2000 };
    const { net, link, links, clock } = await connectScripted({ heartbeat, reconnect: {} });
    link.sendFailure = broken();
    await clock.advance(1000);
    expect(net.state).toBe('backingOff');
    await clock.advance(1000);
    links[1]!.open();
    await clock.advance(1000);
    expect([net.state, net.stats.heartbeatsOut, links[1]!.sent]).toEqual(['connected', 2, 'e703000000000000']);
  });

  it('in close closes all the same', async () => {
    const { net, link } = await connectScripted();
    link.closeFailure = broken();
    await net.close();
    expect([net.state, net.armedTimers, link.abortCalls]).toEqual(['closed', 0, 1]);
  });

  it('in abort closes all the same, from every state', async () => {
    const { net, link, clock } = await connectScripted();
    link.abortFailure = broken();
    const closed = net.close();
    await clock.advance(2000);
    await closed;
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
  });

  it('in abort can be dialled again', async () => {
    const { links, transport } = createScriptedTransport();
    const { net, clock } = createRig({ net: { transport, retryFirstConnect: true } });
    void net.connect();
    links[0]!.abortFailure = broken();
    await clock.advance(11_000);
    expect(links.length).toBe(2);
  });

  it('in everything at once closes all the same', async () => {
    const { net, link } = await connectScripted();
    Object.assign(link, { sendFailure: broken(), closeFailure: broken(), abortFailure: broken() });
    await net.close();
    expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
  });
});

describe('a factory that calls its listener at once', () => {
  const openAtOnce: TransportFactory = (listener) => {
    listener.onOpen();
    listener.onBytes(new Uint8Array(3));
    return idleTransport();
  };
  const closeAtOnce: TransportFactory = (listener) => {
    listener.onClose({ how: 'failed', detail: 'at once' });
    return idleTransport();
  };
  const viaUrl = (transport: TransportFactory) => ({ url: async () => 'x://y', dialers: { x: () => transport } });

  it('fails the dial when it opens inside it', async () => {
    const { net } = createRig({ net: { transport: openAtOnce } });
    await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    expect(net.armedTimers).toBe(0);
  });

  it('fails the dial when it closes inside it', async () => {
    const { net } = createRig({ net: { transport: closeAtOnce } });
    await expect(net.connect()).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: expect.stringMatching(/at once/),
    });
  });

  it('lets go of what such a factory returns, also behind a url function', async () => {
    for (const dial of [openAtOnce, closeAtOnce]) {
      let aborts = 0;
      let listener: TransportListener | undefined;
      const transport: TransportFactory = (given) => {
        listener = given;
        return { ...dial(given), abort: () => aborts++ };
      };
      const { url, dialers } = viaUrl(transport);
      const { net, clock } = createRig({ net: { url }, dialers });
      await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
      expect([net.state, aborts]).toEqual(['closed', 1]);
      listener?.onOpen();
      listener?.onBytes(new Uint8Array(20));
      await clock.advance(0);
      expect([net.state, net.stats.framesIn]).toEqual(['closed', 0]);
    }
  });

  it('does not get in the way of the dial that a listener starts at once', async () => {
    const dials = [closeAtOnce, createScriptedTransport().transport];
    const { url, dialers } = viaUrl((listener) => dials.shift()!(listener));
    const { net, clock } = createRig({ net: { url, retryFirstConnect: true }, dialers });
    net.on('reconnecting', () => net.reconnectNow());
    void net.connect();
    await clock.advance(9000);
    expect([net.state, dials.length]).toEqual(['connecting', 0]);
  });

  it('fails the dial when it returns no transport', async () => {
    for (const nothing of [undefined, null, {}, 7]) {
      const { net } = createRig({ net: { transport: () => nothing as never } });
      await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    }
  });
});
