import { describe, expect, it } from 'vitest';
import { type Dialers, findDialTarget } from './dial-target.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import type { TransportCloseInfo, TransportFactory, TransportListener } from './transport/transport.ts';

const transport: TransportFactory = () => ({ bufferedBytes: 0, send() {}, close() {}, abort() {} });

const createTarget = (options: NetMgrOptions) => {
  const dialled: string[] = [];
  const dialer = (url: string): TransportFactory => {
    dialled.push(url);
    return transport;
  };
  const dialers: Dialers = { ws: dialer, wss: dialer };
  return { dialled, target: findDialTarget(options, dialers) };
};

describe('findDialTarget', () => {
  it('dials by the transport that was given, which may pass the functions of its listener on', () => {
    const heard: unknown[] = [];
    class Listener implements TransportListener {
      readonly #heard = heard;
      onOpen(): void {
        this.#heard.push('open');
      }
      onBytes(bytes: Uint8Array): void {
        this.#heard.push(bytes.length);
      }
      onClose({ how }: TransportCloseInfo): void {
        this.#heard.push(how);
      }
    }
    const made = transport(new Listener());
    const { target } = createTarget({
      transport: ({ onOpen, onBytes, onClose }) => {
        onOpen();
        onBytes(Uint8Array.of(1, 2));
        onClose({ how: 'fin' });
        return made;
      },
    });
    expect([target.factory?.(new Listener()), heard]).toEqual([made, ['open', 2, 'fin']]);
  });

  it('finds the dialer of a URL by its scheme, in any case', () => {
    const { target, dialled } = createTarget({ url: 'WSS://host/path' });
    expect([target.factory, dialled]).toEqual([transport, ['WSS://host/path']]);
  });

  it('checks a constant URL at once, and asks a function at every dial only', async () => {
    let asked = 0;
    const { target, dialled } = createTarget({ url: () => `ws://host/${++asked}` });
    expect(asked).toBe(0);
    await expect(target.askFactory?.()).resolves.toBe(transport);
    await expect(target.askFactory?.()).resolves.toBe(transport);
    expect(dialled).toEqual(['ws://host/1', 'ws://host/2']);
  });

  it('takes one of url and transport, and not both', () => {
    for (const options of [{}, { url: 'ws://host', transport }]) {
      expect(() => createTarget(options)).toThrow('[BAD_OPTION] one of url and transport is needed');
    }
  });

  it('refuses a transport that is no function', () => {
    expect(() => createTarget({ transport: {} as never })).toThrow(
      '[BAD_OPTION] transport is an object, not a function',
    );
  });

  it('says why a page cannot dial tcp:', () => {
    for (const scheme of ['tcp', 'tls']) {
      expect(() => createTarget({ url: `${scheme}://host:1` })).toThrow(
        `[UNSUPPORTED_URL] ${scheme}: needs a raw socket`,
      );
    }
  });

  it('names the schemes that it knows', () => {
    expect(() => createTarget({ url: 'http://host' })).toThrow('[UNSUPPORTED_URL] http: is none of ws, wss');
  });

  it('refuses what is no absolute URL with a host', () => {
    for (const url of [
      '',
      'host',
      'host:80',
      '//host',
      'ws:',
      'ws:host',
      'ws://',
      'ws:///path',
      ' ws://host',
      null,
      7,
    ]) {
      expect(() => createTarget({ url: url as string })).toThrow('UNSUPPORTED_URL');
    }
  });

  it('does not mistake what every object has for a dialer', () => {
    for (const scheme of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(() => createTarget({ url: `${scheme}://host` })).toThrow('is none of');
    }
  });
});
