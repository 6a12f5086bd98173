import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defineFrameLayout, NetMgr, type NetMgrOptions } from '@netmgr/client';
import { type Inspector, type InspectorOptions, mountInspector } from '@netmgr/client/inspector';
import { createReplayServer, createSeededRandom, readRecording, type VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../support/rig.ts';
import { createScriptedTransport } from '../support/scripted-transport.ts';

const COMMAND = join(process.cwd(), 'packages/server-mock/dist/cli.js');

/** A rig whose inspector is taken away with it, and whose server answers players. */
const openInspected = async (
  options: InspectorOptions = {},
  netOptions: Partial<NetMgrOptions> = {},
): Promise<{ rig: Rig; inspector: Inspector }> => {
  const rig = createRig({ net: netOptions, server: netOptions.layout ? { layout: netOptions.layout } : {} });
  rig.server.onMessage(PlayerMsg, (client, { playerID }) => client.send(PlayerMsg, player(playerID + 100)));
  const inspector = mountInspector(rig.net, options);
  onTestFinished(() => inspector.close());
  await rig.connect();
  return { rig, inspector };
};

const talk = async ({ net, clock }: Rig, ...ids: number[]): Promise<void> => {
  for (const id of ids) {
    net.send(PlayerMsg, player(id));
    await clock.advance(50);
  }
};

interface Copied {
  readonly direction: string;
  readonly id: number;
  readonly name?: string;
  readonly fields?: { readonly playerID: number };
}

const copied = (inspector: Inspector): Copied[] => JSON.parse(inspector.toJson()) as Copied[];
const idsOf = (inspector: Inspector): number[] => copied(inspector).map(({ fields }) => fields?.playerID ?? -1);

const within = (inspector: Inspector): ShadowRoot => inspector.element.shadowRoot!;
const type = (inspector: Inspector, text: string): void => {
  const input = within(inspector).querySelector('input')!;
  input.value = text;
  input.dispatchEvent(new Event('input'));
};
const press = (inspector: Inspector, label: string): void =>
  within(inspector).querySelector<HTMLElement>(`[aria-label="${label}"]`)!.click();

/** Waits for an animation frame of the page behind the pause between two drawings. */
const draw = async (clock: VirtualClock): Promise<void> => {
  await clock.advance(150);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
};

describe('mountInspector', () => {
  it('keeps what passes in both directions, decoded when it is asked for', async () => {
    const { rig, inspector } = await openInspected();
    await talk(rig, 1, 2);
    expect(copied(inspector).map(({ direction, id, name, fields }) => [direction, id, name, fields?.playerID])).toEqual(
      [
        ['out', 1001, 'PlayerMsg', 1],
        ['in', 1001, 'PlayerMsg', 101],
        ['out', 1001, 'PlayerMsg', 2],
        ['in', 1001, 'PlayerMsg', 102],
      ],
    );
  });

  it('decodes nothing that nobody looks at', async () => {
    const rig = createRig();
    const decode = vi.fn(rig.net.wire.decode);
    const { on, tap } = rig.net;
    const inspector = mountInspector({
      on: on.bind(rig.net),
      tap: tap.bind(rig.net),
      state: rig.net.state,
      stats: rig.net.stats,
      wire: { ...rig.net.wire, decode },
    });
    onTestFinished(() => inspector.close());
    await rig.connect();
    await talk(rig, 1, 2, 3);
    expect(decode).not.toHaveBeenCalled();
    expect(copied(inspector).length).toBe(3);
    expect(decode).toHaveBeenCalledTimes(3);
  });

  it('filters by text, direction and id, and copies what the list shows', async () => {
    const { rig, inspector } = await openInspected();
    await talk(rig, 1, 2);
    await rig.clock.advance(2000);
    expect(copied(inspector).length).toBe(6);
    press(inspector, 'Show heartbeats and Quits');
    expect(idsOf(inspector)).toEqual([1, 101, 2, 102]);
    press(inspector, 'Frames that go in');
    expect(idsOf(inspector)).toEqual([101, 102]);
    type(inspector, 'playerid 102');
    expect(idsOf(inspector)).toEqual([102]);
    type(inspector, '-id:1001');
    expect(idsOf(inspector)).toEqual([]);
  });

  it('stands still while paused, loses nothing meanwhile, and follows again', async () => {
    const { rig, inspector } = await openInspected();
    await talk(rig, 1);
    inspector.pause();
    await talk(rig, 2);
    expect([inspector.isPaused, idsOf(inspector)]).toEqual([true, [1, 101]]);
    press(inspector, 'Resume');
    expect([inspector.isPaused, idsOf(inspector)]).toEqual([false, [1, 101, 2, 102]]);
    press(inspector, 'Clear the list');
    expect(idsOf(inspector)).toEqual([]);
  });

  it('shows state, rates and round trips', async () => {
    const { rig, inspector } = await openInspected();
    const panel = within(inspector);
    await draw(rig.clock);
    expect(panel.querySelector('.state')?.textContent).toBe('connected');
    rig.server.dropAll('reset');
    await draw(rig.clock);
    expect(panel.querySelector('.state')?.textContent).toBe('backingOff');
    press(inspector, 'Show the events');
    await draw(rig.clock);
    expect(panel.querySelector('.events')?.textContent).toMatch(
      /reconnecting.*disconnected.*CONNECTION_RESET.*connected → backingOff/,
    );
    await rig.clock.advance(3000);
    await talk(rig, 1, 2, 3, 4);
    await rig.clock.advance(900);
    press(inspector, 'Show the types');
    await draw(rig.clock);
    await draw(rig.clock);
    const rows = [...panel.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].slice(0, 3).map((cell) => cell.textContent),
    );
    expect(rows).toContainEqual(['↑', '1001', 'PlayerMsg']);
    expect(rows).toContainEqual(['↓', '999', 'HeartMsg']);
  });

  it('bounds what it keeps', async () => {
    const { rig, inspector } = await openInspected({ maxFrames: 3 });
    await talk(rig, 1, 2, 3);
    expect(idsOf(inspector)).toEqual([102, 3, 103]);
    const small = mountInspector(rig.net, { maxBodyBytes: 4 });
    onTestFinished(() => small.close());
    await talk(rig, 9);
    expect(JSON.parse(small.toJson())[0]).toMatchObject({
      bytes: 19,
      hex: '09000000',
      error: '19 bytes, of which 4 were kept',
    });
    expect(readRecording(small.toRecording()).events.filter(({ kind }) => kind === 'bytes')).toEqual([]);
  });

  it('leaves errors to the game: they surface as if it were not there', async () => {
    const rejected: unknown[] = [];
    const listen = (error: unknown): void => void rejected.push(error);
    process.on('unhandledRejection', listen);
    onTestFinished(() => void process.off('unhandledRejection', listen));
    const { clock, server } = createRig();
    server.onMessage(PlayerMsg, (client) => client.send(PlayerMsg, player(1)));
    const net = new NetMgr({ clock, transport: server.transport, messages: [PlayerMsg] });
    const inspector = mountInspector(net);
    net.onMessage(PlayerMsg, () => {
      throw new Error('the handler broke');
    });
    const connected = net.connect();
    await clock.advance(0);
    await connected;
    net.send(PlayerMsg, player(1));
    await clock.advance(50);
    await new Promise((resolve) => setImmediate(resolve));
    inspector.close();
    void net.close();
    await clock.advance(3000);
    expect(rejected.map((error) => (error as Error).message)).toEqual(['the handler broke']);
  });

  it('refuses options that cannot work', () => {
    const { net } = createRig();
    expect(() => mountInspector(net, { maxFrames: 0 })).toThrow('BAD_OPTION');
    expect(() => mountInspector(net, { maxBodyBytes: 2e6 })).toThrow('BAD_OPTION');
    expect(() => mountInspector(net, { maxFrame: 5 } as never)).toThrow('inspector.maxFrame');
    expect(document.querySelector('netmgr-inspector')).toBeNull();
  });

  it('takes a number of frames that is no whole one', () => {
    const { net } = createRig();
    mountInspector(net, { maxFrames: 1.5 }).close();
  });

  it('watches nothing when it has nowhere to stand', () => {
    const { net } = createRig();
    let watched = 0;
    const tap: typeof net.tap = (observer) => {
      watched++;
      const off = net.tap(observer);
      return () => {
        watched--;
        off();
      };
    };
    const { wire, state, stats } = net;
    const on: typeof net.on = (...args) => net.on(...args);
    expect(() => mountInspector({ wire, state, stats, on, tap }, { parent: 'body' as never })).toThrow();
    expect(watched).toBe(0);
  });
});

describe('close', () => {
  it('leaves no element, timer, frame callback, listener, subscription or tap behind', async () => {
    const rig = createRig({ net: { lifecycle: false } });
    const html = document.documentElement.outerHTML;
    const listens = [window, document, document.documentElement, document.body].map((target) =>
      vi.spyOn(target, 'addEventListener'),
    );
    const requested = vi.spyOn(window, 'requestAnimationFrame');
    onTestFinished(() => void vi.restoreAllMocks());
    let subscriptions = 0;
    const counted = (off: () => void): (() => void) => {
      let isOn = true;
      subscriptions++;
      return () => {
        if (isOn) subscriptions--;
        isOn = false;
        off();
      };
    };
    const { net, clock } = rig;
    const inspector = mountInspector({
      get state() {
        return net.state;
      },
      get stats() {
        return net.stats;
      },
      wire: net.wire,
      on: (event, listener) => counted(net.on(event, listener)),
      tap: (observer) => counted(net.tap(observer)),
    });
    expect(subscriptions).toBeGreaterThan(8);
    expect(clock.armedCount).toBe(1);
    await rig.connect();
    await talk(rig, 1, 2);
    await draw(clock);
    const armed = clock.armedCount;
    inspector.close();
    inspector.close();
    expect(clock.armedCount).toBe(armed - 1);
    expect(subscriptions).toBe(0);
    expect(document.documentElement.outerHTML).toBe(html);
    expect(listens.flatMap(({ mock }) => mock.calls)).toEqual([]);
    const frames = requested.mock.calls.length;
    await clock.advance(1000);
    expect(requested.mock.calls.length).toBe(frames);
  });

  it('cancels the frame that it waits for', async () => {
    const rig = createRig();
    const inspector = mountInspector(rig.net);
    await rig.clock.advance(150);
    const cancelled = vi.spyOn(window, 'cancelAnimationFrame');
    onTestFinished(() => void vi.restoreAllMocks());
    inspector.close();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    expect(cancelled).toHaveBeenCalledTimes(1);
    expect(rig.clock.armedCount).toBe(0);
  });

  it('leaves other inspectors of the page alone, of the same NetMgr and of another', async () => {
    const { rig, inspector } = await openInspected({ title: 'first' });
    const other = rig.createNet();
    const second = mountInspector(rig.net, { title: 'second' });
    const third = mountInspector(other, { title: 'third' });
    onTestFinished(() => {
      second.close();
      third.close();
    });
    inspector.close();
    await talk(rig, 1);
    expect(idsOf(second)).toEqual([1, 101]);
    expect(idsOf(third)).toEqual([]);
    expect(document.querySelectorAll('netmgr-inspector').length).toBe(2);
  });
});

describe('a recording that an inspector saves', () => {
  it('tells what happened to each connection, and every byte', async () => {
    const { rig, inspector } = await openInspected({}, { heartbeat: false });
    await talk(rig, 1);
    rig.server.dropAll('reset');
    await rig.clock.advance(3000);
    await talk(rig, 2);
    void rig.net.close();
    await rig.clock.advance(3000);
    const { events, damage } = readRecording(inspector.toRecording());
    expect(damage).toBeUndefined();
    const words = events.map(
      (event) => `#${event.connection} ${'direction' in event ? `${event.direction} ` : ''}${event.kind}`,
    );
    expect(words.filter((each, i) => each !== words[i - 1])).toEqual([
      '#1 dial',
      '#1 open',
      '#1 up bytes',
      '#1 down bytes',
      '#1 down reset',
      '#2 dial',
      '#2 open',
      '#2 up bytes',
      '#2 down bytes',
      '#2 up bytes',
      '#2 up end',
      '#2 down end',
    ]);
  });

  it('keeps the layout of the frames', async () => {
    const layout = defineFrameLayout({
      order: 'length-first',
      id: 'u16',
      length: 'u24',
      byteOrder: 'big',
      lengthCounts: 'frame',
    });
    const { rig, inspector } = await openInspected({}, { layout });
    await talk(rig, 1);
    const recording = readRecording(inspector.toRecording());
    expect(recording.layout).toEqual(layout);
    const [up] = recording.events.filter((event) => event.kind === 'bytes');
    expect(Buffer.from(up!.bytes).toString('hex')).toBe('00001803e9' + '0100000003000000416e6e0300000001000000');
  });

  it('begins with the oldest frame that is left', async () => {
    const { rig, inspector } = await openInspected({ maxFrames: 2 });
    await talk(rig, 1, 2, 3);
    const { events } = readRecording(inspector.toRecording());
    expect(events.map(({ kind, at }) => `${kind} ${at}`)).toEqual(['dial 0', 'open 0', 'bytes 0', 'bytes 0']);
  });

  it('tells of dials that failed', async () => {
    const { links, transport } = createScriptedTransport();
    const rig = createRig({ net: { transport, retryFirstConnect: true } });
    const inspector = mountInspector(rig.net);
    onTestFinished(() => inspector.close());
    rig.net.connect().catch(() => {});
    links[0]?.end({ how: 'failed' });
    const { events, damage } = readRecording(inspector.toRecording());
    expect([damage, events.map(({ kind }) => kind)]).toEqual([undefined, ['dial', 'fail']]);
  });

  it('is replayed to a client as its server', async () => {
    const { rig, inspector } = await openInspected();
    await talk(rig, 1, 2);
    const { clock } = rig;
    const replay = createReplayServer({ clock, recording: readRecording(inspector.toRecording()) });
    onTestFinished(() => replay.close());
    const net = new NetMgr({
      clock,
      transport: replay.transport,
      messages: [PlayerMsg],
      random: createSeededRandom(1),
    });
    const heard: number[] = [];
    net.onMessage(PlayerMsg, ({ playerID }) => void heard.push(playerID));
    const connected = net.connect();
    await clock.advance(10);
    await connected;
    net.send(PlayerMsg, player(1));
    await clock.advance(60);
    net.send(PlayerMsg, player(2));
    await clock.advance(1000);
    expect(heard).toEqual([101, 102]);
    expect(replay.mismatches.filter(({ kind }) => kind === 'different')).toEqual([]);
    const closing = [net.close(), replay.close()];
    await clock.advance(5000);
    await Promise.all(closing);
  });

  it('is printed by netmgr-mock dump', async () => {
    if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there: npm run build`);
    const { rig, inspector } = await openInspected();
    rig.net.sendFrame(2001, new Uint8Array([1, 2, 3]));
    await rig.clock.advance(2050);
    const folder = mkdtempSync(join(tmpdir(), 'netmgr-inspector-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'a.nmrec'), inspector.toRecording());
    const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'dump', join(folder, 'a.nmrec')]);
    expect(stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      '0.000000 #1 dial',
      '0.000000 #1 open',
      '0.000000 #1 up 2001 <01 02 03>',
      '2.000000 #1 up 999 HeartMsg',
      '2.000000 #1 down 999 HeartMsg',
      '',
    ]);
  });
});
