import { createSystemClock, defineMessage, NetMgr, t } from '@netmgr/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MockError } from '../errors.ts';
import { latency } from '../fault/latency.ts';
import { stall } from '../fault/stall.ts';
import { createMemoryServer, type MemoryServer } from '../memory-server.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { defineScenario } from './scenario.ts';
import { describeTraceLine } from './trace.ts';

const MoveMsg = defineMessage(1, 'MoveMsg', { x: t.int });
const AckMsg = defineMessage(2, 'AckMsg', { x: t.int });

interface Stage {
  readonly clock: VirtualClock;
  readonly server: MemoryServer;
  readonly net: NetMgr;
}

const createStage = async (): Promise<Stage> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [MoveMsg, AckMsg], idleTimeoutMs: 0 });
  const net = new NetMgr({ transport: server.transport, clock, messages: [MoveMsg, AckMsg], random: () => 0.5 });
  const connected = net.connect();
  await clock.advance(0);
  await connected;
  onTestFinished(async () => {
    const closed = Promise.all([net.close(), server.close()]);
    await clock.advance(120_000);
    await closed;
    expect(clock.armedCount).toBe(0);
  });
  return { clock, server, net };
};

/** Tells what a scenario could leave behind on a server. */
const traces = ({ server, clock, net }: Stage): unknown => ({
  faults: server.faults.length,
  stalled: server.isStalled,
  handlers: server.handlerCount,
  timers: clock.armedCount - net.armedTimers - server.armedTimers,
});
const CLEAN = { faults: 0, stalled: false, handlers: 0, timers: 0 };

describe('a scenario', () => {
  it('does each step at its time, and moves virtual time by itself', async () => {
    const stage = await createStage();
    const seen: string[] = [];
    const scenario = defineScenario('times', (s) => {
      const note = (text: string): void => void s.do(text, ({ elapsedMs }) => void seen.push(`${text} ${elapsedMs}`));
      note('first');
      s.at('5s').fault(stall());
      note('at');
      s.for('20s').clear();
      note('for');
      s.at('250ms');
      note('earlier');
      s.at(30_000);
    });
    const began = stage.clock.now();
    const report = await scenario.run(stage);
    expect(seen).toEqual(['first 0', 'earlier 250', 'at 5000', 'for 25000']);
    expect(report.elapsedMs).toBe(30_000);
    expect(stage.clock.now() - began).toBe(30_000);
    expect(report.trace.filter(({ kind }) => kind === 'step').map(describeTraceLine)).toEqual([
      '    0 ms  first',
      '  250 ms  earlier',
      '   5.0 s  fault stall()',
      '   5.0 s  at',
      '  25.0 s  clear the faults',
      '  25.0 s  for',
    ]);
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('has its fault installed exactly between its steps', async () => {
    const stage = await createStage();
    const counts: number[] = [];
    for (const at of [4999, 5001, 24_999, 25_001]) stage.clock.after(at, () => counts.push(stage.server.faults.length));
    await defineScenario('window', (s) => {
      s.at('5s')
        .fault(latency({ ms: 1 }))
        .for('20s')
        .clear()
        .at('26s');
    }).run(stage);
    expect(counts).toEqual([0, 1, 1, 0]);
  });

  it('repeats, for a while or to the end of the script', async () => {
    const stage = await createStage();
    const heard: number[] = [];
    stage.net.onMessage(MoveMsg, ({ x }) => heard.push(x));
    const counted: number[] = [];
    await defineScenario('repeats', (s) => {
      s.every('1s').broadcast(MoveMsg, ({ count }) => ({ x: count }));
      s.at('2s');
      s.every('100ms', { for: '250ms' }).do('count', ({ elapsedMs }) => void counted.push(elapsedMs));
      s.at('3500ms');
    }).run(stage);
    expect(heard).toEqual([0, 1, 2, 3]);
    expect(counted).toEqual([2000, 2100, 2200]);
  });

  it('answers messages, from the time on at which it says so', async () => {
    const stage = await createStage();
    const heard: number[] = [];
    stage.net.onMessage(AckMsg, ({ x }) => heard.push(x));
    for (const at of [500, 1500, 2500]) stage.clock.after(at, () => stage.net.send(MoveMsg, { x: at }));
    await defineScenario('answers', (s) => {
      s.at('1s')
        .whenMessage(MoveMsg, ({ message }) => message.x < 2000)
        .reply(AckMsg, ({ message }) => ({ x: message.x + 1 }));
      s.at('3s');
    }).run(stage);
    expect(heard).toEqual([1501]);
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('kicks whoever set the step off, and nobody else', async () => {
    const stage = await createStage();
    stage.clock.after(100, () => stage.net.send(MoveMsg, { x: 1 }));
    const report = await defineScenario('kicks', (s) => {
      s.whenMessage(MoveMsg).kick();
      s.thenExpect('one client was kicked', ({ departures }) => departures.length === 1);
    }).run(stage);
    expect(report.trace.map(({ text }) => text)).toEqual([
      'kick',
      'client 1 offline: kicked',
      'as expected: one client was kicked',
    ]);
  });

  it('waits for what it expects, and for a message', async () => {
    const stage = await createStage();
    stage.clock.after(700, () => stage.net.send(MoveMsg, { x: 7 }));
    stage.clock.after(900, () => stage.net.send(MoveMsg, { x: 8 }));
    const report = await defineScenario('hopes', (s) => {
      s.thenExpectMessage(MoveMsg, ({ message }) => message.x === 8);
      s.thenExpect('time passes', ({ elapsedMs }) => expect(elapsedMs).toBeGreaterThan(600));
    }).run(stage);
    expect(report.elapsedMs).toBe(900);
  });

  it('names scenario, step and time when an expectation fails, and leaves nothing', async () => {
    const stage = await createStage();
    const scenario = defineScenario('the impossible', (s) => {
      s.stall().fault(stall());
      s.at('2s').thenExpect('pigs fly', () => false, { within: '3s' });
      s.at('1m').say('never said');
    });
    const failure = await scenario.run(stage).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MockError);
    expect((failure as MockError).message).toBe(
      '[EXPECTATION_FAILED] the impossible, step 3 at 5.0 s: expected that pigs fly, within 3.0 s; it did not come true',
    );
    expect(stage.clock.now()).toBeLessThan(5100);
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('says why an expectation that throws is not met', async () => {
    const stage = await createStage();
    const failure = defineScenario('why', (s) => {
      s.thenExpect('it does not throw', () => {
        throw new Error('because');
      });
    }).run(stage);
    await expect(failure).rejects.toThrow('it did not come true: because');
  });

  it('fails with the step that throws or rejects, or never ends', async () => {
    const stage = await createStage();
    const fail = (run: () => void | Promise<void>): Promise<unknown> =>
      defineScenario('bad', (s) => s.at('1s').do('stumble', run)).run(stage);
    const named = '[SCENARIO_FAILED] bad, step 1 at 1.0 s (stumble): ouch';
    await expect(
      fail(() => {
        throw new Error('ouch');
      }),
    ).rejects.toThrow(named);
    await expect(fail(() => Promise.reject(new Error('ouch')))).rejects.toThrow(named);
    await expect(fail(() => new Promise(() => {}))).rejects.toThrow('step 1 at 1.0 s (stumble): it took longer');
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('ends at once when it is aborted, and leaves nothing', async () => {
    const stage = await createStage();
    const controller = new AbortController();
    stage.clock.after(1500, () => controller.abort(new Error('enough')));
    const scenario = defineScenario('long', (s) => {
      s.stall().fault(stall());
      s.whenMessage(MoveMsg).kick();
      s.thenExpectMessage(MoveMsg, undefined, { within: '1h' });
      s.every('100ms').say('still here');
      s.at('1h');
    });
    const run = scenario.run({ ...stage, signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'SCENARIO_ABORTED', cause: new Error('enough') });
    expect(stage.clock.now()).toBeLessThan(1600);
    expect(traces(stage)).toEqual(CLEAN);
    await expect(scenario.run({ ...stage, signal: controller.signal })).rejects.toThrow('long was aborted at 0 ms');
  });

  it('lets nothing reach a machine that sleeps, nor anything come from it, until it wakes', async () => {
    const stage = await createStage();
    const late = new NetMgr({ transport: stage.server.transport, clock: stage.clock, messages: [MoveMsg, AckMsg] });
    onTestFinished(() => late.close());
    const heard: string[] = [];
    stage.net.onMessage(MoveMsg, () => heard.push(`game ${stage.clock.now()}`));
    stage.clock.after(1500, () => stage.net.send(AckMsg, { x: 1 }));
    stage.clock.after(1500, () => void late.connect().then(() => heard.push(`late ${stage.clock.now()}`)));
    await defineScenario('sleeper', (s) => {
      s.whenMessage(AckMsg).do('note', () => void heard.push(`server ${stage.clock.now()}`));
      s.at('1s').sleep().sleep().broadcast(MoveMsg, { x: 1 }).for('2s').wake().wake().for('10ms');
    }).run(stage);
    expect(heard.sort()).toEqual(['game 3000', 'late 3000', 'server 3000']);
  });

  it('fails with the step that needs the server, when that was closed under it', async () => {
    const stage = await createStage();
    stage.clock.after(500, () => void stage.server.close());
    const run = defineScenario('closed', (s) => s.stall().fault(stall()).sleep().at('1s').fault(stall())).run(stage);
    await expect(run).rejects.toThrow('[SCENARIO_FAILED] closed, step 4 at 1.0 s (fault stall()): [SERVER_CLOSED]');
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('takes a fault for those who are present, or for some of them, and leaves newcomers alone', async () => {
    const stage = await createStage();
    const late = new NetMgr({ transport: stage.server.transport, clock: stage.clock, messages: [MoveMsg, AckMsg] });
    onTestFinished(() => late.close());
    const heard: string[] = [];
    stage.net.onMessage(MoveMsg, () => heard.push(`early ${stage.clock.now()}`));
    late.onMessage(MoveMsg, () => heard.push(`late ${stage.clock.now()}`));
    const report = await defineScenario('some', (s) => {
      s.fault(stall(), { whom: 'present' });
      s.at('100ms').do('a newcomer', () => void late.connect());
      s.for('100ms').broadcast(MoveMsg, { x: 1 });
      s.for('100ms').fault(stall(), { whom: ({ id }) => id === 9 });
      s.for('100ms').drop('reset', ({ id }) => id === 2);
    }).run(stage);
    expect(heard).toEqual(['late 200', 'early 400']);
    expect(report.trace.map(({ text }) => text)).toEqual([
      'fault stall(), whom present',
      'a newcomer',
      'client 2 online',
      'broadcast MoveMsg',
      'drop by reset, whom some',
      'client 2 offline: reset',
    ]);
  });

  it('repeats itself for the same seed, and differs for another', async () => {
    const scenario = defineScenario('dice', (s) => {
      s.fault(latency({ ms: 40, jitterMs: 40 }));
      for (let i = 0; i < 5; i++) s.at(s.between(0, '10s')).say(`roll ${i}`);
      s.whenMessage(MoveMsg).reply(AckMsg, ({ random }) => ({ x: Math.floor(random() * 1000) }));
      s.at('10s').drop('reset').for('20s').say('over');
    });
    const play = async (seed: number): Promise<unknown> => {
      const { clock, server, net } = await createStage();
      const heard: number[] = [];
      net.onMessage(AckMsg, ({ x }) => heard.push(x));
      for (const at of [1000, 2000]) clock.after(at, () => net.send(MoveMsg, { x: at }));
      const report = await scenario.run({ clock, server, seed });
      return [report.trace, heard];
    };
    const first = await play(7);
    expect(await play(7)).toEqual(first);
    expect(await play(8)).not.toEqual(first);
  });

  it('can be run twice on one server, and wants the clients that it asks for', async () => {
    const stage = await createStage();
    const scenario = defineScenario('again', (s) => s.at('1s').drop('reset').at('5s'), { clients: 1 });
    await scenario.run(stage);
    expect(stage.net.state).toBe('connected');
    await scenario.run(stage);
    stage.server.kick(stage.server.clients[0]!);
    await stage.clock.advance(100);
    await expect(scenario.run(stage)).rejects.toThrow('again begins with 1 or more clients online, not with 0');
  });

  it('takes no promise for the answer of a check, which would be true whatever it comes to', async () => {
    const stage = await createStage();
    const never = async (): Promise<boolean> => false;
    const fails = async (): Promise<boolean> => {
      throw new Error('nobody hears this');
    };
    const words = 'the check returned a promise; it must tell what is so at this moment';
    for (const check of [never, fails]) {
      const run = defineScenario('later', (s) => s.thenExpect('pigs fly', check)).run(stage);
      await expect(run).rejects.toThrow(`it did not come true: ${words}`);
    }
    for (const watch of ['whenMessage', 'thenExpectMessage'] as const) {
      stage.clock.after(100, () => stage.net.send(MoveMsg, { x: 1 }));
      const run = defineScenario('later', (s) => {
        s[watch](MoveMsg, never as never);
        s.at('1s');
      }).run(stage);
      await expect(run).rejects.toThrow(`(${watch === 'whenMessage' ? 'when MoveMsg' : 'a MoveMsg'} comes): ${words}`);
    }
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('refuses a script that is not written at once, and steps that come when it is', async () => {
    const stage = await createStage();
    const async = defineScenario('async', async (s) => {
      s.at('1s').say('written');
      await null;
      s.at('2s').say('lost');
    });
    await expect(async.run(stage)).rejects.toThrow(
      '[BAD_OPTION] defineScenario: write must be a function that writes the script at once',
    );
    const late = defineScenario('late', (s) => s.at('1s').do('write on', () => void s.at('2s').say('lost')));
    await expect(late.run(stage)).rejects.toThrow(
      '[SCENARIO_FAILED] late, step 1 at 1.0 s (write on): [BAD_VALUE] the script is written already',
    );
    expect(traces(stage)).toEqual(CLEAN);
  });

  it('refuses another clock than the one that the server lives on, of which one would stand still', async () => {
    const { server } = await createStage();
    const real = createSystemClock();
    const onRealTime = createMemoryServer({ clock: real });
    onTestFinished(() => onRealTime.close());
    const scenario = defineScenario('two times', (s) => s.at('1s'));
    const refusal = '[BAD_OPTION] run: clock must be the very clock that the server was given';
    await expect(scenario.run({ server, clock: new VirtualClock() })).rejects.toThrow(refusal);
    await expect(scenario.run({ server, clock: real })).rejects.toThrow(refusal);
    await expect(scenario.run({ server: onRealTime, clock: new VirtualClock() })).rejects.toThrow(refusal);
    const soon = defineScenario('soon', (s) => s.at('1ms'));
    await expect(soon.run({ server: onRealTime, clock: createSystemClock() })).resolves.toMatchObject({ name: 'soon' });
  });

  it('refuses what is no duration', async () => {
    const stage = await createStage();
    for (const bad of ['soon', '', -1, Number.NaN, undefined]) {
      const scenario = defineScenario('bad', (s) => s.at(bad as never));
      await expect(scenario.run(stage)).rejects.toMatchObject({ code: 'BAD_OPTION' });
    }
  });
});
