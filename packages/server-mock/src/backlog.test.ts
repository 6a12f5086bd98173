import { ProtocolError } from '@netmgr/client/protocol';
import { expect, it } from 'vitest';
import { Backlog, type HeldInput } from './backlog.ts';

const INPUTS: readonly HeldInput[] = [
  { bytes: new Uint8Array(10) },
  { frame: 7, body: new Uint8Array(20) },
  { violation: new ProtocolError('TEXT_MESSAGE', 'a text came') },
  'end',
  'fin',
];

it('counts with what it costs in memory, not only with its bytes', () => {
  const backlog = new Backlog();
  for (const input of INPUTS) backlog.add(input);
  expect(backlog.cost).toBe(10 + 20 + 5 * 256);
});

it('gives everything in order, once', () => {
  const backlog = new Backlog();
  for (const input of INPUTS) backlog.add(input);
  expect(backlog.takeAll()).toEqual(INPUTS);
  expect([backlog.takeAll(), backlog.cost]).toEqual([[], 0]);
});

it('tells how the link closed when it forgets, if it has', () => {
  const backlog = new Backlog();
  for (const input of INPUTS) backlog.add(input);
  expect([backlog.clear(), backlog.clear(), backlog.cost]).toEqual(['fin', undefined, 0]);
});
