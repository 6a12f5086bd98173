import { describe, expect, it } from 'vitest';
import { GatedTransport } from './gated-transport.ts';
import type { TransportCloseInfo, TransportListener } from './transport.ts';

/** A transport whose host does what a test says. */
class HostedTransport extends GatedTransport {
  readonly bufferedBytes = 0;
  readonly #calls: string[];

  constructor(listener: TransportListener, calls: string[]) {
    super(listener);
    this.#calls = calls;
  }

  protected write(bytes: Uint8Array): void {
    this.#calls.push(`write ${bytes.length}`);
  }

  protected sayGoodbye(): void {
    this.#calls.push('say goodbye');
  }

  protected letGo(): void {
    this.#calls.push('let go');
  }

  override get isOpen(): boolean {
    return super.isOpen;
  }

  override open(): void {
    super.open();
  }

  override bytes(bytes: Uint8Array): void {
    super.bytes(bytes);
  }

  override fail(detail: string, extra?: Pick<TransportCloseInfo, 'code' | 'cause'>): void {
    super.fail(detail, extra);
  }

  override end(info: TransportCloseInfo): void {
    super.end(info);
  }
}

const record = (overrides: Partial<TransportListener> = {}) => {
  const heard: (string | TransportCloseInfo)[] = [];
  const released: string[] = [];
  const gate = new HostedTransport(
    {
      onOpen: () => heard.push('open'),
      onBytes: (bytes) => heard.push(Buffer.from(bytes).toString('hex')),
      onClose: (info) => heard.push(info),
      ...overrides,
    },
    released,
  );
  return { gate, heard, released };
};

const microtasks = (): Promise<void> => Promise.resolve();

describe('GatedTransport', () => {
  it('passes one open, then bytes, then one close', async () => {
    const { gate, heard } = record();
    gate.open();
    gate.open();
    gate.bytes(Uint8Array.of(1, 2));
    gate.end({ how: 'fin' });
    gate.end({ how: 'reset' });
    gate.fail('late');
    gate.open();
    gate.bytes(Uint8Array.of(3));
    await microtasks();
    expect(heard).toEqual(['open', '0102', { how: 'fin' }]);
  });

  it('opens first when bytes come first, because dropping them would shift the frames behind them', () => {
    const { gate, heard } = record();
    gate.bytes(Uint8Array.of(1));
    expect(heard).toEqual(['open', '01']);
  });

  it('lets go at once and once, and reports from a microtask', async () => {
    const { gate, heard, released } = record();
    gate.open();
    gate.end({ how: 'fin' });
    gate.end({ how: 'fin' });
    expect([heard, released]).toEqual([['open'], ['let go']]);
    await microtasks();
    expect(heard).toEqual(['open', { how: 'fin' }]);
  });

  it('calls a break reset when it was open and failed when it never was', async () => {
    const opened = record();
    opened.gate.open();
    opened.gate.fail('gone', { code: 1006 });
    const unopened = record();
    unopened.gate.fail('refused');
    await microtasks();
    expect(opened.heard.at(-1)).toEqual({ how: 'reset', detail: 'gone', code: 1006 });
    expect(unopened.heard).toEqual([{ how: 'failed', detail: 'refused' }]);
  });

  it('is open between open and end only', () => {
    const { gate } = record();
    expect(gate.isOpen).toBe(false);
    gate.open();
    expect(gate.isOpen).toBe(true);
    gate.end({ how: 'fin' });
    expect(gate.isOpen).toBe(false);
  });

  it.each(['onOpen', 'onBytes'] as const)('ends the connection with the error that %s threw', async (method) => {
    const error = new Error('broken listener');
    const { gate, heard, released } = record({
      [method]: () => {
        throw error;
      },
    });
    gate.open();
    gate.bytes(Uint8Array.of(1));
    gate.bytes(Uint8Array.of(2));
    await microtasks();
    expect(heard.at(-1)).toEqual({ how: 'reset', detail: 'the listener threw', cause: error });
    expect(released).toEqual(['let go']);
  });

  it('leaves the error that onClose threw to the host, which reports it as uncaught', async () => {
    const error = new Error('broken listener');
    const { gate } = record({
      onClose: () => {
        throw error;
      },
    });
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    try {
      const uncaught = new Promise((resolve) => process.once('unhandledRejection', resolve));
      gate.end({ how: 'fin' });
      expect(await uncaught).toBe(error);
    } finally {
      for (const listener of others) process.on('unhandledRejection', listener);
    }
  });
});
