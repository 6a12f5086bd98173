import {
  createFrameDecoder,
  createFrameEncoder,
  createHeartMsg,
  createQuitMsg,
  decodeBody,
  defineMessage,
  defineStruct,
  type MessageOf,
  t,
} from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../support/hex.ts';
import { UnityReceiver, UnityWriting } from './unity-peer.ts';

const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
type PlayerMsg = MessageOf<typeof PlayerMsg>;

/** Worked out by hand: what `BitConverter.GetBytes` and `Encoding.UTF8.GetBytes` give on a little-endian machine. */
const VECTORS: readonly [string, PlayerMsg, string][] = [
  [
    'plain letters',
    { playerID: 7, playerData: { name: 'Ann', atk: 3, lev: 1 } },
    'e9030000 13000000 07000000 03000000 416e6e 03000000 01000000',
  ],
  [
    'three-byte characters and the ends of int',
    { playerID: -123_456, playerData: { name: '玩家七', atk: 999, lev: 2_147_483_647 } },
    'e9030000 19000000 c01dfeff 09000000 e78ea9 e5aeb6 e4b883 e7030000 ffffff7f',
  ],
  [
    'a surrogate pair, which is one character of four bytes',
    { playerID: 0, playerData: { name: '😀', atk: -1, lev: -2_147_483_648 } },
    'e9030000 14000000 00000000 04000000 f09f9880 ffffffff 00000080',
  ],
  [
    'an empty name',
    { playerID: 1, playerData: { name: '', atk: 0, lev: 0 } },
    'e9030000 10000000 01000000 00000000 00000000 00000000',
  ],
];

const asUnityWrites = ({ playerID, playerData }: PlayerMsg): Buffer => {
  const body = new UnityWriting()
    .writeInt(playerID)
    .writeString(playerData.name)
    .writeInt(playerData.atk)
    .writeInt(playerData.lev)
    .toBytes();
  return Buffer.concat([new UnityWriting().writeInt(1001).writeInt(body.length).toBytes(), body]);
};

const asUnityReads = (body: Buffer): PlayerMsg => {
  const nameEnd = 8 + body.readInt32LE(4);
  return {
    playerID: body.readInt32LE(0),
    playerData: {
      name: body.toString('utf8', 8, nameEnd),
      atk: body.readInt32LE(nameEnd),
      lev: body.readInt32LE(nameEnd + 4),
    },
  };
};

describe('PlayerMsg and a server in the Unity manner', () => {
  it.each(VECTORS)('agree byte for byte on %s', (_what, value, hex) => {
    const frame = toHex(fromHex(hex));
    expect(toHex(createFrameEncoder().encode(PlayerMsg, value))).toBe(frame);
    expect(toHex(asUnityWrites(value))).toBe(frame);
  });

  it.each(VECTORS)('read each other: %s', (_what, value, hex) => {
    const frame = fromHex(hex);
    expect(decodeBody(PlayerMsg, frame, 8)).toEqual(value);
    expect(asUnityReads(Buffer.from(frame.subarray(8)))).toEqual(value);
  });

  it('understand each other however the stream is cut', () => {
    const encoder = createFrameEncoder();
    const values = VECTORS.map(([, value]) => value);
    const frames = [createHeartMsg(), ...values, createQuitMsg()].map((each) =>
      'playerID' in each ? encoder.encode(PlayerMsg, each) : encoder.encode(each, undefined),
    );
    const stream = new Uint8Array(Buffer.concat(frames));
    for (let size = 1; size <= stream.length; size++) {
      const heard: unknown[] = [];
      const receiver = new UnityReceiver((id, body) =>
        heard.push(id === 1001 ? asUnityReads(body) : [id, body.length]),
      );
      const decoded: unknown[] = [];
      const decoder = createFrameDecoder({
        onFrame: (id, bytes, start, end) =>
          decoded.push(id === 1001 ? decodeBody(PlayerMsg, bytes, start, end) : [id, end - start]),
      });
      for (let at = 0; at < stream.length; at += size) {
        receiver.receive(stream.subarray(at, at + size));
        decoder.push(stream.subarray(at, at + size));
      }
      expect(heard).toEqual([[999, 0], ...values, [1003, 0]]);
      expect(decoded).toEqual(heard);
    }
  });
});
