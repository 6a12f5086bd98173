import { describe, expect, it } from 'vitest';
import type { LinkListener } from './link.ts';
import { ServerGate } from './server-gate.ts';

const createListener = (log: string[], onBytes: (first: number) => void = () => {}): LinkListener => ({
  onBytes: (bytes) => {
    log.push(`bytes ${bytes[0]}`);
    onBytes(bytes[0]!);
  },
  onEnd: () => log.push('end'),
  onViolation: () => {},
  onClose: (how) => log.push(how),
});

const bytes = (n: number) => (listener: LinkListener) => listener.onBytes(Uint8Array.of(n));

describe('ServerGate', () => {
  it('lets events through at once when nobody is inside a call', () => {
    const [gate, log] = [new ServerGate(), [] as string[]];
    gate.attach(createListener(log));
    gate.tell(bytes(1));
    expect(log).toEqual(['bytes 1']);
  });

  it('keeps what comes before there is a listener', async () => {
    const [gate, log] = [new ServerGate(), [] as string[]];
    gate.tell(bytes(1));
    gate.attach(createListener(log));
    gate.tell(bytes(2));
    expect(log).toEqual([]);
    await null;
    expect(log).toEqual(['bytes 1', 'bytes 2']);
  });

  it('lets nothing through from inside a call, and keeps the order behind it', async () => {
    const [gate, log] = [new ServerGate(), [] as string[]];
    gate.attach(createListener(log));
    gate.during(() => {
      gate.during(() => gate.tell(bytes(1)));
      gate.tell(bytes(2));
    });
    expect(gate.openListener).toBeUndefined();
    gate.tell(bytes(3));
    expect(log).toEqual([]);
    await null;
    expect(log).toEqual(['bytes 1', 'bytes 2', 'bytes 3']);
    gate.tell(bytes(4));
    expect(log.at(-1)).toBe('bytes 4');
  });

  it('keeps the order when what is let through brings more about', async () => {
    const [gate, log] = [new ServerGate(), [] as string[]];
    gate.attach(
      createListener(log, (n) => {
        if (n === 1) gate.during(() => gate.tell(bytes(9)));
        if (n === 1) gate.tell(bytes(10));
      }),
    );
    gate.during(() => {
      gate.tell(bytes(1));
      gate.tell(bytes(2));
    });
    await null;
    expect(log).toEqual(['bytes 1', 'bytes 2', 'bytes 9', 'bytes 10']);
  });

  it('opens again behind a call that throws', () => {
    const [gate, log] = [new ServerGate(), [] as string[]];
    gate.attach(createListener(log));
    expect(() =>
      gate.during(() => {
        throw new Error('thrown');
      }),
    ).toThrow('thrown');
    gate.tell(bytes(1));
    expect(log).toEqual(['bytes 1']);
  });
});
