// What a `url` function can do wrong. Each is a failed dial and nothing worse.

import type { NetMgrOptions, UrlSource } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig } from '../../support/rig.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';

const urlRig = (url: unknown, net: Partial<NetMgrOptions> = {}) => {
  const { links, transport } = createScriptedTransport();
  const dialled: unknown[] = [];
  const test = (given: string) => {
    dialled.push(given);
    return transport;
  };
  const rig = createRig({ net: { url: url as UrlSource, reconnect: false, ...net }, dialers: { test } });
  return { ...rig, links, dialled };
};

describe('a url function', () => {
  it('that throws or rejects, with anything, fails the dial', async () => {
    for (const reason of [new Error('no server list'), 'text', undefined, Object.create(null), Symbol('s')]) {
      const throws = (): string => {
        throw reason;
      };
      for (const url of [throws, () => Promise.reject(reason)]) {
        const { net } = urlRig(url);
        const error = await net.connect().catch((rejection) => rejection);
        expect([error.code, error.cause, error.retryable]).toEqual(['URL_FAILED', reason, true]);
        expect([net.state, net.armedTimers]).toEqual(['closed', 0]);
      }
    }
  });

  it('that gives something that is no URL fails the dial', async () => {
    const garbage = [
      undefined,
      null,
      7,
      '',
      'localhost',
      '://',
      'test:',
      'test://',
      'toString://x',
      '__proto__://x',
      {},
      [],
    ];
    for (const given of [...garbage, Symbol('s'), Object.create(null), 'x'.repeat(1_000_000)]) {
      const { net, dialled } = urlRig(() => given);
      await expect(net.connect()).rejects.toMatchObject({ code: 'URL_FAILED' });
      expect(dialled).toEqual([]);
    }
  });

  it('that never settles costs connectTimeoutMs, and is asked again', async () => {
    let asked = 0;
    const url = (): Promise<string> => {
      asked++;
      return new Promise(() => {});
    };
    const { net, clock, all } = urlRig(url, { retryFirstConnect: true, reconnect: {} });
    void net.connect();
    await clock.advance(10_000);
    expect(all('error')).toMatchObject([[{ code: 'CONNECT_TIMEOUT' }]]);
    await clock.advance(1000);
    expect([asked, net.state]).toEqual([2, 'connecting']);
  });

  it('that settles after its dial was given up opens nothing', async () => {
    const settle: ((url: string) => void)[] = [];
    const url = (): Promise<string> => new Promise((resolve) => settle.push(resolve));
    const { net, clock, links } = urlRig(url, { retryFirstConnect: true, reconnect: {} });
    void net.connect();
    await clock.advance(11_000);
    expect([settle.length, net.state]).toEqual([2, 'connecting']);
    settle[0]?.('test://late');
    await clock.advance(0);
    expect(links).toHaveLength(0);
    settle[1]?.('test://in-time');
    await clock.advance(0);
    expect(links).toHaveLength(1);
  });

  it('that rejects after its dial was given up harms nobody', async () => {
    const fail: ((reason: Error) => void)[] = [];
    const url = (): Promise<string> => new Promise((_, reject) => fail.push(reject));
    const { net, clock, all } = urlRig(url, { retryFirstConnect: true, reconnect: {} });
    void net.connect();
    await clock.advance(11_000);
    fail[0]?.(new Error('late'));
    await clock.advance(0);
    expect([net.state, all('error').length]).toEqual(['connecting', 1]);
  });

  it('that closes, or closes and connects, is obeyed', async () => {
    const { net, clock, links } = urlRig(async () => {
      void net.close();
      return 'test://x';
    });
    await expect(net.connect()).rejects.toMatchObject({ code: 'CLOSED' });
    await clock.advance(0);
    expect([net.state, links.length]).toEqual(['closed', 0]);

    let asked = 0;
    const again = urlRig(async () => {
      if (asked++ === 0) {
        void again.net.close();
        void again.net.connect();
      }
      return 'test://x';
    });
    await expect(again.net.connect()).rejects.toMatchObject({ code: 'CLOSED' });
    await again.clock.advance(0);
    expect([again.net.state, again.links.length]).toEqual(['connecting', 1]);
  });

  it('may be a URL object', async () => {
    const { net, dialled } = urlRig(() => new URL('test://host/path'));
    void net.connect();
    await expect.poll(() => String(dialled[0])).toBe('test://host/path');
  });
});
