import { describe, expect, it } from 'vitest';
import type { ConnectionError } from './errors.ts';
import { NetContext } from './net-context.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { resolveOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { t } from './protocol/field-types.ts';
import { createFrameEncoder } from './protocol/frame-encoder.ts';
import { defineMessage } from './protocol/message-type.ts';
import type { Transport } from './transport/transport.ts';

const PingMsg = defineMessage(7, 'PingMsg', { n: t.byte });
const FRAME = '0700000001000000';
const system = (id: number): Uint8Array => createFrameEncoder().encodeRaw(id, new Uint8Array(0));

/** An outbox that tells a test what it would tell its link. */
class TestOutbox extends Outbox {
  readonly told: unknown[] = [];

  constructor(transport: Transport, context: NetContext) {
    super(context);
    this.transport = transport;
  }

  stop(): void {
    this.silent = true;
  }

  /** As when the transport ends in the middle of something. */
  loseTransport(): void {
    this.stop();
    this.transport = undefined;
  }

  protected onHighWater(bufferedBytes: number): void {
    this.told.push(['high', bufferedBytes]);
  }

  protected onFail(error: ConnectionError): void {
    this.told.push([error.code, error.cause]);
  }
}

interface Write {
  readonly bytes: Uint8Array;
  readonly hex: string;
  readonly frameEnds: readonly number[];
}

const createOutbox = (options: Partial<NetMgrOptions> = {}, wantsFrameEnds = false) => {
  const writes: Write[] = [];
  const transport: Transport & { bufferedBytes: number } = {
    bufferedBytes: 0,
    wantsFrameEnds,
    send: (bytes, frameEnds = []) => {
      writes.push({ bytes, hex: Buffer.from(bytes).toString('hex'), frameEnds: [...frameEnds] });
    },
    close() {},
    abort() {},
  };
  const clock = { now: () => 42, after: () => () => {} };
  const context = new NetContext(
    resolveOptions(
      {
        transport: () => transport,
        clock,
        heartbeat: { when: 'idle' },
        highWaterBytes: 100,
        maxBufferedBytes: 200,
        ...options,
      },
      {},
    ),
  );
  const outbox = new TestOutbox(transport, context);
  return { outbox, transport, writes, told: outbox.told, counters: context.counters };
};

describe('Outbox', () => {
  it('reads no clock for what it writes unless sends are timed', async () => {
    const clock = { now: () => expect.unreachable(), after: () => () => {} };
    const { outbox, writes } = createOutbox({ clock, heartbeat: 'realtime' });
    outbox.write(PingMsg, { n: 1 });
    await null;
    outbox.write(PingMsg, { n: 2 });
    await null;
    expect([writes.length, outbox.lastSentAt]).toEqual([2, undefined]);
  });

  it('writes everything of one microtask at once, in order', async () => {
    const { outbox, writes, counters } = createOutbox();
    outbox.write(PingMsg, { n: 1 });
    outbox.writeRaw(7, Uint8Array.of(2));
    expect([writes.length, outbox.pendingMessages, outbox.lastSentAt]).toEqual([0, 2, undefined]);
    await null;
    expect(writes.map(({ hex }) => hex)).toEqual([`${FRAME}01${FRAME}02`]);
    expect([outbox.pendingMessages, outbox.lastSentAt]).toEqual([0, 42]);
    expect(counters).toMatchObject({ framesOut: 2, bytesOut: 18 });
    await null;
    expect(writes).toHaveLength(1);
  });

  it('writes at once when flushed, and nothing when there is nothing', async () => {
    const { outbox, writes } = createOutbox();
    outbox.flush();
    outbox.write(PingMsg, { n: 1 });
    outbox.flush();
    outbox.flush();
    outbox.write(PingMsg, { n: 2 });
    await null;
    expect(writes.map(({ hex }) => hex)).toEqual([`${FRAME}01`, `${FRAME}02`]);
  });

  it("writes a frame of the SDK's own at once, behind all that waits", async () => {
    const { outbox, writes, counters } = createOutbox();
    outbox.write(PingMsg, { n: 1 });
    outbox.sendSystem(system(9));
    outbox.sendSystem(system(8));
    expect(writes.map(({ hex }) => hex)).toEqual([`${FRAME}010900000000000000`, '0800000000000000']);
    expect([outbox.pendingMessages, counters.framesOut]).toEqual([0, 3]);
    await null;
    expect(writes).toHaveLength(2);
  });

  it("counts a frame of the SDK's own that waits for no message of the game", async () => {
    const { outbox, writes, counters } = createOutbox();
    outbox.write(PingMsg, { n: 1 });
    outbox.writeSystem(system(9));
    expect(outbox.pendingMessages).toBe(1);
    await null;
    expect(writes.map(({ hex }) => hex)).toEqual([`${FRAME}010900000000000000`]);
    outbox.write(PingMsg, { n: 2 });
    expect([outbox.pendingMessages, counters.framesOut]).toEqual([1, 2]);
  });

  it('writes early once a batch holds 64 KiB, and schedules the rest', async () => {
    const { outbox, writes } = createOutbox({ maxBufferedBytes: 1e9 });
    outbox.writeRaw(1, new Uint8Array(65_527));
    expect(writes).toHaveLength(0);
    outbox.writeRaw(2, new Uint8Array(0));
    expect(writes.map(({ hex }) => hex.length / 2)).toEqual([65_543]);
    outbox.writeRaw(3, new Uint8Array(0));
    await null;
    expect(writes).toHaveLength(2);
  });

  it('appends a frame that was encoded earlier as it is', async () => {
    const { outbox, writes } = createOutbox();
    outbox.writeEncoded(createFrameEncoder().encode(PingMsg, { n: 5 }));
    await null;
    expect(writes.map(({ hex }) => hex)).toEqual([`${FRAME}05`]);
  });

  it('keeps the batch whole when a message cannot be encoded', async () => {
    const { outbox, writes } = createOutbox();
    outbox.write(PingMsg, { n: 1 });
    expect(() => outbox.write(PingMsg, { n: 256 })).toThrow('BAD_VALUE');
    expect(() => outbox.writeRaw(1, 'no bytes' as never)).toThrow('BAD_VALUE');
    outbox.write(PingMsg, { n: 2 });
    expect(outbox.pendingMessages).toBe(2);
    await null;
    expect(writes.map(({ hex }) => hex)).toEqual([`${FRAME}01${FRAME}02`]);
  });

  it('never touches bytes that it has written', async () => {
    const { outbox, writes } = createOutbox({ maxBufferedBytes: 1e9 });
    for (let i = 0; i < 5000; i++) {
      outbox.write(PingMsg, { n: i & 0xff });
      if (i % 3 === 0) outbox.flush();
    }
    outbox.flush();
    for (const { bytes, hex } of writes) expect(Buffer.from(bytes).toString('hex')).toBe(hex);
  });

  it('tells where frames end to a transport that asks', async () => {
    const { outbox, writes } = createOutbox({}, true);
    outbox.write(PingMsg, { n: 1 });
    outbox.sendSystem(system(9));
    outbox.sendSystem(system(8));
    outbox.write(PingMsg, { n: 2 });
    await null;
    expect(writes.map(({ frameEnds }) => frameEnds)).toEqual([[9, 17], [8], [9]]);
  });

  it('counts what waits here and in the transport', () => {
    const { outbox, transport } = createOutbox();
    transport.bufferedBytes = 30;
    outbox.write(PingMsg, { n: 1 });
    expect(outbox.bufferedBytes).toBe(39);
  });

  it('tells after a write that much waits, and that too much does', () => {
    const { outbox, transport, told } = createOutbox();
    for (const bufferedBytes of [100, 101, 200, 201]) {
      transport.bufferedBytes = bufferedBytes;
      outbox.write(PingMsg, { n: 1 });
      outbox.flush();
    }
    expect(told).toEqual([
      ['high', 101],
      ['high', 200],
      ['SEND_BUFFER_FULL', undefined],
    ]);
  });

  it('reports a transport that throws, and does not write that batch again', async () => {
    const { outbox, transport, told, writes } = createOutbox();
    const cause = new Error('broken');
    const { send } = transport;
    transport.send = () => {
      throw cause;
    };
    outbox.write(PingMsg, { n: 1 });
    expect(() => outbox.flush()).not.toThrow();
    transport.send = send;
    await null;
    expect([told, writes]).toEqual([[['SEND_FAILED', cause]], []]);
  });

  it('writes nothing once stopped, and tells how many messages that leaves', async () => {
    const { outbox, writes, counters } = createOutbox();
    outbox.write(PingMsg, { n: 1 });
    outbox.stop();
    outbox.sendSystem(system(9));
    outbox.write(PingMsg, { n: 2 });
    outbox.flush();
    await null;
    expect([writes, outbox.pendingMessages, counters.framesOut]).toEqual([[], 2, 0]);
  });

  it('bears a transport that ends inside its own send', async () => {
    const { outbox, transport, told, counters } = createOutbox();
    transport.send = () => outbox.loseTransport();
    outbox.write(PingMsg, { n: 1 });
    outbox.flush();
    outbox.write(PingMsg, { n: 2 });
    await null;
    expect([told, outbox.bufferedBytes, outbox.pendingMessages, counters.framesOut]).toEqual([[], 9, 1, 1]);
  });
});
