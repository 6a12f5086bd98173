import { describe, expect, it } from 'vitest';
import { toHex } from '../support/hex.ts';
import type { Bench } from './bench.ts';
import { patternedBytes } from './patterned-bytes.ts';
import type { TransportTraits } from './transport.contract.ts';

/** The end: told apart, told once, and nothing behind it. */
export const describeEndings = (bench: () => Bench, traits: TransportTraits): void => {
  describe('ending by the peer', () => {
    it('says fin when the peer ended in good order', async () => {
      const { line, peer } = await bench().connect();
      peer.fin();
      expect((await bench().ending(line)).how).toBe('fin');
    });

    it('says reset when the connection broke', async () => {
      const { line, peer } = await bench().connect();
      // Once this byte is read, none is on its way that the break could be taken for the end of.
      peer.send(Uint8Array.of(1));
      await bench().until('the byte arrived', () => line.receivedBytes === 1);
      peer.reset();
      expect((await bench().ending(line)).how).toBe('reset');
    });

    it.skipIf(traits.hidesBreakBehindBytes)('says reset also when it broke right behind some bytes', async () => {
      const { line, peer } = await bench().connect();
      peer.send(patternedBytes(500));
      peer.reset();
      expect((await bench().ending(line)).how).toBe('reset');
    });

    it('delivers what the peer sent before its end, even a piece of a frame', async () => {
      const { line, peer } = await bench().connect();
      const bytes = patternedBytes(300_001);
      peer.send(bytes);
      peer.fin();
      expect((await bench().ending(line)).how).toBe('fin');
      expect(toHex(line.received()) === toHex(bytes)).toBe(true);
    });

    it('ignores what is sent behind the end', async () => {
      const { line, transport, peer } = await bench().connect({
        onClose: (self) => {
          self.send(Uint8Array.of(1), [1]);
          self.close();
          self.abort();
        },
      });
      peer.reset();
      await bench().ending(line);
      transport.send(Uint8Array.of(1), [1]);
      await bench().settle();
      expect(line.events).toEqual(['open', 'close']);
    });
  });

  describe('close()', () => {
    it('sends what is buffered, then ends, and says fin when the peer has ended too', async () => {
      const { line, transport, peer } = await bench().connect();
      const bytes = patternedBytes(1_048_576);
      transport.send(bytes, [bytes.length]);
      transport.close();
      await bench().until('the server sees the end', () => peer.hasSeenEnd);
      expect(toHex(peer.received()) === toHex(bytes)).toBe(true);
      peer.fin();
      expect((await bench().ending(line)).how).toBe('fin');
    });

    it('waits for the peer, so that it takes abort() to leave one that does not end', async () => {
      const { line, transport, peer } = await bench().connect();
      peer.pause();
      transport.close();
      await bench().settle();
      expect(line.events).toEqual(['open']);
      transport.abort();
      expect((await bench().ending(line)).how).toBe('reset');
    });

    it.runIf(traits.hearsAfterClose ?? true)('still delivers what the peer sends until its own end', async () => {
      const { line, transport, peer } = await bench().connect();
      const bytes = patternedBytes(10_000);
      peer.pause();
      transport.close();
      peer.send(bytes);
      peer.fin();
      peer.resume();
      expect((await bench().ending(line)).how).toBe('fin');
      expect(toHex(line.received())).toBe(toHex(bytes));
    });

    it('ends once when the connection breaks meanwhile', async () => {
      const { line, transport, peer } = await bench().connect();
      peer.pause();
      transport.close();
      peer.reset();
      // Whether it was a break or an end, nobody can tell for sure once both sides have let go.
      expect(['reset', 'fin']).toContain((await bench().ending(line)).how);
      await bench().settle();
      expect(line.events).toEqual(['open', 'close']);
    });

    it('sends nothing that comes behind it', async () => {
      const { line, transport, peer } = await bench().connect();
      transport.send(Uint8Array.of(1), [1]);
      transport.close();
      transport.send(Uint8Array.of(2), [1]);
      await bench().until('the server sees the end', () => peer.hasSeenEnd);
      peer.fin();
      expect((await bench().ending(line)).how).toBe('fin');
      expect(toHex(peer.received())).toBe('01');
    });

    it('does once what it is told twice', async () => {
      const { line, transport, peer } = await bench().connect();
      transport.close();
      transport.close();
      await bench().until('the server sees the end', () => peer.hasSeenEnd);
      peer.fin();
      await bench().ending(line);
      transport.close();
      await bench().settle();
      expect(line.events).toEqual(['open', 'close']);
    });
  });

  describe('abort()', () => {
    it.runIf(traits.abortsAtOnce ?? true)('cuts at once, though the peer reads nothing', async () => {
      const { line, transport, peer } = await bench().connect();
      peer.pause();
      const bytes = patternedBytes(1_048_576);
      for (let i = 0; i < 16; i += 1) transport.send(bytes, [bytes.length]);
      transport.abort();
      expect(transport.bufferedBytes).toBe(0);
      expect((await bench().ending(line)).how).toBe('reset');
      peer.resume();
      await bench().until('the server sees the end', () => peer.hasSeenEnd);
      expect(peer.receivedBytes).toBeLessThan(16 * bytes.length);
    });

    it('does once what it is told twice, also before, behind and between close()', async () => {
      const { line, transport } = await bench().connect();
      transport.abort();
      transport.close();
      transport.abort();
      await bench().ending(line);
      transport.abort();
      await bench().settle();
      expect(line.events).toEqual(['open', 'close']);
    });

    it('can be called from inside the open event', async () => {
      const line = bench().dial(bench().world.dial, { onOpen: (transport) => transport.abort() });
      expect((await bench().ending(line)).how).toBe('reset');
      expect(line.events).toEqual(['open', 'close']);
    });

    it('lets no byte through that had already arrived', async () => {
      const { line, peer } = await bench().connect({ onBytes: (transport) => transport.abort() });
      const piece = patternedBytes(70_000);
      peer.send(piece, piece, piece);
      await bench().ending(line);
      await bench().settle();
      expect(line.events).toEqual(['open', 'bytes', 'close']);
    });
  });
};
