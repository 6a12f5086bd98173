import { expect, it } from 'vitest';
import type { MockClient } from './mock-client.ts';
import { describeReceived, ReceivedLog, type ReceivedMessage } from './received-log.ts';

const message = (id: number, bodyBytes = 1): ReceivedMessage => ({
  client: { id: 3 } as MockClient,
  id,
  name: 'XMsg',
  value: { id },
  body: undefined,
  bodyBytes,
  receivedAt: 100,
});

const idsOf = (log: ReceivedLog): number[] => log.all().map(({ id }) => id);

it('keeps the latest messages in order', () => {
  const log = new ReceivedLog(3, 1000);
  for (let id = 0; id < 100; id++) {
    log.add(message(id));
    expect(idsOf(log)).toEqual([id - 2, id - 1, id].filter((each) => each >= 0));
  }
});

it('keeps no more bytes than it may, and drops what is too large by itself', () => {
  const log = new ReceivedLog(100, 10);
  for (const [id, bodyBytes] of [
    [1, 4],
    [2, 4],
    [3, 4],
  ] as const)
    log.add(message(id, bodyBytes));
  expect(idsOf(log)).toEqual([2, 3]);
  log.add(message(4, 11));
  expect(idsOf(log)).toEqual([]);
  log.add(message(5, 10));
  expect(idsOf(log)).toEqual([5]);
});

it('can be told to keep nothing', () => {
  const log = new ReceivedLog(0, 1000);
  log.add(message(1));
  expect(idsOf(log)).toEqual([]);
});

it('gives a list that does not change', () => {
  const log = new ReceivedLog(10, 1000);
  log.add(message(1));
  const before = log.all();
  log.add(message(2));
  expect(before).toHaveLength(1);
});

it('describes a message on one line', () => {
  expect(describeReceived(message(5), 350)).toBe('XMsg {"id":5} from client 3, 250 ms ago');
  const raw = { ...message(5), name: undefined, body: Uint8Array.of(7) };
  expect(describeReceived(raw, 100)).toBe('id 5 <07> from client 3, 0 ms ago');
});
