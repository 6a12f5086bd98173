import { expect, it } from 'vitest';
import { OutgoingBatch } from './outgoing-batch.ts';

it('gives all that waits as one piece, in order, and begins anew', () => {
  const batch = new OutgoingBatch();
  expect(batch.take()).toBeUndefined();
  for (const bytes of [[1, 2], [3], [4, 5]]) batch.add(new Uint8Array(bytes));
  expect(batch.bytes).toBe(5);
  expect([...batch.take()!]).toEqual([1, 2, 3, 4, 5]);
  expect([batch.bytes, batch.take()]).toEqual([0, undefined]);
});

it('gives a single piece as it is, and nothing once told to forget', () => {
  const batch = new OutgoingBatch();
  const piece = new Uint8Array([7]);
  batch.add(piece);
  expect(batch.take()).toBe(piece);
  batch.add(piece);
  batch.clear();
  expect([batch.bytes, batch.take()]).toEqual([0, undefined]);
});
