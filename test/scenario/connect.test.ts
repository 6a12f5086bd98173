import { ConnectionError, NetMgr, UsageError } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { createScriptedTransport } from '../support/scripted-transport.ts';

describe('connect', () => {
  it('resolves once connected and announces it in order', async () => {
    const rig = createRig();
    expect(rig.net.state).toBe('idle');
    await rig.connect();
    expect(rig.net.state).toBe('connected');
    expect(rig.heard.map(({ event, args }) => [event, ...args])).toEqual([
      ['state', 'connecting', 'idle'],
      ['state', 'connected', 'connecting'],
      ['connected', { reconnected: false, attempt: 1 }],
    ]);
  });

  it('rejects with the cause when the first dial fails, and closes', async () => {
    const rig = createRig();
    await rig.server.close();
    const connected = expect(rig.net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED', retryable: true });
    await rig.clock.advance(60_000);
    await connected;
    expect(rig.net.state).toBe('closed');
    expect(rig.all('closed')).toMatchObject([[{ kind: 'failed', error: { code: 'CONNECT_FAILED' } }]]);
  });

  it('keeps dialling from the first failure on when told to', async () => {
    const rig = createRig({ net: { retryFirstConnect: true } });
    const restarted = rig.server.restart({ downMs: 20_000 });
    const connected = rig.net.connect();
    await rig.clock.advance(19_000);
    expect(rig.net.state).not.toBe('closed');
    await rig.clock.advance(31_000);
    await Promise.all([restarted, connected]);
    expect(rig.net.state).toBe('connected');
  });

  it('gives up a dial that takes longer than connectTimeoutMs', async () => {
    const { links, transport } = createScriptedTransport();
    const rig = createRig({ net: { transport, connectTimeoutMs: 3000 } });
    const connected = expect(rig.net.connect()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    await rig.clock.advance(2999);
    expect(rig.net.state).toBe('connecting');
    await rig.clock.advance(1);
    await connected;
    expect(links[0]?.abortCalls).toBe(1);
  });

  it('shares one dial between calls, and resolves at once when connected', async () => {
    const { links, transport } = createScriptedTransport();
    const rig = createRig({ net: { transport } });
    const calls = [rig.net.connect(), rig.net.connect()];
    links[0]?.open();
    await Promise.all(calls);
    await rig.net.connect();
    expect(links.length).toBe(1);
  });

  it('rejects with CLOSED when close is called before the dial is done', async () => {
    const rig = createRig();
    const connected = expect(rig.net.connect()).rejects.toMatchObject({ code: 'CLOSED' });
    await rig.net.close();
    await connected;
    await rig.clock.advance(1000);
    expect(rig.server.openLinks).toBe(0);
  });

  it('may be left without a catch: a failure is reported by events', async () => {
    const rig = createRig();
    await rig.server.close();
    void rig.net.connect();
    await rig.clock.advance(0);
    expect(rig.all('error')).toMatchObject([[{ code: 'CONNECT_FAILED' }]]);
  });

  it('connects again after it was closed', async () => {
    const rig = createRig();
    await rig.connect();
    const closed = rig.net.close();
    await rig.clock.advance(0);
    await closed;
    await rig.connect();
    expect(rig.net.state).toBe('connected');
    expect(rig.server.clientCount).toBe(1);
  });

  it('dials after closing is done when called while closing, over one socket at a time', async () => {
    const { links, transport } = createScriptedTransport();
    const rig = createRig({ net: { transport } });
    const first = rig.net.connect();
    links[0]?.open();
    await first;
    const closed = rig.net.close();
    const again = rig.net.connect();
    expect(links.length).toBe(1);
    links[0]?.end({ how: 'fin' });
    await closed;
    expect(links.length).toBe(2);
    links[1]?.open();
    await again;
    expect(rig.heard.map(({ event }) => event).filter((event) => event !== 'state')).toEqual([
      'connected',
      'disconnected',
      'closed',
      'connected',
    ]);
  });
});

describe('the url', () => {
  const dialled = (url: () => string | Promise<string>) => {
    const asked: string[] = [];
    class FakeWebSocket {
      binaryType = '';
      bufferedAmount = 0;
      onopen = null;
      onmessage = null;
      onerror = null;
      onclose = null;
      constructor(given: string) {
        asked.push(given);
        throw new Error('no network here');
      }
      send(): void {}
      close(): void {}
    }
    return {
      asked,
      options: { url, webSocket: FakeWebSocket, reconnect: { maxAttempts: 3 }, retryFirstConnect: true },
    };
  };

  it('is asked anew at every dial, so that tokens are fresh', async () => {
    let token = 0;
    const { asked, options } = dialled(async () => `ws://127.0.0.1/?token=${++token}`);
    const rig = createRig({ net: options });
    const connected = expect(rig.net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    await rig.clock.advance(60_000);
    await connected;
    expect(asked).toEqual([1, 2, 3, 4].map((n) => `ws://127.0.0.1/?token=${n}`));
  });

  it('may fail: that is a failed dial, and retried', async () => {
    const { options } = dialled(() => Promise.reject(new Error('no token today')));
    const rig = createRig({ net: options });
    const connected = expect(rig.net.connect()).rejects.toMatchObject({ code: 'URL_FAILED', retryable: true });
    await rig.clock.advance(60_000);
    await connected;
    expect(rig.all('reconnecting').length).toBe(3);
  });

  it('counts towards connectTimeoutMs', async () => {
    const { asked, options } = dialled(() => new Promise(() => {}));
    const rig = createRig({ net: { ...options, retryFirstConnect: false } });
    const connected = expect(rig.net.connect()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    await rig.clock.advance(10_000);
    await connected;
    expect(asked).toEqual([]);
  });

  it('is not used when it comes after close', async () => {
    let give: (url: string) => void = () => {};
    const { asked, options } = dialled(() => new Promise((resolve) => (give = resolve)));
    const rig = createRig({ net: options });
    void rig.net.connect();
    await rig.net.close();
    give('ws://127.0.0.1/');
    await rig.clock.advance(1000);
    expect(asked).toEqual([]);
  });

  it.each([
    ['tcp://127.0.0.1:9000', 'browsers do not give'],
    ['http://127.0.0.1', 'none of ws, wss'],
    ['127.0.0.1:9000', 'no absolute URL'],
    ['constructor://x', 'none of ws, wss'],
  ])('is refused at the call when this runtime cannot dial it: %s', (url, why) => {
    expect(() => new NetMgr({ url })).toThrow(UsageError);
    expect(() => new NetMgr({ url })).toThrow(why);
  });

  it('is needed, or a transport, and not both', () => {
    expect(() => new NetMgr({})).toThrow('BAD_OPTION');
    const { transport } = createScriptedTransport();
    expect(() => new NetMgr({ url: 'ws://127.0.0.1', transport })).toThrow('BAD_OPTION');
  });

  it('reports errors of the class that tells who is wrong', async () => {
    const { options } = dialled(() => 'gopher://127.0.0.1');
    const rig = createRig({ net: { ...options, retryFirstConnect: false } });
    const error = await rig.net.connect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'URL_FAILED', cause: { code: 'UNSUPPORTED_URL' } });
  });
});
