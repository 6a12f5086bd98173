import { describe, expect, it } from 'vitest';
import { NetMgr } from './node-net-mgr.ts';

describe('NetMgr in Node', () => {
  it.each(['tcp://127.0.0.1:9000', 'tls://game.example:9000', 'ws://127.0.0.1:9000', 'wss://[::1]:9000/game'])(
    'takes %s',
    (url) => {
      expect(new NetMgr({ url }).state).toBe('idle');
    },
  );

  it.each(['tcp://127.0.0.1', 'tcp://127.0.0.1:99999', 'tls://:9000', 'tcp://[nothing]:9000'])(
    'refuses %s at the call',
    (url) => {
      expect(() => new NetMgr({ url })).toThrow('BAD_OPTION');
    },
  );

  it.each([
    ['x'],
    [{ keepAliveMs: Number.NaN }],
    [{ keepAliveMs: -1 }],
    [{ keepAliveMs: 1e15 }],
    [{ noDelay: 'yes' }],
    [{ keepalive: 5 }],
  ])('refuses tcp: %o, and names it', (tcp) => {
    expect(() => new NetMgr({ url: 'tcp://127.0.0.1:9000', tcp: tcp as never })).toThrow(/^\[BAD_OPTION\] tcp/);
  });

  it('refuses what is no object of options', () => {
    expect(() => new NetMgr(undefined as never)).toThrow('BAD_OPTION');
  });
});
