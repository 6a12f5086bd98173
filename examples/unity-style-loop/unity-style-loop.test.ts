import { ByteWriter, decodeBody, ProtocolError } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { startExample } from '../../test/support/child-program.ts';
import { PlayerMsg } from './src/player-msg.ts';

const createPlayer = (): PlayerMsg => {
  const player = new PlayerMsg();
  Object.assign(player, { playerID: 7, x: 1.5, y: -2 });
  Object.assign(player.playerData, { name: 'Ann', atk: 3, lev: 1 });
  return player;
};

const bytesOf = (player: PlayerMsg): Uint8Array => {
  const writer = new ByteWriter();
  PlayerMsg.write(writer, player);
  return writer.take();
};

describe.concurrent('the unity-style-loop example', () => {
  it('runs 200 steps, takes a crowd in over several of them, and ends by itself', { timeout: 30_000 }, async (test) => {
    const { expect } = test;
    const { code, stdout, stderr } = await startExample(test, 'unity-style-loop').ended;

    expect(stderr).toBe('');
    expect(code).toBe(0);
    const crowded = [...stdout.matchAll(/step +(\d+) {2}(\d+) messages handled, (\d+) wait/g)].map((row) =>
      row.map(Number),
    );
    const handled = crowded.reduce((sum, [, , count = 0]) => sum + count, 0);
    expect(crowded.length, stdout).toBeGreaterThan(1);
    // The crowd, and the scores that came meanwhile.
    expect(handled).toBeGreaterThanOrEqual(2000);
    expect(crowded.at(-1)?.[3], stdout).toBe(0);
    expect(stdout).toMatch(/all 2000 players are there/);
    expect(stdout).toMatch(/step 200 .* score 39 {3}others 2000\nSaid Quit and closed\.\n$/);
  });

  it('ends early and cleanly on Ctrl-C', { timeout: 20_000 }, async (test) => {
    const { expect } = test;
    const program = startExample(test, 'unity-style-loop');
    await program.printed(/step +50/);
    program.send('SIGINT');
    const { code, stdout } = await program.ended;

    expect(code).toBe(0);
    expect(stdout).not.toMatch(/step 200/);
    expect(stdout).toMatch(/Said Quit and closed\.\n$/);
  });

  it('writes the bytes that a Unity project would', () => {
    const hex = Buffer.from(bytesOf(createPlayer())).toString('hex');

    expect(hex).toBe(['07000000', '0000c03f', '000000c0', '03000000', '416e6e', '03000000', '01000000'].join(''));
  });

  it('reads back what it wrote, and refuses every shorter body', () => {
    const bytes = bytesOf(createPlayer());

    expect(decodeBody(PlayerMsg, bytes)).toEqual(createPlayer());
    for (let end = 0; end < bytes.length; end++) {
      expect(() => decodeBody(PlayerMsg, bytes, 0, end)).toThrow(ProtocolError);
    }
  });
});
