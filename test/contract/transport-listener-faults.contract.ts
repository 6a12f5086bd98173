import { describe, expect, it } from 'vitest';
import type { Bench } from './bench.ts';

/** A listener that throws ends its own connection, and nothing else. */
export const describeListenerFaults = (bench: () => Bench): void => {
  describe('a listener that throws', () => {
    const fault = new Error('the listener is broken');
    const breakDown = (): never => {
      throw fault;
    };

    it('ends the connection when it throws at the open event, and is told its own error', async () => {
      const line = bench().dial(bench().world.dial, { onOpen: breakDown });
      const ending = await bench().ending(line);
      expect(line.events).toEqual(['open', 'close']);
      expect(ending).toMatchObject({ how: 'reset', cause: fault });
    });

    it('ends the connection when it throws at bytes, and is told its own error', async () => {
      const { line, peer } = await bench().connect({ onBytes: breakDown });
      peer.send(Uint8Array.of(1), Uint8Array.of(2));
      const ending = await bench().ending(line);
      await bench().until('the server sees the end', () => peer.hasSeenEnd);
      expect(line.events).toEqual(['open', 'bytes', 'close']);
      expect(ending).toMatchObject({ how: 'reset', cause: fault });
    });

    it('leaves other connections alone', async () => {
      const other = await bench().connect();
      const { line, peer } = await bench().connect({ onBytes: breakDown });
      peer.send(Uint8Array.of(1));
      await bench().ending(line);
      await bench().settle();
      expect(other.line.events).toEqual(['open']);
    });
  });
};
