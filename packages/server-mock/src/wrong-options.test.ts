// Everything that takes options, in one table: each option is given everything that it is not.

import { UsageError } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { describeFault, type Fault } from './fault/fault.ts';
import { FAULT_ORDER } from './fault/fault-order.ts';
import * as mock from './node.ts';
import { resolveOptions } from './options.ts';
import { resolveProxyOptions } from './proxy/proxy-options.ts';
import { Actions, Reactions } from './scenario/actions.ts';
import { Script } from './scenario/script.ts';
import { TestBench, type TestBenchOptions } from './vitest/test-bench.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Something that takes options. */
interface Case {
  readonly call: (options: never) => unknown;
  /** Every option, with a value that is right. */
  readonly good: Settings;
  /** Those that cannot be left out. */
  readonly required?: readonly string[];
  /** Those that are checked as a group: the error names them all. */
  readonly group?: string;
  /** Which of the wrong values are right for an option. */
  readonly fine?: Readonly<Record<string, readonly unknown[]>>;
  /** Options that do not go together, or are wrong in a way of their own. */
  readonly refused?: readonly (readonly [options: unknown, text: RegExp])[];
}

const WRONG: readonly unknown[] = [null, Number.NaN, -1, 'x', [], {}, Symbol('x')];
const clock = new mock.VirtualClock();
const ChatMsg = { id: 5, name: 'ChatMsg', write: () => {}, read: () => 0 };

const attempt = async (call: Case['call'], options: unknown): Promise<unknown> => {
  try {
    const made = await (call as (options: unknown) => unknown)(options);
    await (made as { close?: () => Promise<void> } | undefined)?.close?.();
    return undefined;
  } catch (error) {
    return error;
  }
};

const expectRefusal = async (call: Case['call'], options: unknown, text: string | RegExp): Promise<void> => {
  const error = await attempt(call, options);
  const what = `${describeOptions(options)} gave ${String(error)}`;
  expect(error instanceof UsageError && error.code === 'BAD_OPTION', what).toBe(true);
  expect((error as Error).message).toMatch(text);
};

const describeOptions = (options: unknown): string =>
  JSON.stringify(options, (_key, value) =>
    typeof value === 'object' || typeof value === 'string' ? value : String(value),
  );

const checkCase = ({ call, good, required = [], group, fine = {}, refused = [] }: Case): void => {
  it('takes what is right', async () => {
    expect(await attempt(call, good)).toBeUndefined();
    const least = Object.fromEntries(required.map((name) => [name, good[name]]));
    if (group === undefined) expect(await attempt(call, least)).toBeUndefined();
  });

  it.each(Object.keys(good))('refuses a wrong %s by name', async (name) => {
    const wrong = WRONG.filter(
      (value) => !(fine[name] ?? []).some((each) => JSON.stringify(each) === JSON.stringify(value)),
    );
    for (const value of wrong) await expectRefusal(call, { ...good, [name]: value }, group ?? name);
    if (required.includes(name)) await expectRefusal(call, { ...good, [name]: undefined }, group ?? name);
    else expect(await attempt(call, { ...good, [name]: undefined })).toBeUndefined();
  });

  if (refused.length > 0) {
    it.each(refused)('refuses %j', async (options, text) => {
      await expectRefusal(call, options, text);
    });
  }
};

/** Checks what takes an object of options. */
const checkOptionsCase = (one: Case): void => {
  checkCase(one);

  it('refuses what is no object of options, and a name that is none of them', async () => {
    for (const options of [null, Number.NaN, -1, 'x', [], true])
      await expectRefusal(one.call, options, /must be an object|must be made by/);
    await expectRefusal(one.call, { ...one.good, misspelt: 1 }, 'misspelt');
    const wanted = one.required?.[0];
    if (wanted !== undefined) await expectRefusal(one.call, undefined, one.group ?? wanted);
  });
};

const faults: Readonly<Record<string, Case>> = {
  latency: { call: mock.latency, good: { ms: 1, jitterMs: 1 }, required: ['ms'] },
  bandwidth: { call: mock.bandwidth, good: { bytesPerSecond: 1, bufferBytes: 0 }, required: ['bytesPerSecond'] },
  slowAccept: { call: mock.slowAccept, good: { ms: 1, jitterMs: 1 }, required: ['ms'] },
  slowClose: { call: mock.slowClose, good: { ms: 1 }, required: ['ms'] },
  slowReader: {
    call: mock.slowReader,
    good: { bytesPerSecond: 0, everyMs: 1, windowBytes: 0 },
    required: ['bytesPerSecond'],
  },
  limitBytes: { call: mock.limitBytes, good: { bytes: 0, how: 'reset' }, required: ['bytes'] },
  reset: { call: mock.reset, good: { afterMs: 0, afterBytes: 0 } },
  coalesce: {
    call: mock.coalesce,
    good: { ms: 1, bytes: 1 },
    group: 'coalesce',
    refused: [
      [{}, /told ms or bytes/],
      [undefined, /told ms or bytes/],
    ],
  },
  truncate: { call: mock.truncate, good: { afterFrames: 0, at: 'body' }, refused: [[{ at: 'end' }, /truncate: at/]] },
  corrupt: {
    call: mock.corrupt,
    good: { everyBytes: 5, bits: 8 },
    required: ['everyBytes'],
    refused: [
      [{}, /told one of probability and everyBytes/],
      [{ everyBytes: 1, probability: 1 }, /told one of probability and everyBytes/],
      [{ probability: 1.5 }, /corrupt: probability/],
      [{ everyBytes: 1, bits: 9 }, /corrupt: bits/],
    ],
  },
  split: {
    call: mock.split,
    good: { bytes: 1, gapMs: 1 },
    required: ['bytes'],
    refused: [
      [{}, /told one of bytes, random and at/],
      [{ bytes: 1, at: ['id'] }, /told one of bytes, random and at/],
      [{ random: 5 }, /split: random must be a list of two numbers/],
      [{ random: null }, /split: random must be a list of two numbers/],
      [{ random: [1] }, /split: random/],
      [{ random: [1, 2, 3] }, /split: random/],
      [{ random: [2, 1] }, /split: random\[1\]/],
      [{ at: [] }, /split: at must be a list of id, length, header, body, end/],
      [{ at: 'id' }, /split: at/],
      [{ at: {} }, /split: at/],
      [{ at: ['middle'] }, /split: at/],
    ],
  },
  duplicateConnection: { call: mock.duplicateConnection, good: { lingerMs: 0 } },
  stall: { call: mock.stall as Case['call'], good: {} },
  halfOpen: { call: mock.halfOpen as Case['call'], good: {} },
  muteHeartbeat: { call: mock.muteHeartbeat as Case['call'], good: {} },
  refuse: { call: mock.refuse as Case['call'], good: {} },
};

describe('every fault', () => {
  it('stands in the table', () => {
    expect(Object.keys(faults).sort()).toEqual([...FAULT_ORDER].sort());
  });

  describe.each(Object.entries(faults))('%s', (_name, one) => checkOptionsCase(one));
});

const withServer = async (use: (server: mock.MemoryServer) => unknown): Promise<void> => {
  const server = mock.createMemoryServer({ clock });
  try {
    await use(server);
  } finally {
    await server.close();
  }
};

const faultOptions = { direction: 'up', probability: 1, afterMs: 1, durationMs: 1 };
const NO_FAULTS: readonly (readonly [unknown, RegExp])[] = [
  [mock.latency, /the fault must be made by a function such as latency/],
  [{ name: 'lag', settings: {}, effect: {} }, /the fault must be made by/],
  [undefined, /the fault must be made by/],
];

describe('a fault that is added', () => {
  describe('with options', () =>
    checkOptionsCase({
      call: (options) => withServer((server) => server.addFault(mock.stall(), options)),
      good: faultOptions,
      refused: [
        [{ probability: 2 }, /probability/],
        [{ client: 7 }, /client 7 is not connected/],
        [{ client: null }, /client null/],
      ],
    }));

  describe('as the fault itself', () =>
    checkCase({
      call: ({ fault }: { fault: Fault }) => withServer((server) => server.addFault(fault)),
      good: { fault: mock.stall() },
      required: ['fault'],
      refused: NO_FAULTS.map(([fault, text]) => [{ fault }, text]),
    }));

  it.each(
    [mock.refuse(), mock.slowAccept({ ms: 1 }), mock.duplicateConnection()].map(
      (fault) => [describeFault(fault), fault] as const,
    ),
  )('takes no direction and no client for %s, which acts before there is one', async (_text, fault) => {
    const add = (options: never): Promise<void> => withServer((server) => server.addFault(fault, options));
    await expectRefusal(add, { direction: 'up' }, /direction must be left out/);
    expect(await attempt(add, { direction: 'both' })).toBeUndefined();
    const step = (options: never): unknown => new Script(1).fault(fault, options);
    await expectRefusal(step, { whom: 'present' }, /whom must be left out/);
  });
});

const script = (): Script => new Script(1);
const reaction = (): Reactions<number> => script().whenMessage(ChatMsg);
const nothing = (): never => undefined as never;

/** One entry a method; where a method takes options of its own, they stand in `stepOptions`. */
const steps: Readonly<Record<string, Case>> = {
  at: { call: ({ at }) => script().at(at), good: { at: '5s' }, required: ['at'] },
  for: { call: ({ for: span }) => script().for(span), good: { for: 5 }, required: ['for'] },
  between: {
    call: ({ from, to }) => script().between(from, to),
    good: { from: '1s', to: '7s' },
    required: ['from', 'to'],
    refused: [[{ from: '7s', to: '1s' }, /between: to must be .* from 7000 up/]],
  },
  every: {
    call: ({ every }) => script().every(every),
    good: { every: '1s' },
    required: ['every'],
    refused: [
      [{ every: '0s' }, /every must be .* from 1 up, not '0s'/],
      [{ every: '5' }, /every must be a duration/],
      [{ every: ['5s'] }, /every must be a duration/],
    ],
  },
  whenMessage: {
    call: ({ type, check }) => script().whenMessage(type, check),
    good: { type: ChatMsg, check: nothing },
    required: ['type'],
  },
  whenOnline: { call: () => script().whenOnline(), good: {} },
  thenExpect: {
    call: ({ what, check }) => script().thenExpect(what, check),
    good: { what: 'x', check: nothing },
    required: ['what', 'check'],
    fine: { what: ['x'] },
  },
  thenExpectMessage: {
    call: ({ type, check }) => script().thenExpectMessage(type, check),
    good: { type: ChatMsg, check: nothing },
    required: ['type'],
  },
  fault: { call: ({ fault }) => script().fault(fault), good: { fault: mock.stall() }, required: ['fault'] },
  clear: { call: () => script().clear(), good: {} },
  stall: { call: () => script().stall(), good: {} },
  resume: { call: () => script().resume(), good: {} },
  drop: { call: ({ how, whom }) => script().drop(how, whom), good: { how: 'fin', whom: 'present' }, required: ['how'] },
  kick: { call: ({ whom }) => script().kick(whom), good: { whom: nothing } },
  restart: { call: (options) => script().restart(options), good: { downMs: 0, how: 'fin' } },
  broadcast: { call: ({ type }) => script().broadcast(type, 1), good: { type: ChatMsg }, required: ['type'] },
  reply: { call: ({ type }) => reaction().reply(type, 1), good: { type: ChatMsg }, required: ['type'] },
  sleep: { call: () => script().sleep(), good: {} },
  wake: { call: () => script().wake(), good: {} },
  do: {
    call: ({ text, run }) => script().do(text, run),
    good: { text: 'x', run: nothing },
    required: ['text', 'run'],
    fine: { text: ['x'] },
  },
  say: { call: ({ text }) => script().say(text), good: { text: 'x' }, required: ['text'], fine: { text: ['x'] } },
};

const stepOptions: Readonly<Record<string, Case>> = {
  fault: { call: (options) => script().fault(mock.stall(), options), good: { ...faultOptions, whom: 'present' } },
  every: { call: (options) => script().every('1s', options), good: { for: '5s' } },
  thenExpect: { call: (options) => script().thenExpect('x', nothing, options), good: { within: '5s' } },
  thenExpectMessage: { call: (options) => script().thenExpectMessage(ChatMsg, nothing, options), good: { within: 1 } },
  restart: { call: (options) => script().restart(options), good: { downMs: 0, how: 'fin' } },
};

describe('every step of a scenario', () => {
  it('stands in the table', () => {
    const methods = [Actions, Script, Reactions].flatMap((each) => Object.getOwnPropertyNames(each.prototype));
    const written = methods.filter((name) => name !== 'constructor' && name !== 'finish');
    expect(Object.keys(steps).sort()).toEqual(written.sort());
  });

  describe.each(Object.entries(steps))('%s', (_name, one) => checkCase(one));
  describe.each(Object.entries(stepOptions))('the options of %s', (_name, one) => checkOptionsCase(one));

  describe('defineScenario', () => {
    checkCase({
      call: ({ name, write }) => mock.defineScenario(name, write),
      good: { name: 'x', write: nothing },
      required: ['name', 'write'],
      fine: { name: ['x'] },
    });
    checkOptionsCase({
      call: (options) => mock.defineScenario('x', nothing, options),
      good: { about: 'x', clients: 0 },
      fine: { about: ['x'] },
    });
  });

  describe('run', () =>
    checkCase({
      call: (options: object) =>
        withServer((server) => mock.defineScenario('x', nothing).run({ server, ...options } as never)),
      good: {
        clock,
        seed: 1,
        host: mock.createHostClock(clock),
        signal: new AbortController().signal,
        onLine: nothing,
      },
      required: ['clock'],
      fine: { seed: [-1] },
    }));
});

const serverOptions = {
  messages: [ChatMsg],
  seed: 1,
  layout: resolveOptions({}, clock).layout,
  maxBodyBytes: 100,
  systemIds: { heart: 1, quit: 2 },
  heartbeatReply: false,
  askHeartbeats: { intervalMs: 1, timeoutMs: 1, when: 'idle' },
  goodbye: false,
  idleTimeoutMs: 1,
  idleScanIntervalMs: 1,
  frameTimeoutMs: 1,
  closeTimeoutMs: 1,
  maxClients: 1,
  maxQueuedBytesPerClient: 1,
  maxFramesPerSecondPerClient: 1,
  maxBytesPerSecondPerClient: 1,
  maxRecorded: 1,
  maxRecordedBytes: 1,
};
const serverFine = { seed: [-1], messages: [[]], systemIds: [{}] };
const serverRefused: Case['refused'] = [
  [{ clock, systemIds: { heart: 1, quit: 1 } }, /systemIds must be two different ints/],
  [{ clock, systemIds: { hart: 1 } }, /systemIds has no option 'hart'/],
  [{ clock, systemIds: { heart: 'x' } }, /systemIds/],
  [{ clock, askHeartbeats: { intervalMs: 1 } }, /askHeartbeats.timeoutMs/],
  [{ clock, askHeartbeats: { intervalMs: 1, timeoutMs: 1, often: 1 } }, /askHeartbeats has no option 'often'/],
];
const listenOptions = {
  ...serverOptions,
  clock,
  tcpPort: 0,
  webSocketPort: 0,
  host: '127.0.0.1',
  allowedOrigins: ['*'],
  allowedHosts: ['*'],
  maxWebSocketMessageBytes: 1,
  tcpKeepAliveMs: 1000,
};
const proxyOptions = {
  listen: 'tcp:127.0.0.1:0',
  to: 'tls:127.0.0.1:1',
  insecure: true,
  seed: 1,
  clock,
  layout: serverOptions.layout,
  systemIds: {},
  maxClients: 1,
  maxHeldBytesPerClient: 1,
  maxWebSocketMessageBytes: 1,
  dialTimeoutMs: 1,
  closeTimeoutMs: 1,
  allowedOrigins: [],
  allowedHosts: [],
  recorder: { begin: nothing },
};
const recording = { layout: serverOptions.layout, events: [], damage: undefined };
const replayOptions = { clock, recording, speed: 1, patienceMs: 0, onMismatch: nothing };

/** Runs a bench as the fixture does, and ends it. */
const useBench = async (options: TestBenchOptions): Promise<void> => {
  await new TestBench(options).end();
};

const makers: Readonly<Record<string, Case>> = {
  createMemoryServer: {
    call: mock.createMemoryServer,
    good: { ...serverOptions, clock },
    required: ['clock'],
    fine: serverFine,
    refused: serverRefused,
  },
  'MockServer.listen': {
    call: mock.MockServer.listen,
    good: listenOptions,
    fine: { ...serverFine, host: ['x'], allowedOrigins: [[]], allowedHosts: [[]] },
    refused: serverRefused,
  },
  restart: {
    call: (options) => withServer((server) => server.restart(options)),
    good: { downMs: 0, how: 'fin' },
  },
  createFaultProxy: {
    call: mock.createFaultProxy,
    good: proxyOptions,
    required: ['listen', 'to'],
    fine: { seed: [-1], systemIds: [{}], allowedOrigins: [[]], allowedHosts: [[]] },
    refused: [
      [{ listen: 'tcp:127.0.0.1:0', to: 'tcp:127.0.0.1:1', insecure: true }, /insecure is for a tls: or wss: server/],
      [{ listen: 'tls:127.0.0.1:0', to: 'tls:127.0.0.1:1' }, /listen must be tcp:host:port or ws:host:port, not 'tls:/],
      [{ listen: 'tcp:127.0.0.1:0', to: 'wss:127.0.0.1:1' }, /from tcp to ws/],
    ],
  },
  openControlApi: {
    call: (options) => mock.openControlApi(options),
    good: { proxy: { addFault: nothing }, clock, port: 0, token: '12345678' },
    required: ['proxy', 'clock', 'port'],
  },
  createReplayServer: { call: mock.createReplayServer, good: replayOptions, required: ['clock', 'recording'] },
  replayClient: {
    call: mock.replayClient,
    good: { ...replayOptions, transport: nothing },
    required: ['clock', 'recording', 'transport'],
  },
  listenReplay: {
    call: mock.listenReplay,
    good: { ...replayOptions, tcpPort: 0, webSocketPort: 0 },
    required: ['recording'],
  },
  Recorder: {
    call: (options) => new mock.Recorder(options),
    good: { clock, sink: new mock.MemorySink(), layout: serverOptions.layout, maxBufferedBytes: 1, onFailure: nothing },
    required: ['clock', 'sink'],
  },
};

/** Waits for what cannot come, as the server closes at once. */
const expecting =
  (start: (server: mock.MemoryServer, options: never) => Promise<unknown>): Case['call'] =>
  (options) =>
    withServer(async (server) => {
      const waiting = start(server, options).catch((error: unknown) => {
        if (!(error instanceof mock.MockError)) throw error;
      });
      await Promise.all([waiting, server.close()]);
    });

const expectations: Readonly<Record<string, Case>> = {
  expectMessage: {
    call: expecting((server, options) => server.expectMessage(ChatMsg, undefined, options)),
    good: { withinMs: 5 },
  },
  expectNoMessage: {
    call: expecting((server, options) => server.expectNoMessage(ChatMsg, undefined, options)),
    good: { forMs: 5 },
  },
  expectOnline: { call: expecting((server, options) => server.expectOnline(options)), good: { withinMs: 5 } },
  expectOffline: {
    call: expecting((server, options) => server.expectOffline('fin', options)),
    good: { withinMs: 5, client: 1 },
  },
};

describe('everything that is expected', () => {
  describe.each(Object.entries(expectations))('%s', (_name, one) => checkOptionsCase(one));
});

describe('everything that is made with options', () => {
  it('stands in the table with all of them', () => {
    const core = Object.keys(resolveOptions({}, clock));
    expect(Object.keys({ ...serverOptions, clock }).sort()).toEqual(core.sort());
    const proxy = Object.keys(resolveProxyOptions({ listen: 'ws:[::1]:0', to: 'ws:[::1]:1' }));
    expect(Object.keys(proxyOptions).sort()).toEqual(proxy.sort());
  });

  describe.each(Object.entries(makers))('%s', (_name, one) => checkOptionsCase(one));

  describe('the vitest fixture', () => {
    checkCase({
      call: useBench,
      good: { serverOptions: {}, netOptions: {}, allowServerErrors: true },
      fine: { serverOptions: [{}], netOptions: [{}] },
      refused: [
        [{ serverOptions: { clock } }, /serverOptions: clock must be left out/],
        [{ serverOptions: { misspelt: 1 } }, /misspelt/],
      ],
    });
  });
});
