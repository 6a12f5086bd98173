import { defineFrameLayout, FRAME_LAYOUTS } from '@netmgr/client/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { MemorySink } from './memory-sink.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { Recorder } from './recorder.ts';
import { readRecording, scanRecording } from './recording.ts';
import { RecordingError } from './recording-error.ts';

/** Records a little of everything: one connection that opens and ends, and one that fails. */
const recordSample = async (): Promise<Uint8Array> => {
  const clock = new VirtualClock();
  const sink = new MemorySink();
  const recorder = new Recorder({ clock, sink });
  const line = recorder.begin();
  line.dial();
  await clock.advance(1.5);
  line.open('tcp 127.0.0.1:5000');
  line.bytes('up', new Uint8Array([1, 2, 3]));
  await clock.advance(100_000);
  line.bytes('down', new Uint8Array(200).fill(7));
  line.violation('down');
  line.end('down', 1002);
  line.end('up');
  const failed = recorder.begin();
  failed.dial();
  failed.fail();
  recorder.begin().reset('up');
  await recorder.close();
  return sink.bytes;
};

const SAMPLE = [
  '0 #1 dial',
  '1.5 #1 open tcp 127.0.0.1:5000',
  '1.5 #1 up bytes 3',
  '100001.5 #1 down bytes 200',
  '100001.5 #1 down violation',
  '100001.5 #1 down end 1002',
  '100001.5 #1 up end',
  '100001.5 #2 dial',
  '100001.5 #2 fail',
  '100001.5 #3 up reset',
];

const describeEvent = (event: RecordedEvent): string => {
  const direction = 'direction' in event ? `${event.direction} ` : '';
  const words = [`${event.at} #${event.connection} ${direction}${event.kind}`];
  if (event.kind === 'bytes') words.push(String(event.bytes.length));
  if (event.kind === 'open') words.push(event.label);
  if (event.kind === 'end' && event.code !== undefined) words.push(String(event.code));
  return words.join(' ');
};

const codeOf = (bytes: Uint8Array): string | undefined => readRecording(bytes).damage?.code;

describe('a recording', () => {
  it('gives back what was recorded, with times to the microsecond', async () => {
    const { events, layout, damage } = readRecording(await recordSample());
    expect(events.map(describeEvent)).toEqual(SAMPLE);
    expect(layout).toEqual(FRAME_LAYOUTS.unity);
    expect(damage).toBeUndefined();
  });

  it('costs nine to twelve bytes for a piece beside the piece itself', async () => {
    const clock = new VirtualClock();
    const sink = new MemorySink();
    const recorder = new Recorder({ clock, sink });
    const line = recorder.begin();
    const before = recorder.byteCount;
    for (let i = 0; i < 100; i++) {
      await clock.advance(16.6);
      line.bytes('up', new Uint8Array(20));
    }
    const perPiece = (recorder.byteCount - before) / 100 - 20;
    expect(perPiece).toBeGreaterThanOrEqual(9);
    expect(perPiece).toBeLessThanOrEqual(12);
  });

  it('keeps the layout of the frames', async () => {
    const layout = defineFrameLayout({
      order: 'length-first',
      id: 'u16',
      length: 'u24',
      byteOrder: 'big',
      lengthCounts: 'frame',
    });
    const sink = new MemorySink();
    await new Recorder({ clock: new VirtualClock(), sink, layout }).close();
    expect(readRecording(sink.bytes).layout).toEqual(layout);
  });

  it('cut anywhere gives all events before the cut, and tells where it was cut', async () => {
    const whole = await recordSample();
    const ends: number[] = [];
    for (let length = 0; length < whole.length; length++) {
      const { events, damage } = readRecording(whole.subarray(0, length));
      expect(events.map(describeEvent)).toEqual(SAMPLE.slice(0, events.length));
      expect(damage?.code).toBe(length < 17 ? 'NOT_A_RECORDING' : 'CUT_SHORT');
      expect(damage?.offset).toBeLessThanOrEqual(length);
      ends.push(events.length);
    }
    expect(ends.at(-1)).toBe(SAMPLE.length);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });

  it('with any one byte changed is found out, and everything before is as it was', async () => {
    const whole = await recordSample();
    for (let at = 0; at < whole.length; at++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = bytes[at]! ^ flip;
        const { events, damage } = readRecording(bytes);
        expect(damage, `byte ${at}`).toBeInstanceOf(RecordingError);
        expect(damage!.offset).toBeLessThanOrEqual(at);
        expect(events.map(describeEvent)).toEqual(SAMPLE.slice(0, events.length));
      }
    }
  });

  it('with a record missing, doubled or behind its end is found out', async () => {
    const clock = new VirtualClock();
    const pieces: Uint8Array[] = [];
    const sink = { bufferedBytes: 0, write: (bytes: Uint8Array) => void pieces.push(bytes), close: async () => {} };
    const recorder = new Recorder({ clock, sink });
    const line = recorder.begin();
    line.open();
    line.bytes('up', new Uint8Array([1]));
    line.bytes('up', new Uint8Array([1]));
    await recorder.close();
    const join = (...order: number[]): Uint8Array => Buffer.concat(order.map((i) => pieces[i]!));
    expect(codeOf(join(0, 1, 2, 3, 4))).toBeUndefined();
    expect(codeOf(join(0, 1, 3, 4))).toBe('DAMAGED');
    expect(codeOf(join(0, 1, 2, 2, 3, 4))).toBe('DAMAGED');
    expect(codeOf(join(0, 1, 2, 3, 4, 4))).toBe('DAMAGED');
  });

  it('of another kind or version is refused as such', async () => {
    const whole = await recordSample();
    expect(codeOf(new TextEncoder().encode('{"some": "json, which is longer than a header"}'))).toBe('NOT_A_RECORDING');
    expect(codeOf(whole.map((byte, i) => (i === 6 ? 2 : byte)))).toBe('UNKNOWN_VERSION');
    expect(codeOf(new Uint8Array(0))).toBe('NOT_A_RECORDING');
  });

  it('of any bytes at all is read without a throw and without memory for lengths that lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const sink = new MemorySink();
        new Recorder({ clock: new VirtualClock(), sink });
        const { damage } = readRecording(Buffer.concat([sink.bytes, tail]));
        expect(['DAMAGED', 'CUT_SHORT']).toContain(damage?.code);
      }),
    );
    const sink = new MemorySink();
    new Recorder({ clock: new VirtualClock(), sink });
    const lie = readRecording(
      Buffer.concat([sink.bytes, Buffer.from('0004 01 ffffffff7f'.replaceAll(' ', ''), 'hex')]),
    );
    expect(lie.damage?.message).toMatch(/at most 1048576/);
  });

  it('is read alike in pieces of any size', async () => {
    const whole = await recordSample();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), async (sizes) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < whole.length; i++) {
          const size = sizes[i % sizes.length]!;
          chunks.push(whole.subarray(at, at + size));
          at += size;
        }
        const events: RecordedEvent[] = [];
        for await (const { event } of scanRecording(chunks)) if (event !== undefined) events.push(event);
        expect(events.map(describeEvent)).toEqual(SAMPLE);
      }),
      { numRuns: 30 },
    );
  });

  it('that is scanned gives every sound event before it throws', async () => {
    const whole = await recordSample();
    const seen: string[] = [];
    const scan = async (): Promise<void> => {
      for await (const { event } of scanRecording([whole.subarray(0, whole.length - 3)])) {
        if (event !== undefined) seen.push(describeEvent(event));
      }
    };
    await expect(scan()).rejects.toMatchObject({ code: 'CUT_SHORT' });
    expect(seen).toEqual(SAMPLE);
  });
});

describe('Recorder', () => {
  it('ends early, tells why and disturbs nobody when its sink is full, slow or broken', async () => {
    const clock = new VirtualClock();
    const failures: string[] = [];
    const onFailure = (error: RecordingError): void => void failures.push(error.code);
    const full = new Recorder({ clock, sink: new MemorySink(100), onFailure });
    const slow = new Recorder({
      clock,
      sink: { bufferedBytes: 50, write: () => {}, close: async () => {} },
      maxBufferedBytes: 49,
      onFailure,
    });
    const thrower = (): void => {
      throw new Error('no space left');
    };
    const broken = new Recorder({
      clock,
      sink: { bufferedBytes: 0, write: thrower, close: async () => {} },
      onFailure,
    });
    expect(broken.failure?.message).toBe('[SINK_FAILED] at byte 0: the sink threw: no space left');
    expect(failures).toEqual(['SINK_FULL', 'SINK_FAILED']);
    const line = full.begin();
    line.open();
    for (let i = 0; i < 10; i++) line.bytes('up', new Uint8Array(20));
    expect(failures).toEqual(['SINK_FULL', 'SINK_FAILED', 'SINK_FULL']);
    for (const recorder of [full, slow, broken]) {
      expect(recorder.isRecording).toBe(false);
      await expect(recorder.close()).rejects.toBe(recorder.failure);
    }
  });

  it('cuts what is longer than a record holds, and leaves out what cannot follow an end', async () => {
    const sink = new MemorySink();
    const recorder = new Recorder({ clock: new VirtualClock(), sink });
    const line = recorder.begin();
    line.open();
    line.bytes('up', new Uint8Array(2_500_000));
    line.end('up');
    line.end('up');
    line.bytes('up', new Uint8Array(1));
    line.reset('down');
    line.reset('down');
    line.bytes('down', new Uint8Array(1));
    await recorder.close();
    recorder.begin().open();
    expect(readRecording(sink.bytes).events.map(describeEvent)).toEqual([
      '0 #1 open ',
      '0 #1 up bytes 1048576',
      '0 #1 up bytes 1048576',
      '0 #1 up bytes 402848',
      '0 #1 up end',
      '0 #1 down reset',
    ]);
  });

  it('refuses limits that are none', () => {
    const clock = new VirtualClock();
    expect(() => new Recorder({ clock, sink: new MemorySink(), maxBufferedBytes: 0 })).toThrow(/BAD_OPTION/);
    expect(() => new MemorySink(Number.NaN)).toThrow(/BAD_OPTION/);
  });
});
