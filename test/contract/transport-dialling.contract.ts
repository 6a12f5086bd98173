import { describe, expect, it } from 'vitest';
import type { Bench } from './bench.ts';

/** The dial: it opens once, fails once, or hangs until it is told to let go. */
export const describeDialling = (bench: () => Bench): void => {
  describe('dialling', () => {
    it('opens once, and not before the dial has returned', async () => {
      const { line } = await bench().connect();
      await bench().settle();
      expect(line.events).toEqual(['open']);
    });

    it('reports a refused dial by one close that says failed, with a detail', async () => {
      const line = bench().dial(bench().world.dialRefused);
      const ending = await bench().ending(line);
      await bench().settle();
      expect(line.events).toEqual(['close']);
      expect(ending.how).toBe('failed');
      expect(ending.detail).toMatch(/./);
    });

    it('says nothing about a server that never answers, until it is aborted', async () => {
      const line = bench().dial(bench().world.dialSilent);
      await bench().settle();
      expect(line.events).toEqual([]);
      line.transport.abort();
      expect((await bench().ending(line)).how).toBe('failed');
    });

    it('gives up a server that never answers when it is closed', async () => {
      const line = bench().dial(bench().world.dialSilent);
      await bench().settle();
      line.transport.close();
      expect((await bench().ending(line)).how).toBe('failed');
    });

    it('closes once when the connection breaks while it opens', async () => {
      const line = bench().dial(bench().world.dialBroken);
      const ending = await bench().ending(line);
      await bench().settle();
      // A TCP connection is open before its server can break it.
      expect([
        [['close'], 'failed'],
        [['open', 'close'], 'reset'],
      ]).toContainEqual([line.events, ending.how]);
    });

    it.each([
      ['aborted', ['abort']],
      ['closed', ['close']],
      ['closed, then aborted', ['close', 'abort']],
      ['aborted, then closed', ['abort', 'close']],
      ['closed twice', ['close', 'close']],
    ] as const)('never opens when it is %s right after the dial', async (_, calls) => {
      const line = bench().dial();
      for (const call of calls) line.transport[call]();
      expect(line.events).toEqual([]);
      expect((await bench().ending(line)).how).toBe('failed');
      await bench().settle();
      expect(line.events).toEqual(['close']);
    });

    it('dials as often as it is asked, each connection on its own', async () => {
      const first = await bench().connect();
      const second = bench().dial();
      await bench().until('the second dial opens', () => second.events.includes('open'));
      first.transport.abort();
      await bench().ending(first.line);
      await bench().settle();
      expect(second.events).toEqual(['open']);
    });
  });
};
