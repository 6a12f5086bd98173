import { describe, expect, it } from 'vitest';
import type { Mark } from '../link/stage.ts';
import { HeldItems, type Item } from './held-items.ts';

const piece = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const mark = (): Mark => ({ kind: 'inOrder', deliver: () => {} });

const drain = (items: HeldItems): string[] => {
  const log: string[] = [];
  items.drain({ bytes: (bytes) => log.push(bytes.join(' ')), mark: () => log.push('mark') });
  return log;
};

const hold = (...list: Item[]): HeldItems => {
  const items = new HeldItems();
  for (const item of list) items.push(item);
  return items;
};

describe('HeldItems', () => {
  it('gives back what it was given, in order, and counts it', () => {
    const items = hold(piece(1, 2), mark(), piece(3));
    expect([items.bytes, items.count]).toEqual([3, 3]);
    expect(drain(items)).toEqual(['1 2', 'mark', '3']);
    expect([items.bytes, items.count, items.first]).toEqual([0, 0, undefined]);
    expect(items.shift()).toBeUndefined();
  });

  it('gives the front of its first piece', () => {
    const items = hold(piece(1, 2, 3), piece(4));
    expect([...items.shiftBytes(2)]).toEqual([1, 2]);
    expect([items.bytes, items.count]).toEqual([2, 2]);
    expect([...items.shiftBytes(9)]).toEqual([3]);
    expect(drain(items)).toEqual(['4']);
  });

  it('gives all pieces as one', () => {
    const items = hold(piece(1, 2), piece(3), piece(4, 5));
    expect([...items.shiftAllBytes()]).toEqual([1, 2, 3, 4, 5]);
    expect([items.bytes, items.count]).toEqual([0, 0]);
  });

  it('drops bytes and keeps marks with their times', () => {
    const items = hold(piece(1));
    items.push(mark(), 7);
    items.push(piece(2), 8);
    items.push(mark(), 9);
    items.dropBytes();
    expect([items.bytes, items.count, items.firstDueAt]).toEqual([0, 2, 7]);
    items.shift();
    expect(items.firstDueAt).toBe(9);
    items.clear();
    expect([items.count, items.firstDueAt]).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});
