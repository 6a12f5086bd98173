import { describe, expect, it } from 'vitest';
import { type MockServerOptions, resolveOptions } from './options.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const resolve = (options: object): ReturnType<typeof resolveOptions> =>
  resolveOptions(options as MockServerOptions, new VirtualClock());

describe('resolveOptions', () => {
  it('fills the gaps with what is documented', () => {
    expect(resolve({})).toMatchObject({
      seed: 1,
      maxBodyBytes: 1_048_576,
      systemIds: { heart: 999, quit: 1003 },
      heartbeatReply: true,
      idleTimeoutMs: 60_000,
      idleScanIntervalMs: 1000,
      frameTimeoutMs: 10_000,
      closeTimeoutMs: 1000,
      maxClients: 10_000,
      maxFramesPerSecondPerClient: 100_000,
      maxBytesPerSecondPerClient: 268_435_456,
      maxQueuedBytesPerClient: 16_777_216,
      maxRecorded: 1000,
      maxRecordedBytes: 16_777_216,
    });
  });

  it('scans a quarter of the idle timeout apart, within reason', () => {
    expect(resolve({ idleTimeoutMs: 400 }).idleScanIntervalMs).toBe(100);
    expect(resolve({ idleTimeoutMs: 1 }).idleScanIntervalMs).toBe(10);
    expect(resolve({ idleTimeoutMs: 0 }).idleScanIntervalMs).toBe(1000);
  });

  it('reads 0 as never, where that makes sense', () => {
    const { idleTimeoutMs, frameTimeoutMs, closeTimeoutMs } = resolve({
      idleTimeoutMs: 0,
      frameTimeoutMs: 0,
      closeTimeoutMs: 0,
    });
    expect([idleTimeoutMs, frameTimeoutMs, closeTimeoutMs]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });

  it.each([
    [{ idleTimeoutMs: -1 }, 'idleTimeoutMs must be a number from 0 up, not -1'],
    [{ idleTimeoutMs: '10s' }, "idleTimeoutMs must be a number from 0 up, not '10s'"],
    [{ idleTimeoutMs: Number.NaN }, 'idleTimeoutMs must be a number from 0 up, not NaN'],
    [{ idleScanIntervalMs: 0 }, 'idleScanIntervalMs must be a number from 1 up, not 0'],
    [{ idleScanIntervalMs: Number.POSITIVE_INFINITY }, 'idleScanIntervalMs must be finite, not Infinity'],
    [{ frameTimeoutMs: -5 }, 'frameTimeoutMs must be a number from 0 up, not -5'],
    [{ closeTimeoutMs: Number.POSITIVE_INFINITY }, 'closeTimeoutMs must be finite, not Infinity'],
    [{ maxBodyBytes: 1.5 }, 'maxBodyBytes must be a whole number from 0 up, not 1.5'],
    [{ maxClients: 0 }, 'maxClients must be a whole number from 1 up, not 0'],
    [{ maxQueuedBytesPerClient: 0 }, 'maxQueuedBytesPerClient must be a whole number from 1 up, not 0'],
    [{ maxRecorded: -1 }, 'maxRecorded must be a whole number from 0 up, not -1'],
    [{ maxRecordedBytes: 2.5 }, 'maxRecordedBytes must be a whole number from 0 up, not 2.5'],
    [{ heartbeatReply: 'yes' }, "heartbeatReply must be true or false, not 'yes'"],
    [{ seed: 'x' }, "seed must be a number, not 'x'"],
    [{ messages: 5 }, 'messages must be a list of message types, not 5'],
  ])('refuses %j by name', (options, text) => {
    expect(() => resolve(options)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message: `[BAD_OPTION] ${text}` }),
    );
  });

  it('refuses what is no clock', () => {
    expect(() => resolveOptions({}, {} as never)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
    expect(() => resolveOptions({}, undefined as never)).toThrow(/clock must be a Clock/);
  });
});
