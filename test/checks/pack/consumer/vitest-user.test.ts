// A user's test as the guide writes it. It runs here over the sources, and in the empty project over what is published.

import { defineMessage, t } from '@netmgr/client';
import { test as base } from '@netmgr/server-mock/vitest';
import { expect } from 'vitest';

const ChatMsg = defineMessage(2001, 'ChatMsg', { line: t.string });
const test = base.extend({ serverOptions: { messages: [ChatMsg] } });

test('a line comes through, and the clock is nobody else’s', async ({ clock, server, net }) => {
  await net.connect();
  net.send(ChatMsg, { line: 'hello' });
  expect(await server.expectMessage(ChatMsg)).toEqual({ line: 'hello' });
  expect(clock.now()).toBe(0);
});
