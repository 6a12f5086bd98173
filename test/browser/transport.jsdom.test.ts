// @vitest-environment node
// The page lives in a window of its own: where the window's classes replace Node's global ones, as Vitest's jsdom environment
// does, the WebSocket inside jsdom dispatches events that Node's EventTarget refuses.

import { createRequire } from 'node:module';
import type { WebSocketConstructor } from '@netmgr/client';
import { describeTransport } from '../contract/transport.contract.ts';
import { openWebSocketWorld } from '../contract/web-socket-world.ts';

interface JsdomModule {
  readonly JSDOM: new (html: string, options: { url: string }) => { window: { WebSocket: WebSocketConstructor } };
}

const { JSDOM } = createRequire(import.meta.url)('jsdom') as JsdomModule;
const { window } = new JSDOM('', { url: 'http://127.0.0.1' });

describeTransport('jsdom web-socket', () => openWebSocketWorld({ webSocket: window.WebSocket }), {
  hearsAfterClose: false,
  abortsAtOnce: false,
});
