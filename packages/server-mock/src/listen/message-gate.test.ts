import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { MessageGate } from './message-gate.ts';

interface GateBench {
  readonly gate: MessageGate;
  /** What was done to the WebSocket, and what was handed on. */
  readonly log: string[];
  /** What happens as a message is handed on. */
  onMessage: (text: string) => void;
}

const createBench = (): GateBench => {
  const log: string[] = [];
  const socket = { pause: () => log.push('pause'), resume: () => log.push('resume') };
  const gate = new MessageGate(socket as unknown as WebSocket);
  const bench: GateBench = { gate, log, onMessage: () => {} };
  gate.attach((bytes) => {
    log.push(Buffer.from(bytes).toString());
    bench.onMessage(Buffer.from(bytes).toString());
  });
  return bench;
};

const take = ({ gate }: GateBench, ...texts: string[]): void => {
  for (const text of texts) gate.take(Buffer.from(text));
};

it('hands messages on as they come', () => {
  const bench = createBench();
  take(bench, 'a', 'b');
  expect(bench.log).toEqual(['a', 'b']);
});

it('holds what comes while it is stopped, and hands it on before it reads again, never from inside a call', async () => {
  const bench = createBench();
  bench.gate.pause();
  take(bench, 'a', '', 'b');
  bench.gate.resume();
  take(bench, 'c');
  expect(bench.log).toEqual(['pause']);
  await Promise.resolve();
  expect(bench.log).toEqual(['pause', 'a', '', 'b', 'c', 'resume']);
});

it('stops again in the middle of what it held', async () => {
  const bench = createBench();
  bench.gate.pause();
  take(bench, 'a', 'b');
  bench.onMessage = () => bench.gate.pause();
  bench.gate.resume();
  await Promise.resolve();
  expect(bench.log).toEqual(['pause', 'a', 'pause']);
  bench.gate.resume();
  await Promise.resolve();
  expect(bench.log).toEqual(['pause', 'a', 'pause', 'b', 'pause']);
});

it('hands on what it holds before news that come behind it', () => {
  const bench = createBench();
  bench.gate.pause();
  take(bench, 'a', 'b');
  bench.gate.flush();
  expect(bench.log).toEqual(['pause', 'a', 'b']);
});

it('hands on nothing when the connection is gone', async () => {
  const bench = createBench();
  bench.gate.pause();
  take(bench, 'a');
  bench.gate.resume();
  bench.gate.close();
  await Promise.resolve();
  expect(bench.log).not.toContain('a');
});
