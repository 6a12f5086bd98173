// Headers that lie, frames that never end, chunks of every size. Memory is taken only as bytes arrive.

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../support/hex.ts';
import { PlayerMsg } from '../../support/rig.ts';
import { connectScripted, HEX, type ScriptedRig } from './scripted-rig.ts';

const MAX = 1000;
const PLAYER_BODY = '01000000 03000000 416e6e 03000000 01000000';

const int = (value: number): string => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return toHex(bytes);
};
const header = (id: number, length: number): string => int(id) + int(length);
const frame = (id: number, length: number): string => header(id, length) + '00'.repeat(length);

const codesOf = ({ all }: ScriptedRig): string[] => all('error').map(([error]) => error.code);

describe('a declared length', () => {
  it.each([
    ['−1', -1, 'BAD_LENGTH'],
    ['−8', -8, 'BAD_LENGTH'],
    ['INT_MIN', -0x8000_0000, 'BAD_LENGTH'],
    ['INT_MAX', 0x7fff_ffff, 'FRAME_TOO_LARGE'],
    ['one more than maxBodyBytes', MAX + 1, 'FRAME_TOO_LARGE'],
  ])('of %s ends the connection on the header alone, and is not dialled again', async (_, length, code) => {
    for (const id of [PlayerMsg.id, 999, 1003, 2001, -1, 0]) {
      const rig = await connectScripted({ maxBodyBytes: MAX, reconnect: {} });
      rig.link.receive(header(id, length));
      expect([rig.net.state, codesOf(rig), rig.link.abortCalls, rig.net.armedTimers]).toEqual(['closed', [code], 1, 0]);
    }
  });

  it('of exactly maxBodyBytes, or one less, is taken', async () => {
    const rig = await connectScripted({ maxBodyBytes: MAX });
    rig.link.receive(frame(2001, MAX) + frame(2001, MAX - 1));
    expect(rig.all('unhandled').map(([{ body }]) => body.length)).toEqual([MAX, MAX - 1]);
  });

  it('that is wrong takes the frames before it along, and none behind it', async () => {
    const rig = await connectScripted();
    const heard: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
    rig.link.receive(HEX.player + header(PlayerMsg.id, -1) + HEX.player);
    rig.link.receive(HEX.player);
    expect([heard, rig.net.state]).toEqual([[1], 'closed']);
  });

  it('of a heartbeat or a Quit may be any: what matters is the id', async () => {
    const heart = await connectScripted();
    heart.link.receive(frame(999, 300));
    expect(heart.net.state).toBe('connected');
    const quit = await connectScripted();
    quit.link.receive(frame(1003, 300));
    expect(quit.net.state).toBe('closing');
  });
});

describe('a frame that does not come', () => {
  it('behind its header ends the connection after frameTimeoutMs', async () => {
    const rig = await connectScripted({ heartbeat: false });
    rig.link.receive(header(PlayerMsg.id, 19));
    await rig.clock.advance(9999);
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(1);
    expect([rig.net.state, codesOf(rig)]).toEqual(['closed', ['FRAME_TIMEOUT']]);
  });

  it('behind the first byte of its header does so too', async () => {
    const rig = await connectScripted({ heartbeat: false });
    rig.link.receive('e9');
    await rig.clock.advance(10_000);
    expect(codesOf(rig)).toEqual(['FRAME_TIMEOUT']);
  });

  it('is not made to live longer by one byte every now and then', async () => {
    for (const everyMs of [100, 5000, 9999, 10_000]) {
      const rig = await connectScripted({ heartbeat: false });
      let ms = 0;
      for (; rig.net.state === 'connected' && ms <= 20_000; ms += everyMs) {
        rig.link.receive(ms === 0 ? header(2001, 1_000_000) : '00');
        await rig.clock.advance(everyMs);
      }
      expect([codesOf(rig), ms]).toEqual([['FRAME_TIMEOUT'], Math.ceil(10_000 / everyMs) * everyMs]);
    }
  });

  it('has a second more after a sleep, also where it is given less by day, and one more byte does not shorten it', async () => {
    const rig = await connectScripted({ heartbeat: false, frameTimeoutMs: 200 });
    rig.link.receive('e9');
    await rig.clock.sleep(1500);
    rig.link.receive('03');
    await rig.clock.advance(999);
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(1);
    expect(codesOf(rig)).toEqual(['FRAME_TIMEOUT']);
  });

  it('is counted from its own first byte, however full the stream was before', async () => {
    const rig = await connectScripted({ heartbeat: false });
    for (let i = 0; i < 30; i++) {
      rig.link.receive('00'.repeat(i === 0 ? 0 : 19) + header(2001, 19));
      await rig.clock.advance(5000);
    }
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(5000);
    expect([codesOf(rig), rig.net.stats.framesIn]).toEqual([['FRAME_TIMEOUT'], 29]);
  });

  it('takes memory only for what arrived', async () => {
    const rigs = await Promise.all(Array.from({ length: 200 }, () => connectScripted({ heartbeat: false })));
    globalThis.gc?.();
    const before = process.memoryUsage().arrayBuffers;
    for (const { link } of rigs) link.receive(`${header(2001, 1_048_576)}${'00'.repeat(1000)}`);
    const taken = process.memoryUsage().arrayBuffers - before;
    for (const { net } of rigs) expect(net.state).toBe('connected');
    // 200 bodies of 1 MiB were announced, 200 KiB of them came.
    expect(taken).toBeLessThan(8_000_000);
  });

  it('takes no more than maxBodyBytes however much comes', async () => {
    const rig = await connectScripted({ maxBodyBytes: 65_536 });
    const piece = '00'.repeat(1024);
    rig.link.receive(header(2001, 65_536));
    for (let i = 0; i < 63; i++) rig.link.receive(piece);
    expect([rig.net.state, rig.net.stats.framesIn]).toEqual(['connected', 0]);
    rig.link.receive(piece);
    expect([rig.net.state, rig.net.stats.framesIn]).toEqual(['connected', 1]);
  });
});

describe('a flood', () => {
  it('of a million empty frames is worked through in both dispatch modes', async () => {
    const count = 1_000_000;
    const hex = HEX.unknown.repeat(10_000);

    const immediate = await connectScripted();
    for (let i = 0; i < count / 10_000; i++) immediate.link.receive(hex);
    expect([immediate.net.state, immediate.net.stats.unhandled]).toEqual(['connected', count]);

    const manual = await connectScripted({ dispatch: 'manual' });
    manual.link.receive(hex);
    expect([manual.net.state, manual.net.stats.waiting]).toEqual(['connected', 10_000]);
    manual.link.receive(hex);
    expect([manual.net.state, codesOf(manual)]).toEqual(['closed', ['INBOX_FULL']]);
  });

  it('of bytes into an inbox that nobody empties ends the connection at its bound', async () => {
    const rig = await connectScripted({ dispatch: 'manual', inbox: { maxBytes: 10_000 } });
    for (let i = 0; i < 100; i++) rig.link.receive(frame(2001, 1000));
    expect([rig.net.state, codesOf(rig), rig.net.stats.waiting]).toEqual(['closed', ['INBOX_FULL'], 10]);
  });

  it('of single bytes is as good as one piece', async () => {
    const rig = await connectScripted();
    const heard: unknown[] = [];
    rig.net.onMessage(PlayerMsg, (message) => heard.push(message));
    const stream = [HEX.heartbeat, HEX.player, HEX.unknown, header(PlayerMsg.id, 19), PLAYER_BODY].join('');
    for (const byte of fromHex(stream)) rig.link.receive(byte.toString(16).padStart(2, '0'));
    expect([heard.length, rig.net.stats.framesIn, rig.net.stats.unhandled]).toEqual([2, 4, 1]);
  });

  it('of empty chunks is nothing', async () => {
    const rig = await connectScripted();
    for (let i = 0; i < 1000; i++) rig.link.receive('');
    rig.link.receive(HEX.player.slice(0, 11));
    for (let i = 0; i < 1000; i++) rig.link.receive('');
    rig.link.receive(HEX.player.slice(11));
    expect([rig.net.state, rig.net.stats.framesIn]).toEqual(['connected', 1]);
  });
});
