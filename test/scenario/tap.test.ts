import { defineFrameLayout, type NetMgr } from '@netmgr/client';
import { split } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../support/hex.ts';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';

const ANN_7 = '130000000700000003000000416e6e0300000001000000'.slice(8);

/** Lists every frame that a tap sees, as `in 1001 <body>`. */
const tapInto = (net: NetMgr): { seen: string[]; off: () => void } => {
  const seen: string[] = [];
  const off = net.tap({
    onFrame: (direction, id, bytes, start, end) => {
      seen.push(`${direction} ${id} ${toHex(bytes.subarray(start, end))}`.trimEnd());
    },
  });
  return { seen, off };
};

const addEcho = ({ server }: Rig): void =>
  void server.onMessage(PlayerMsg, (client, { playerID }) => client.send(PlayerMsg, player(playerID + 100)));

const idsOf = (seen: readonly string[]): string[] => seen.map((each) => each.split(' ').slice(0, 2).join(' '));

describe('tap', () => {
  it('shows messages both ways with their bodies, heartbeats with their replies, and the Quit', async () => {
    const rig = createRig();
    addEcho(rig);
    const { seen } = tapInto(rig.net);
    await rig.connect();
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(100);
    expect(seen).toEqual([`out 1001 ${ANN_7}`, `in 1001 ${ANN_7.replace('07', '6b')}`]);
    await rig.clock.advance(2000);
    expect(seen.slice(2)).toEqual(['out 999', 'in 999']);
    void rig.net.close();
    await rig.clock.advance(0);
    expect(seen.at(-1)).toBe('out 1003');
  });

  it('shows each frame of a batch, in order', async () => {
    const rig = createRig();
    const { seen } = tapInto(rig.net);
    await rig.connect();
    rig.net.send(PlayerMsg, player(7));
    rig.net.sendFrame(2001, new Uint8Array([1, 2]));
    rig.net.sendFrame(2002, new Uint8Array(0));
    rig.net.sendFrame(2003, new Uint8Array([0xff]));
    expect(seen).toEqual([]);
    rig.net.flush();
    expect(seen).toEqual([`out 1001 ${ANN_7}`, 'out 2001 0102', 'out 2002', 'out 2003 ff']);
  });

  it('shows what waited for a connection when it goes out, and requests with their replies', async () => {
    const rig = createRig();
    addEcho(rig);
    const { seen } = tapInto(rig.net);
    rig.net.send(PlayerMsg, player(7));
    const reply = rig.net.request(PlayerMsg, player(7), PlayerMsg);
    expect(seen).toEqual([]);
    await rig.connect();
    await rig.clock.advance(100);
    expect(idsOf(seen)).toEqual(['out 1001', 'out 1001', 'in 1001', 'in 1001']);
    expect((await reply).playerID).toBe(107);
  });

  it('goes on over reconnects', async () => {
    const rig = createRig();
    addEcho(rig);
    const { seen } = tapInto(rig.net);
    await rig.connect();
    rig.server.dropAll('reset');
    await rig.clock.advance(5000);
    expect(rig.net.stats.reconnects).toBe(1);
    seen.length = 0;
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(100);
    expect(idsOf(seen)).toEqual(['out 1001', 'in 1001']);
  });

  it('shows frames that came in single bytes, whole, and those of other layouts', async () => {
    const layout = defineFrameLayout({ order: 'length-first', id: 'u16', length: 'u16', byteOrder: 'big' });
    const rig = createRig({ net: { layout }, server: { layout } });
    rig.server.addFault(split({ bytes: 1 }));
    addEcho(rig);
    const { seen } = tapInto(rig.net);
    await rig.connect();
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(1000);
    expect(seen).toEqual([`out 1001 ${ANN_7}`, `in 1001 ${ANN_7.replace('07', '6b')}`]);
  });

  it('with an observer that throws harms nobody, and says so', async () => {
    const rig = createRig();
    addEcho(rig);
    rig.net.tap({
      onFrame: () => {
        throw new Error('observer broke');
      },
    });
    const { seen } = tapInto(rig.net);
    const handled: number[] = [];
    rig.net.onMessage(PlayerMsg, ({ playerID }) => void handled.push(playerID));
    await rig.connect();
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(100);
    expect(handled).toEqual([107]);
    expect(idsOf(seen)).toEqual(['out 1001', 'in 1001']);
    expect(rig.net.state).toBe('connected');
    expect(rig.all('error').map(([error]) => error.message)).toEqual([
      '[HANDLER_FAILED] a tap failed: observer broke',
      '[HANDLER_FAILED] a tap failed: observer broke',
    ]);
  });

  it('ends when it is taken away, twice too, and leaves the others', async () => {
    const rig = createRig();
    const first = tapInto(rig.net);
    const second = tapInto(rig.net);
    await rig.connect();
    first.off();
    first.off();
    rig.net.sendFrame(2001, new Uint8Array(0));
    rig.net.flush();
    second.off();
    rig.net.sendFrame(2002, new Uint8Array(0));
    rig.net.flush();
    expect(first.seen).toEqual([]);
    expect(second.seen).toEqual(['out 2001']);
  });

  it('may send, flush and close from inside', async () => {
    const rig = createRig();
    addEcho(rig);
    const seen: string[] = [];
    const handled: unknown[] = [];
    rig.net.onMessage(PlayerMsg, (message) => void handled.push(message));
    rig.net.tap({
      onFrame: (direction, id) => {
        seen.push(`${direction} ${id}`);
        if (id === 2001) {
          rig.net.sendFrame(2002, new Uint8Array(0));
          rig.net.flush();
        }
        if (direction === 'in') void rig.net.close();
      },
    });
    await rig.connect();
    rig.net.sendFrame(2001, new Uint8Array(0));
    rig.net.send(PlayerMsg, player(7));
    await rig.clock.advance(3000);
    expect(seen).toEqual(['out 2001', 'out 2002', 'out 1001', 'in 1001', 'out 1003']);
    expect(handled).toEqual([]);
    expect(rig.net.state).toBe('closed');
  });

  it('refuses an observer that cannot hear', () => {
    const { net } = createRig();
    expect(() => net.tap({} as never)).toThrow('onFrame of the observer');
    expect(() => net.tap(undefined as never)).toThrow('BAD_OPTION');
  });
});

describe('wire', () => {
  it('tells the clock, the layout, the ids of the system and the types that are known', () => {
    const { net, clock } = createRig({ net: { systemIds: { heart: 5 } } as never });
    expect(net.wire.clock).toBe(clock);
    expect(net.wire.layout.headerBytes).toBe(8);
    expect(net.wire.systemIds).toEqual({ heart: 5, quit: 1003 });
    expect(net.wire.typeOf(1001)).toBe(PlayerMsg);
    expect(net.wire.typeOf(4)).toBeUndefined();
    expect(net.wire.decode(PlayerMsg, fromHex(ANN_7))).toEqual(player(7));
    expect(() => net.wire.decode(PlayerMsg, fromHex(`${ANN_7}00`))).toThrow('TRAILING_BYTES');
  });
});
