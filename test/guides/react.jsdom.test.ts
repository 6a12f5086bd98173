import type { MessageType, NetMgr, NetMgrOptions, Status } from '@netmgr/client';
import { createMemoryServer, slowAccept, VirtualClock } from '@netmgr/server-mock';
import { act, type ComponentType, createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { expectQuiet } from '../support/expect-quiet.ts';
import { noiseOf } from '../support/rig.ts';
import { filesOf, readGuide, writeFiles } from './guide.ts';

// The guide's components, as the guide prints them, in React's hands.

interface Guide {
  readonly NetProvider: ComponentType<{ options: NetMgrOptions; children?: ReactNode }>;
  readonly useNet: () => NetMgr;
  readonly useNetState: () => Status;
  readonly Chat: ComponentType;
  readonly ChatMsg: MessageType<{ line: string }>;
}

let guide: Guide;

beforeAll(async () => {
  const folder = await writeFiles('react-run', filesOf((await readGuide('react')).text), {});
  const load = (file: string): Promise<object> => import(/* @vite-ignore */ `${folder}/${file}`);
  guide = { ...(await load('net.tsx')), ...(await load('chat.tsx')) } as Guide;
}, 60_000);

/** Looks on while React renders, before any effect has run. */
type Probe = (net: NetMgr) => ReactNode;

/** Notes the NetMgr that its provider made. */
const Spy = ({ nets, probe }: { nets: Set<NetMgr>; probe: Probe }): ReactNode => {
  const net = guide.useNet();
  nets.add(net);
  return probe(net);
};

/** Mounts the guide's chat in a fresh page, on a server and a time of its own. */
const mountChat = async ({ strict = false, probe = (() => null) as Probe } = {}) => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, seed: 1, messages: [guide.ChatMsg] });
  server.addFault(slowAccept({ ms: 5 }));
  const nets = new Set<NetMgr>();
  const element = createElement(
    guide.NetProvider,
    { options: { transport: server.transport, clock, random: () => 0.5 } },
    createElement(guide.Chat),
    createElement(Spy, { nets, probe }),
  );
  const container = document.body.appendChild(document.createElement('div'));
  const root: Root = createRoot(container);
  await act(async () => root.render(strict ? createElement(StrictMode, null, element) : element));
  const pass = (ms: number): Promise<void> => act(() => clock.advance(ms));
  onTestFinished(async () => {
    await act(async () => root.unmount());
    await clock.advance(10_000);
    await server.close();
    expectQuiet([...nets].map(noiseOf));
    container.remove();
    vi.unstubAllGlobals();
  });
  return { clock, server, root, container, nets, pass };
};

/** Keeps a list of who listens to `net`'s events. */
const countListeners = (net: NetMgr, listening: Set<unknown>): void => {
  const on = net.on.bind(net);
  vi.spyOn(net, 'on').mockImplementation((event, listener) => {
    const off = on(event, listener);
    listening.add(off);
    return () => {
      listening.delete(off);
      off();
    };
  });
};

const stateOf = (container: Element): string | null | undefined =>
  container.querySelector('section')?.getAttribute('data-state');

describe('the React guide', () => {
  it('renders every state of the connection', async () => {
    const { server, container, pass } = await mountChat();
    expect(stateOf(container)).toBe('connecting');
    await pass(10);
    expect(stateOf(container)).toBe('connected');
    await act(async () => server.dropAll('reset'));
    await pass(1);
    expect(stateOf(container)).toBe('backingOff');
    await pass(5000);
    expect(stateOf(container)).toBe('connected');
  });

  it('sends, and shows what comes', async () => {
    const { server, container, pass } = await mountChat();
    await pass(10);
    await act(async () => container.querySelector('button')?.click());
    await pass(10);
    expect(server.received(guide.ChatMsg)).toEqual([{ line: 'hello' }]);
    server.broadcast(guide.ChatMsg, { line: '你好' });
    await pass(10);
    expect([...container.querySelectorAll('li')].map((item) => item.textContent)).toEqual(['你好']);
  });

  it('renders nobody anew for what is not the state', async () => {
    let renders = 0;
    const { pass } = await mountChat({
      probe: () => {
        renders += 1;
        return guide.useNetState();
      },
    });
    await pass(10);
    const before = renders;
    await pass(30_000);
    expect(renders).toBe(before);
  });

  it('closes when it is unmounted, says Quit, and listens to nothing any more', async () => {
    const listening = new Set<unknown>();
    const { server, root, nets, pass } = await mountChat({
      probe: (net) => {
        if (!vi.isMockFunction(net.on)) countListeners(net, listening);
        return null;
      },
    });
    expect(listening.size).toBe(1);
    const offline = vi.fn();
    server.on('clientOffline', (_, reason) => offline(reason));
    await pass(10);
    const [net] = nets;
    await act(async () => root.unmount());
    expect(listening.size).toBe(0);
    await pass(5000);
    expect(offline).toHaveBeenCalledExactlyOnceWith('quit');
    expect(net?.state).toBe('closed');
    const unhandled = vi.fn();
    net?.on('unhandled', unhandled);
    // Connected anew, it hands a message to nobody: the component's handler is gone.
    void net?.connect();
    await pass(10);
    server.broadcast(guide.ChatMsg, { line: 'anybody?' });
    await pass(10);
    expect(unhandled).toHaveBeenCalledOnce();
    await Promise.all([net?.close(), pass(5000)]);
  });

  it('has one connection in Strict Mode, which mounts everything twice', async () => {
    const { server, container, pass } = await mountChat({ strict: true });
    await pass(5000);
    expect(stateOf(container)).toBe('connected');
    expect(server.clients.length).toBe(1);
    server.broadcast(guide.ChatMsg, { line: 'once' });
    await pass(10);
    expect(container.querySelectorAll('li')).toHaveLength(1);
  });
});
