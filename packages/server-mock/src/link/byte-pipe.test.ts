import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { BytePipe } from './byte-pipe.ts';
import { createHop } from './hop.ts';

interface PipeBench {
  readonly pipe: BytePipe;
  readonly heard: string[];
  readonly settle: () => Promise<void>;
}

const createBench = (onBytes: (pipe: BytePipe) => void = () => {}): PipeBench => {
  const clock = new VirtualClock();
  const heard: string[] = [];
  const pipe: BytePipe = new BytePipe(createHop(clock), {
    onBytes: (bytes) => {
      heard.push(bytes.join(' '));
      onBytes(pipe);
    },
    onEnd: () => heard.push('end'),
  });
  return { pipe, heard, settle: () => clock.advance(0) };
};

describe('BytePipe', () => {
  it('delivers whole pieces in order, later than the call, and then the end', async () => {
    const { pipe, heard, settle } = createBench();
    pipe.send(Uint8Array.of(1, 2));
    pipe.send(Uint8Array.of(3));
    pipe.send(new Uint8Array(0));
    pipe.end();
    expect(heard).toEqual([]);
    await settle();
    expect(heard).toEqual(['1 2', '3', 'end']);
  });

  it('delivers what was sent, whatever the sender does to its bytes afterwards, and leaves them alone', async () => {
    const { pipe, heard, settle } = createBench();
    const bytes = Uint8Array.of(1, 2, 3);
    pipe.send(bytes.subarray(1));
    bytes.fill(9);
    await settle();
    expect(heard).toEqual(['2 3']);
    expect([...bytes]).toEqual([9, 9, 9]);
  });

  it('spoils delivered bytes, so that whoever keeps them is found out', async () => {
    const kept: Uint8Array[] = [];
    const clock = new VirtualClock();
    const pipe = new BytePipe(createHop(clock), { onBytes: (bytes) => kept.push(bytes), onEnd: () => {} });
    pipe.send(Uint8Array.of(1, 2));
    await clock.advance(0);
    expect([...kept[0]!]).toEqual([0xdd, 0xdd]);
  });

  it('holds everything while paused, and counts only what the network cannot take', async () => {
    const { pipe, heard, settle } = createBench();
    pipe.pause();
    pipe.send(new Uint8Array(65_536));
    expect(pipe.bufferedBytes).toBe(0);
    pipe.send(new Uint8Array(10));
    pipe.end();
    await settle();
    expect([heard.length, pipe.bufferedBytes]).toEqual([0, 10]);
    pipe.resume();
    await settle();
    expect([heard.length, heard.at(-1), pipe.bufferedBytes]).toEqual([3, 'end', 0]);
  });

  it('stops at once when it is paused from inside a delivery, with another one on its way', async () => {
    const { pipe, heard, settle } = createBench((self) => self.pause());
    for (const byte of [1, 2, 3]) pipe.send(Uint8Array.of(byte));
    await settle();
    expect(heard).toEqual(['1']);
    pipe.resume();
    pipe.pause();
    pipe.resume();
    await settle();
    expect(heard).toEqual(['1', '2']);
  });

  it('loses what is on its way when it is cut, and takes nothing more', async () => {
    const { pipe, heard, settle } = createBench();
    pipe.send(Uint8Array.of(1));
    pipe.cut();
    pipe.send(Uint8Array.of(2));
    pipe.end();
    await settle();
    expect(heard).toEqual([]);
    expect([pipe.isEnded, pipe.bufferedBytes]).toEqual([true, 0]);
  });

  it('takes nothing behind its end', async () => {
    const { pipe, heard, settle } = createBench();
    pipe.end();
    pipe.end();
    pipe.send(Uint8Array.of(1));
    await settle();
    expect(heard).toEqual(['end']);
  });

  it('keeps order over many thousand pieces, also when they pile up', async () => {
    const { pipe, heard, settle } = createBench();
    pipe.pause();
    for (let i = 0; i < 5000; i++) pipe.send(Uint8Array.of(i & 0xff));
    pipe.resume();
    await settle();
    for (let i = 5000; i < 6000; i++) pipe.send(Uint8Array.of(i & 0xff));
    await settle();
    expect(heard).toEqual(Array.from({ length: 6000 }, (_, i) => String(i & 0xff)));
  });
});
