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
