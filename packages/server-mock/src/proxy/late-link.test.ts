import { describe, expect, it } from 'vitest';
import type { Link, LinkListener } from '../link/link.ts';
import { LateLink } from './late-link.ts';

const createBench = () => {
  const log: string[] = [];
  const link = {
    kind: 'tcp',
    peerName: 'server',
    bufferedBytes: 7,
    send: (bytes: Uint8Array) => log.push(`send ${bytes.join(' ')}`),
    end: (code?: number) => log.push(`end ${code}`),
    reset: () => log.push('reset'),
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
  } satisfies Link;
  const late = new LateLink('tcp', 'server', () => log.push('cancel'));
  const listener: LinkListener = {
    onBytes: () => {},
    onEnd: () => {},
    onViolation: () => {},
    onClose: (how) => log.push(`closed by ${how}`),
  };
  late.attach(listener);
  return { late, link, log, listener };
};

describe('LateLink', () => {
  it('keeps what is sent until the server is there, in order, and its end behind it', () => {
    const { late, link, log, listener } = createBench();
    const bytes = Uint8Array.of(1, 2);
    late.send(bytes);
    bytes.fill(9);
    late.send(Uint8Array.of(3));
    expect([late.bufferedBytes, log]).toEqual([3, []]);
    late.end(4000);
    late.end();
    late.send(Uint8Array.of(4));
    expect(late.open(link)).toBe(listener);
    expect([late.bufferedBytes, log]).toEqual([7, ['send 1 2', 'send 3', 'end 4000']]);
  });

  it('is the link itself from then on', () => {
    const { late, link, log } = createBench();
    late.open(link);
    late.send(Uint8Array.of(1));
    late.pause();
    late.resume();
    late.end(1001);
    late.reset();
    late.fail();
    expect(log).toEqual(['send 1', 'pause', 'resume', 'end 1001', 'reset']);
  });

  it('opens paused when it was paused', () => {
    const { late, link, log } = createBench();
    late.pause();
    late.open(link);
    expect(log).toEqual(['pause']);
  });

  it('gives up the dial when it is reset, and tells so once and later', async () => {
    const { late, log } = createBench();
    late.reset();
    late.reset();
    expect(log).toEqual(['cancel', 'cancel']);
    await Promise.resolve();
    late.fail();
    expect(log.slice(2)).toEqual(['closed by reset']);
  });

  it('is reset when the server is not to be had', () => {
    const { late, log } = createBench();
    late.send(Uint8Array.of(1));
    late.fail();
    late.send(Uint8Array.of(2));
    expect(log).toEqual(['closed by reset']);
  });
});
