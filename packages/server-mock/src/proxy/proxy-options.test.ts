import { describe, expect, it } from 'vitest';
import { formatProxyAddress, parseProxyAddress } from './proxy-address.ts';
import { resolveProxyOptions } from './proxy-options.ts';

const BOTH = { listen: 'tcp:127.0.0.1:0', to: 'tcp:127.0.0.1:1' };

describe('parseProxyAddress', () => {
  it.each([
    ['tcp:127.0.0.1:9000', 'tcp://127.0.0.1:9000'],
    ['tcp://localhost:1', 'tcp://localhost:1'],
    ['TCP:[::1]:80', 'tcp://[::1]:80'],
    ['tcp:127.0.0.1:0/', undefined],
    ['ws:game.example:8080', 'ws://game.example:8080'],
    ['ws://127.0.0.1:8080/', 'ws://127.0.0.1:8080'],
    ['ws:127.0.0.1:8080/eu/game/', 'ws://127.0.0.1:8080/eu/game'],
    ['ws:127.0.0.1:8080/a?b=c', undefined],
    ['ws:127.0.0.1:8080/a#b', undefined],
    ['ws:me:secret@127.0.0.1:8080', undefined],
    ['http:127.0.0.1:8080', undefined],
    ['tcp:127.0.0.1', undefined],
    ['tcp:127.0.0.1:65536', undefined],
    ['tcp::9000', undefined],
    ['9000', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %s as %s', (text, url) => {
    if (url !== undefined) expect(formatProxyAddress(parseProxyAddress('listen', text))).toBe(url);
    else {
      expect(() => parseProxyAddress('listen', text)).toThrow(
        `[BAD_OPTION] listen must be tcp:host:port or ws:host:port, not ${text === undefined ? text : `'${text}'`}`,
      );
    }
  });
});

describe('a server behind TLS', () => {
  it.each([
    ['tls:127.0.0.1:9000', 'tls://127.0.0.1:9000'],
    ['WSS://game.example:8443/game/', 'wss://game.example:8443/game'],
  ])('is read from %s', (text, url) => {
    expect(formatProxyAddress(parseProxyAddress('to', text))).toBe(url);
    expect(() => parseProxyAddress('listen', text)).toThrow(/listen must be tcp:host:port or ws:host:port, not /);
  });

  it('is named among what can be forwarded to', () => {
    expect(() => parseProxyAddress('to', 'https:a:1')).toThrow(
      "to must be tcp:host:port or ws:host:port, or tls:host:port or wss:host:port, not 'https:a:1'",
    );
  });
});

describe('resolveProxyOptions', () => {
  it('fills the gaps', () => {
    expect(resolveProxyOptions(BOTH)).toMatchObject({
      seed: 1,
      maxClients: 10_000,
      maxHeldBytesPerClient: 262_144,
      dialTimeoutMs: 10_000,
      closeTimeoutMs: 1000,
      allowedOrigins: [],
      allowedHosts: ['127.0.0.1'],
    });
  });

  it.each([
    [{ to: 'ws:127.0.0.1:1' }, 'a proxy from tcp to ws is not possible'],
    [{ to: 'tcp:127.0.0.1:0' }, 'to needs a port from 1 to 65535, not 0'],
    [{ listen: 'ws:127.0.0.1:0/a', to: 'ws:127.0.0.1:1' }, "listen takes no path, and '/a' is one"],
    [{ seed: Number.NaN }, 'seed must be a number, not NaN'],
    [{ recorder: 'bug.nmrec' as never }, "recorder must be a Recorder, not 'bug.nmrec'"],
    [{ recorder: null as never }, 'recorder must be a Recorder, not null'],
    [{ maxHeldBytesPerClient: 0 }, 'maxHeldBytesPerClient must be a whole number from 1 up, not 0'],
    [{ dialTimeoutMs: 1.5 }, 'dialTimeoutMs must be a whole number from 1 up, not 1.5'],
    [{ closeTimeoutMs: Number.POSITIVE_INFINITY }, 'closeTimeoutMs must be a whole number from 1 up, not Infinity'],
  ])('refuses %j', (options, message) => {
    expect(() => resolveProxyOptions({ ...BOTH, ...options })).toThrow(`[BAD_OPTION] ${message}`);
  });
});
