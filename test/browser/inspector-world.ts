// Runs in the page: a NetMgr that talks in memory to a mock server, and what a test does with them.

import {
  createSystemClock,
  defineMessage,
  defineStruct,
  type MessageOf,
  NetMgr,
  type TransportListener,
  t,
} from '@netmgr/client';
import { type Inspector, type InspectorOptions, mountInspector } from '@netmgr/client/inspector';
import { createFrameEncoder } from '@netmgr/client/protocol';
import { createMemoryServer, type MemoryServer } from '@netmgr/server-mock';

const Vec = defineStruct('Vec', { x: t.float, y: t.float });
const Ship = defineStruct('Ship', { id: t.int, at: Vec, heading: t.float });
const WorldMsg = defineMessage(2001, 'WorldMsg', { tick: t.int, ships: t.list(Ship) });
const ChatMsg = defineMessage(2005, '<img src=x onerror="document.title=\'hacked\'">', { line: t.string });
const InputMsg = defineMessage(1002, 'InputMsg', { seq: t.int, keys: t.byte, aim: t.float });
const MESSAGES = [WorldMsg, ChatMsg, InputMsg];

/** A game with a connection, and its server. */
export interface InspectorWorld {
  readonly net: NetMgr;
  readonly server: MemoryServer;
  /** What the page's own handler took. */
  readonly taken: number;
  mount(options?: InspectorOptions): Inspector;
  connect(): Promise<void>;
  /** Sends so many messages at once, from the server. */
  say(count: number): void;
  /** Sends this chat line, from the server. */
  chat(line: string): void;
  /** Sends the keys that are pressed. */
  press(count: number): void;
  /** Brings messages as if from the server, at a rate, until the returned function is called. */
  stream(messagesPerSecond: number): () => void;
}

const worldAt = (tick: number): MessageOf<typeof WorldMsg> => ({
  tick,
  ships: [1, 2, 3].map((id) => ({ id, at: { x: tick, y: id }, heading: 0.5 })),
});

const createWorld = (): InspectorWorld => {
  const clock = createSystemClock();
  const server = createMemoryServer({ clock, messages: MESSAGES, seed: 1 });
  server.onMessage(InputMsg, () => {});
  const encoder = createFrameEncoder();
  let line: TransportListener | undefined;
  const transport: typeof server.transport = (listener) => {
    line = listener;
    return server.transport(listener);
  };
  const net = new NetMgr({ clock, transport, messages: MESSAGES, heartbeat: { intervalMs: 60_000 } });
  let tick = 0;
  let taken = 0;
  net.onMessage(WorldMsg, () => void taken++);
  const say = (count: number): void => {
    for (let i = 0; i < count; i++) {
      tick++;
      for (const client of server.clients) client.send(WorldMsg, worldAt(tick));
    }
  };
  return {
    net,
    server,
    get taken() {
      return taken;
    },
    mount: (options = {}) => mountInspector(net, options),
    connect: () => net.connect(),
    say,
    chat: (line) => {
      for (const client of server.clients) client.send(ChatMsg, { line });
    },
    press: (count) => {
      for (let i = 0; i < count; i++) net.send(InputMsg, { seq: i, keys: 3, aim: 0.25 });
    },
    stream: (messagesPerSecond) => {
      const startedAt = performance.now();
      let said = 0;
      const timer = setInterval(() => {
        // By the clock, as timers of a busy page run late.
        const due = Math.floor(((performance.now() - startedAt) / 1000) * messagesPerSecond);
        // Straight into the transport's listener, one by one: a memory link brings one piece for each timer, too few of which run.
        for (; said < due; said++) line?.onBytes(encoder.encode(WorldMsg, worldAt(said)));
      }, 10);
      return () => clearInterval(timer);
    },
  };
};

declare global {
  interface Window {
    createWorld: typeof createWorld;
    world: InspectorWorld;
    inspector: Inspector;
  }
}

window.createWorld = createWorld;
window.world = createWorld();
