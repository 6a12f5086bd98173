import { describe, expect, it } from 'vitest';
import { Inbox, type WaitingFrame } from './inbox.ts';

const frame = (id: number, bytes = 0): WaitingFrame => ({ id, body: new Uint8Array(bytes), receivedAtMs: id });

describe('Inbox', () => {
  it('gives frames back in the order in which they came', () => {
    const inbox = new Inbox({ maxMessages: 10, maxBytes: 10 });
    expect(inbox.shift()).toBeUndefined();
    for (const id of [1, 2, 3]) expect(inbox.push(frame(id))).toBe(true);
    expect([inbox.shift()?.id, inbox.shift()?.id, inbox.length]).toEqual([1, 2, 1]);
    inbox.push(frame(4));
    expect([inbox.shift()?.id, inbox.shift()?.id, inbox.shift()]).toEqual([3, 4, undefined]);
  });

  it('has no room beyond its messages, and has it again as they are taken', () => {
    const inbox = new Inbox({ maxMessages: 2, maxBytes: 100 });
    expect([1, 2, 3].map((id) => inbox.push(frame(id)))).toEqual([true, true, false]);
    inbox.shift();
    expect([inbox.push(frame(4)), inbox.push(frame(5))]).toEqual([true, false]);
  });

  it('has no room beyond its bytes, and has it again as they are taken', () => {
    const inbox = new Inbox({ maxMessages: 100, maxBytes: 10 });
    expect([inbox.push(frame(1, 6)), inbox.push(frame(2, 5)), inbox.push(frame(3, 4))]).toEqual([true, false, true]);
    inbox.shift();
    expect([inbox.push(frame(4, 7)), inbox.push(frame(5, 6)), inbox.push(frame(6, 0))]).toEqual([false, true, true]);
  });

  it('tells how many frames it was emptied of, and has all its room again', () => {
    const inbox = new Inbox({ maxMessages: 3, maxBytes: 9 });
    for (const id of [1, 2, 3]) inbox.push(frame(id, 3));
    inbox.shift();
    expect([inbox.clear(), inbox.length, inbox.clear(), inbox.shift()]).toEqual([2, 0, 0, undefined]);
    expect([1, 2, 3, 4].map((id) => inbox.push(frame(id, 3)))).toEqual([true, true, true, false]);
  });

  it('is first in, first out through any row of pushes and takes', () => {
    const inbox = new Inbox({ maxMessages: 1000, maxBytes: 0 });
    const model: number[] = [];
    let id = 0;
    for (const pushes of [3, 0, 40, 1, 0, 7, 100, 0, 0, 2]) {
      for (let i = 0; i < pushes; i++) {
        inbox.push(frame(++id));
        model.push(id);
      }
      for (let i = 0; i < 11; i++) expect(inbox.shift()?.id).toBe(model.shift());
      expect(inbox.length).toBe(model.length);
    }
  });

  it('takes a million frames in linear time', () => {
    const inbox = new Inbox({ maxMessages: Number.POSITIVE_INFINITY, maxBytes: 0 });
    const same = frame(1);
    for (let i = 0; i < 1_000_000; i++) inbox.push(same);
    let count = 0;
    while (inbox.shift() !== undefined) count++;
    expect(count).toBe(1_000_000);
  });
});
