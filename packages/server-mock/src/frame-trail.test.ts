import { defineMessage, t } from '@netmgr/client/protocol';
import { expect, it } from 'vitest';
import { Codec } from './codec.ts';
import { FrameTrail } from './frame-trail.ts';
import { resolveOptions } from './options.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const NumberMsg = defineMessage(1001, 'NumberMsg', { n: t.int });
const TextMsg = defineMessage(1002, 'TextMsg', { text: t.string });

const createTrail = (): { clock: VirtualClock; codec: Codec; trail: FrameTrail; lines: () => readonly string[] } => {
  const clock = new VirtualClock();
  const codec = new Codec(resolveOptions({ messages: [NumberMsg, TextMsg] }, clock));
  const trail = new FrameTrail(clock, codec);
  return { clock, codec, trail, lines: () => trail.describe().split('\n').slice(2) };
};

it('writes what came and left, decoded, oldest first, with how long ago it was', async () => {
  const { clock, codec, trail, lines } = createTrail();
  expect(trail.describe()).toBe('');
  trail.presence(1, 'online');
  trail.heard(1, 1001, new Uint8Array([9, 7, 0, 0, 0, 9]), 1, 5);
  await clock.advance(250);
  trail.heard(1, 999);
  trail.said(1, new Uint8Array([...codec.heartFrame, ...codec.encode(NumberMsg, { n: 8 })]));
  trail.said(2, codec.encodeRaw(7, new Uint8Array([0xab])));
  trail.heard(1, 1003);
  expect(lines()).toEqual([
    '     250 ms ago  client 1 online',
    '     250 ms ago  client 1 → NumberMsg {"n":7}',
    '       0 ms ago  client 1 → HeartMsg',
    '       0 ms ago  client 1 ← HeartMsg',
    '       0 ms ago  client 1 ← NumberMsg {"n":8}',
    '       0 ms ago  client 2 ← id 7 <ab>',
    '       0 ms ago  client 1 → QuitMsg',
  ]);
});

it('keeps the last ten, however many pass', () => {
  const { codec, trail, lines } = createTrail();
  for (let n = 0; n < 25; n++) trail.said(1, codec.encode(NumberMsg, { n }));
  expect(lines().length).toBe(10);
  expect([lines().at(0), lines().at(-1)]).toEqual([
    '       0 ms ago  client 1 ← NumberMsg {"n":15}',
    '       0 ms ago  client 1 ← NumberMsg {"n":24}',
  ]);
});

it('keeps no hold of long bodies, but tells their length', () => {
  const { codec, trail, lines } = createTrail();
  const long = new Uint8Array(2000);
  trail.heard(1, 1002, long, 0, 2000);
  trail.heard(1, 8, long, 0, 2000);
  trail.said(1, codec.encodeRaw(1002, long));
  expect(lines().map((line) => line.slice(17))).toEqual([
    'client 1 → TextMsg of 2000 bytes',
    'client 1 → id 8 of 2000 bytes',
    'client 1 ← 2008 bytes of frames',
  ]);
});

it('shows a body that breaks its type as bytes, and is not confused by what happens to the bytes later', () => {
  const { trail, lines } = createTrail();
  const bytes = Buffer.from([1, 2]);
  trail.heard(1, 1001, bytes, 0, 2);
  bytes.fill(0xff);
  expect(lines()).toEqual(['       0 ms ago  client 1 → NumberMsg that cannot be read <01 02>']);
});
