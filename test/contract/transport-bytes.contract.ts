import { describe, expect, it } from 'vitest';
import { toHex } from '../support/hex.ts';
import type { Bench } from './bench.ts';
import { cutInto, patternedBytes } from './patterned-bytes.ts';

const MEBIBYTE = 1_048_576;

/** The bytes: all of them, in order, each way, and only those that were meant. */
export const describeBytes = (bench: () => Bench): void => {
  describe('bytes', () => {
    it('arrive in order, whatever the pieces', async () => {
      const { line, peer } = await bench().connect();
      const bytes = patternedBytes(200_000);
      peer.send(...cutInto(bytes, [1, 2, 3, 1, 7, 1_448, 8, 65_536]));
      await bench().until('all arrived', () => line.receivedBytes >= bytes.length);
      expect(toHex(line.received())).toBe(toHex(bytes));
    });

    it('leave in order, whatever the pieces', async () => {
      const { transport, peer } = await bench().connect();
      const bytes = patternedBytes(200_000);
      for (const piece of cutInto(bytes, [1, 2, 3, 1, 7, 1_448, 8, 65_536])) transport.send(piece, [piece.length]);
      await bench().until('all arrived', () => peer.receivedBytes >= bytes.length);
      expect(toHex(peer.received())).toBe(toHex(bytes));
    });

    it('cross in both directions at once, a mebibyte each, with nothing lost', async () => {
      const { line, transport, peer } = await bench().connect();
      const up = patternedBytes(MEBIBYTE, 1);
      const down = patternedBytes(MEBIBYTE, 2);
      transport.send(up, [up.length]);
      peer.send(down);
      await bench().until('the client has all', () => line.receivedBytes >= MEBIBYTE);
      await bench().until('the server has all', () => peer.receivedBytes >= MEBIBYTE);
      expect(toHex(line.received()) === toHex(down)).toBe(true);
      expect(toHex(peer.received()) === toHex(up)).toBe(true);
    });

    it('are exactly those of the view, not of the buffer under it', async () => {
      const { transport, peer } = await bench().connect();
      const under = patternedBytes(100);
      transport.send(under.subarray(40, 45), [5]);
      transport.send(under.subarray(99), [1]);
      await bench().until('all arrived', () => peer.receivedBytes >= 6);
      await bench().settle();
      expect(toHex(peer.received())).toBe(toHex(Uint8Array.of(...under.subarray(40, 45), under[99]!)));
    });

    it('are left alone in the slab that they are sent from, while the slab fills up behind them', async () => {
      const { transport, peer } = await bench().connect();
      const expected = patternedBytes(50_000);
      const slab = new Uint8Array(expected.length);
      peer.pause();
      for (let start = 0; start < slab.length; start += 500) {
        slab.set(expected.subarray(start, start + 500), start);
        transport.send(slab.subarray(start, start + 500), [120, 500]);
      }
      await bench().settle();
      peer.resume();
      await bench().until('all arrived', () => peer.receivedBytes >= slab.length);
      expect(toHex(peer.received())).toBe(toHex(expected));
      expect(toHex(slab)).toBe(toHex(expected));
    });

    it('can be sent from inside the open and the bytes events', async () => {
      const { peer } = await bench().connect({
        onOpen: (transport) => transport.send(Uint8Array.of(1, 2), [2]),
        onBytes: (transport, bytes) => transport.send(bytes.slice(), [bytes.length]),
      });
      await bench().until('the greeting arrived', () => peer.receivedBytes >= 2);
      peer.send(Uint8Array.of(3, 4, 5));
      await bench().until('the echo arrived', () => peer.receivedBytes >= 5);
      expect(toHex(peer.received())).toBe('0102030405');
    });

    it('are counted while they wait, and no longer once the peer reads again', async () => {
      const { transport, peer } = await bench().connect();
      expect(transport.bufferedBytes).toBe(0);
      peer.pause();
      const chunk = patternedBytes(MEBIBYTE);
      let sent = 0;
      // The kernel's own buffers take some mebibytes before anything has to wait here.
      while (transport.bufferedBytes < 2 * MEBIBYTE && sent < 64 * MEBIBYTE) {
        transport.send(chunk, [chunk.length]);
        sent += chunk.length;
        await bench().world.pass();
      }
      expect(transport.bufferedBytes).toBeGreaterThan(MEBIBYTE);
      expect(transport.bufferedBytes).toBeLessThanOrEqual(sent);
      peer.resume();
      await bench().until('nothing waits', () => transport.bufferedBytes === 0);
      await bench().until('all arrived', () => peer.receivedBytes >= sent);
      expect(peer.receivedBytes).toBe(sent);
    });
  });
};
