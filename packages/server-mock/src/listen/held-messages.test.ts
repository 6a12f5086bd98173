import { expect, it } from 'vitest';
import { HeldMessages } from './held-messages.ts';

const takeAll = (held: HeldMessages): string[] => {
  const taken: string[] = [];
  for (let each = held.take(); each !== undefined; each = held.take()) taken.push(Buffer.from(each).toString('hex'));
  return taken;
};

it('gives messages as they came, empty ones among them', () => {
  const held = new HeldMessages();
  const messages = ['01', '', '020304', '', '05'.repeat(1000), '06'];
  for (const hex of messages) held.add(Buffer.from(hex, 'hex'));
  expect(held.isEmpty).toBe(false);
  expect(takeAll(held)).toEqual(messages);
  expect([held.isEmpty, held.take()]).toEqual([true, undefined]);
});

it('takes more while some are taken, and does not write over what was given', () => {
  const held = new HeldMessages();
  held.add(Uint8Array.of(1));
  held.add(Uint8Array.of(2));
  const first = held.take();
  held.add(Uint8Array.of(3));
  expect(takeAll(held)).toEqual(['02', '03']);
  held.add(Uint8Array.of(4));
  expect([first, held.take()]).toEqual([Uint8Array.of(1), Uint8Array.of(4)]);
});
