// Tests that fail on purpose, each in its own way; users-fixture.test.ts runs them and looks at what is reported.

import { defineMessage, NetMgr, t } from '@netmgr/client';
import { test as base } from '@netmgr/server-mock/vitest';
import { expect } from 'vitest';

const ChatMsg = defineMessage(2001, 'ChatMsg', { line: t.string });
const test = base.extend({ serverOptions: { messages: [ChatMsg] } });

test('an assertion that fails', async ({ clock, net }) => {
  await net.connect();
  net.send(ChatMsg, { line: 'hello' });
  await clock.advance(2000);
  expect(net.state).toBe('closed');
});

test('an expectation that fails', async ({ clock, server, net }) => {
  await net.connect();
  const failed = server.expectMessage(ChatMsg);
  failed.catch(() => {});
  await clock.advance(1000);
  await failed;
});

test('a connection that is left open', async ({ clock, server }) => {
  await new NetMgr({ transport: server.transport, clock }).connect();
});

test('a timer that is left armed', ({ clock }) => {
  clock.after(1000, () => {});
});

test('a handler that throws', async ({ clock, server, net }) => {
  server.onMessage(ChatMsg, ({ id }) => expect(id).toBe(2));
  await net.connect();
  net.send(ChatMsg, { line: 'hello' });
  await clock.advance(0);
});

const lenient = test.extend({ allowServerErrors: true });

lenient('a handler that may throw', async ({ clock, server, net }) => {
  server.onMessage(ChatMsg, () => Promise.reject(new Error('as wished')));
  await net.connect();
  net.send(ChatMsg, { line: 'hello' });
  await clock.advance(0);
});

test('an expectation that is forgotten and still waits', ({ server }) => {
  void server.expectMessage(ChatMsg);
});

test('an expectation that is forgotten and fails', async ({ clock, server }) => {
  void server.expectNoMessage(ChatMsg, undefined, { forMs: 100 });
  void server.expectOffline('reset', { withinMs: 10 });
  await clock.advance(1000);
});

test('an expectation that is forgotten and comes true', async ({ server, net }) => {
  void server.expectOnline();
  await net.connect();
});

test('an assertion that fails in front of what is awaited', async ({ clock, server }) => {
  const nothing = server.expectNoMessage(ChatMsg, undefined, { forMs: 100 });
  expect(clock.now()).toBe(7);
  await nothing;
});

test('a test behind those that forgot', async ({ clock }) => {
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.now()).toBe(0);
});

test('a handler of the client that throws', async ({ clock, server, net }) => {
  net.onMessage(ChatMsg, ({ line }) => expect(line).toBe('goodbye'));
  await net.connect();
  server.broadcast(ChatMsg, { line: 'hello' });
  await clock.advance(0);
});

test('a handler of the client that throws, and the test listens', async ({ clock, server, net }) => {
  const errors: unknown[] = [];
  net.on('error', ({ code }) => errors.push(code));
  net.onMessage(ChatMsg, () => {
    throw new Error('as wished');
  });
  await net.connect();
  server.broadcast(ChatMsg, { line: 'hello' });
  await clock.advance(0);
  expect(errors).toEqual(['HANDLER_FAILED']);
});

test('a listener of error that throws', async ({ clock, server, net }) => {
  net.on('error', ({ code }) => expect(code).toBe('ALL_IS_WELL'));
  await net.connect();
  server.dropAll('reset');
  await clock.advance(0);
});
