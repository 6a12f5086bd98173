import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../errors.ts';
import type { Effect } from './effect.ts';
import type { Input } from './input.ts';
import { type ConnectionState, INITIAL_STATE } from './state.ts';
import { type ConnectionPolicy, illegal, TABLE, transition } from './transition.ts';

const values = { connectTimeoutMs: 10_000, quitTimeoutMs: 2000, retryFirstConnect: false };
const settings: ConnectionPolicy['settings'] = {
  values,
  reconnect: { stableAfterMs: 10_000 },
  heartbeat: { intervalMs: 2000 },
  systemFrames: {},
};
const policy: ConnectionPolicy = {
  settings,
  retry: (error, attempt) =>
    error.code === 'SERVER_QUIT' || attempt > 3 ? undefined : { delayMs: attempt * 100, mayHurry: true },
  hurriedDelayMs: () => 40,
};
const lost = new ConnectionError('CONNECTION_LOST', 'the server closed');

/** Feeds inputs one after the other, and gives the state and the effects of the last. */
const run = (
  inputs: readonly Input[],
  given: ConnectionPolicy = policy,
): { state: ConnectionState; effects: readonly Effect[] } => {
  let step: { state: ConnectionState; effects: readonly Effect[] } = { state: INITIAL_STATE, effects: [] };
  for (const input of inputs) step = transition(step.state, input, given);
  return step;
};
const CONNECTED: readonly Input[] = [{ type: 'connect' }, { type: 'opened', epoch: 1 }];
const dropped = (epoch: number): Input => ({ type: 'dropped', epoch, error: lost });

describe('transition', () => {
  it('dials with a deadline when asked to connect', () => {
    const { state, effects } = run([{ type: 'connect' }]);
    expect(state).toEqual({ status: 'connecting', epoch: 1, failures: 0, everConnected: false });
    expect(effects).toContainEqual({ do: 'arm', timer: 'connectTimeout', delayMs: 10_000 });
    expect(effects.at(-1)).toEqual({ do: 'dial', epoch: 1 });
  });

  it('gives up when the first dial fails', () => {
    expect(run([{ type: 'connect' }, dropped(1)]).state).toEqual({
      status: 'closed',
      epoch: 1,
      reason: { kind: 'failed', error: lost },
    });
  });

  it('keeps trying the first dial when told to', () => {
    const { state } = run([{ type: 'connect' }, dropped(1)], {
      ...policy,
      settings: { ...settings, values: { ...values, retryFirstConnect: true } },
    });
    expect(state).toMatchObject({ status: 'backingOff', failures: 1, delayMs: 100 });
  });

  it('counts failures on until a connection was stable', () => {
    const unstable = run([...CONNECTED, dropped(1), { type: 'retryDue' }, { type: 'opened', epoch: 2 }, dropped(2)]);
    expect(unstable.state).toMatchObject({ status: 'backingOff', failures: 2 });
    const stable = run([
      ...CONNECTED,
      dropped(1),
      { type: 'retryDue' },
      { type: 'opened', epoch: 2 },
      { type: 'stable' },
      dropped(2),
    ]);
    expect(stable.state).toMatchObject({ status: 'backingOff', failures: 1 });
  });

  it('closes as failed when the policy gives up', () => {
    const inputs: Input[] = [...CONNECTED, dropped(1)];
    for (const epoch of [2, 3, 4]) inputs.push({ type: 'retryDue' }, dropped(epoch));
    expect(run(inputs).state).toMatchObject({ status: 'closed', reason: { kind: 'failed' } });
  });

  it('ends in good order on the server’s Quit, without a Quit of its own, and does not come back', () => {
    const { state, effects } = run([...CONNECTED, { type: 'quit', epoch: 1 }]);
    expect(state).toMatchObject({ status: 'closing', reason: { kind: 'remote' } });
    expect(effects.map((effect) => effect.do)).toEqual(['disarmAll', 'endLink', 'arm']);
    expect(run([...CONNECTED, { type: 'quit', epoch: 1 }, dropped(1)]).state.status).toBe('closed');
  });

  it('says Quit before it ends the link', () => {
    const { effects } = run([...CONNECTED, { type: 'close' }]);
    expect(effects.map((effect) => effect.do)).toEqual(['disarmAll', 'sendQuit', 'endLink', 'arm']);
  });

  it('lets go of a server that does not end its side', () => {
    const { state, effects } = run([...CONNECTED, { type: 'close' }, { type: 'quitTimeout' }]);
    expect(state).toMatchObject({ status: 'closed', reason: { kind: 'local' } });
    expect(effects).toEqual([{ do: 'disarmAll' }, { do: 'hangUp' }]);
  });

  it('dials again after closing when connect was called meanwhile, and not when close was called after that', () => {
    const reopened = run([...CONNECTED, { type: 'close' }, { type: 'connect' }, dropped(1)]);
    expect(reopened.effects.at(-1)).toEqual({ do: 'connectAgain' });
    const closedAgain = run([...CONNECTED, { type: 'close' }, { type: 'connect' }, { type: 'close' }, dropped(1)]);
    expect(closedAgain.effects).not.toContainEqual({ do: 'connectAgain' });
  });

  const wake: Input = { type: 'wake', mayAsk: true, untilRetryMs: 100 };
  const hint: Input = { type: 'offlineHint', mayAsk: true, untilRetryMs: 0 };
  const BEAT: Effect = { do: 'beat' };

  it('asks at once after a wake, and excuses the silence before it', () => {
    const { state, effects } = run([...CONNECTED, wake]);
    expect(state.status).toBe('connected');
    expect(effects).toEqual([{ do: 'excuse' }, BEAT]);
  });

  it('asks at once on a hint that the network is gone, and neither closes nor excuses anything', () => {
    const { state, effects } = run([...CONNECTED, hint]);
    expect(state.status).toBe('connected');
    expect(effects).toEqual([BEAT]);
  });

  it('asks nothing out of turn where that is not welcome', () => {
    for (const input of [wake, hint]) {
      expect(run([...CONNECTED, { ...input, mayAsk: false } as Input]).effects).toEqual([]);
    }
  });

  it('cuts a delay short once, however often the host wakes', () => {
    const first = run([...CONNECTED, dropped(1), wake]);
    expect(first.state).toMatchObject({ status: 'backingOff', delayMs: 40, mayHurry: false });
    expect(first.effects).toEqual([{ do: 'arm', timer: 'retryDue', delayMs: 40 }]);
    const tenth = run([...CONNECTED, dropped(1), ...Array.from({ length: 10 }, () => wake)]);
    expect(tenth).toEqual({ state: first.state, effects: [] });
  });

  it('never makes a delay longer, and draws only once for that', () => {
    const late = { ...wake, untilRetryMs: 30 } as const;
    const { state, effects } = run([...CONNECTED, dropped(1), late]);
    expect(effects).toEqual([]);
    expect(state).toMatchObject({ delayMs: 100, mayHurry: false });
  });

  it('keeps a delay that the game named', () => {
    const named: ConnectionPolicy = { ...policy, retry: () => ({ delayMs: 60_000, mayHurry: false }) };
    expect(run([...CONNECTED, dropped(1), { ...wake, untilRetryMs: 60_000 }], named).effects).toEqual([]);
  });

  it('may cut the next delay short too', () => {
    const again: readonly Input[] = [{ type: 'retryDue' }, dropped(2), wake];
    expect(run([...CONNECTED, dropped(1), wake, ...again]).effects).toEqual([
      { do: 'arm', timer: 'retryDue', delayMs: 40 },
    ]);
  });

  const wokenDial: readonly Input[] = [...CONNECTED, dropped(1), { type: 'retryDue' }, wake, wake];

  it('keeps a wake for the delay after a dial that fails, and draws only once for that', () => {
    const { state, effects } = run([...wokenDial, dropped(2)]);
    expect(state).toMatchObject({ status: 'backingOff', delayMs: 40, mayHurry: false });
    expect(effects.at(-1)).toEqual({ do: 'arm', timer: 'retryDue', delayMs: 40 });
    const slow: ConnectionPolicy = { ...policy, hurriedDelayMs: () => 500 };
    expect(run([...wokenDial, dropped(2)], slow).state).toMatchObject({ delayMs: 200, mayHurry: false });
    const named: ConnectionPolicy = { ...policy, retry: () => ({ delayMs: 60_000, mayHurry: false }) };
    expect(run([...wokenDial, dropped(2)], named).state).toMatchObject({ delayMs: 60_000 });
  });

  it('forgets a wake once the dial has succeeded, and once a delay was short for it', () => {
    const { state } = run([...wokenDial, { type: 'opened', epoch: 2 }, dropped(2)]);
    expect(state).toMatchObject({ delayMs: 200, mayHurry: true });
    const next = run([...wokenDial, dropped(2), { type: 'retryDue' }, dropped(3)]);
    expect(next.state).toMatchObject({ delayMs: 300, mayHurry: true });
  });

  it('ignores every input of an earlier dial', () => {
    const { state } = run([...CONNECTED, dropped(1), { type: 'retryDue' }]);
    for (const input of [dropped(1), { type: 'opened', epoch: 1 }, { type: 'quit', epoch: 1 }] as const) {
      expect(transition(state, input, policy)).toEqual({ state, effects: [] });
    }
  });

  it('leaves no timer armed in a state that has no use for it', () => {
    const armedIn = {
      connecting: ['connectTimeout'],
      connected: ['heartbeat', 'stable'],
      backingOff: ['retryDue'],
      closing: ['quitTimeout'],
      closed: [],
    };
    for (const step of everyStep()) {
      if (step.before === step.state.status) continue;
      expect(step.effects.some((effect) => effect.do === 'disarmAll')).toBe(true);
      const armed = step.effects.flatMap((effect) => (effect.do === 'arm' ? [effect.timer] : []));
      expect(armed.toSorted(), `${step.before} → ${step.state.status}`).toEqual(
        armedIn[step.state.status as keyof typeof armedIn],
      );
    }
  });

  it('lets go of the transport whenever it closes or backs off', () => {
    for (const step of everyStep()) {
      if (step.before === step.state.status || !['closed', 'backingOff'].includes(step.state.status)) continue;
      expect(step.effects).toContainEqual({ do: 'hangUp' });
    }
  });
});

const STATES: readonly ConnectionState[] = [
  INITIAL_STATE,
  { status: 'connecting', epoch: 1, failures: 0, everConnected: true },
  { status: 'connected', epoch: 1, failures: 0, suspect: false },
  { status: 'backingOff', epoch: 1, failures: 1, everConnected: true, cause: lost, delayMs: 100, mayHurry: true },
  { status: 'closing', epoch: 1, reason: { kind: 'local' }, reopen: false },
  { status: 'closed', epoch: 1, reason: { kind: 'local' } },
];
const INPUTS: readonly Input[] = [
  { type: 'connect' },
  { type: 'close' },
  { type: 'reconnectNow' },
  { type: 'wake', mayAsk: true, untilRetryMs: 100 },
  { type: 'offlineHint', mayAsk: true, untilRetryMs: 100 },
  { type: 'opened', epoch: 1 },
  { type: 'dropped', epoch: 1, error: lost },
  { type: 'quit', epoch: 1 },
  { type: 'heard', epoch: 1 },
  { type: 'connectTimeout' },
  { type: 'judged', verdict: { is: 'dead', waitedMs: 4000 } },
  { type: 'stable' },
  { type: 'retryDue' },
  { type: 'quitTimeout' },
];

/** Feeds every input to every state, but for those that cannot happen. */
function everyStep(): { before: string; state: ConnectionState; effects: readonly Effect[] }[] {
  return STATES.flatMap((state) =>
    INPUTS.filter((input) => TABLE[state.status][input.type] !== illegal).map((input) => ({
      before: state.status,
      ...transition(state, input, policy),
    })),
  );
}
