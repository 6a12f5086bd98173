import type { Clock } from '@netmgr/client';
import { isPromise } from '../answer-of.ts';
import {
  badOption,
  checkClock,
  checkFunction,
  checkNumber,
  checkObject,
  checkOptions,
  checkText,
} from '../check-option.ts';
import { MockError } from '../errors.ts';
import { createDerivedRandom } from '../fault/derived-random.ts';
import type { MockServer } from '../mock-server.ts';
import { drive, isVirtual } from './drive.ts';
import type { HostClock } from './host-clock.ts';
import { ScenarioRun } from './scenario-run.ts';
import { Script } from './script.ts';
import type { TraceLine } from './trace.ts';

/** Keeps the numbers that steps draw apart from those that the script draws. */
const RUN = 1;

/** What there is to say about a scenario besides its script. */
export interface ScenarioOptions {
  /** Says in one line what it is like, for lists. @default '' */
  readonly about?: string;
  /** How many clients must be online when it begins; the command line waits for them. @default 0 */
  readonly clients?: number;
}

/** How a scenario is run. */
export interface ScenarioRunOptions {
  readonly server: MockServer;
  /** The server's own clock. A `VirtualClock` is moved on by the run itself; nobody else needs to. */
  readonly clock: Clock;
  /** Seeds what the script draws; give the server the same seed, and the run repeats itself. @default 1 */
  readonly seed?: number;
  /** The clock of the machine on which the clients run, for steps that let it sleep. @default none: only its network falls silent */
  readonly host?: HostClock;
  /** Ends the run when it is aborted. */
  readonly signal?: AbortSignal;
  /** Hears each line of the trace as it happens. */
  readonly onLine?: (line: TraceLine) => void;
}

/** What a run that went well leaves behind. */
export interface ScenarioReport {
  readonly name: string;
  readonly seed: number;
  /** How long it took, in milliseconds on the clock. */
  readonly elapsedMs: number;
  /** All that happened; the same for the same seed, on virtual time. */
  readonly trace: readonly TraceLine[];
}

/** A script of what goes wrong, which can be run as often as you like. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly clients: number;
  /**
   * Runs it once. Rejects with MockError EXPECTATION_FAILED or SCENARIO_FAILED, which name the scenario, the step and the time, and with
   * SCENARIO_ABORTED. However it ends, nothing that it has armed, added or broken is left.
   */
  run(options: ScenarioRunOptions): Promise<ScenarioReport>;
}

/** Defines a scenario. The script is written anew for each run, so it may draw from `s.random`. */
export const defineScenario = (name: string, write: (s: Script) => void, options?: ScenarioOptions): Scenario => {
  const { about = '', clients = 0 } = checkOptions('defineScenario', options, ['about', 'clients']);
  checkText('defineScenario: name', name);
  checkFunction('defineScenario: write', write);
  checkText('defineScenario: about', about);
  checkNumber('defineScenario: clients', clients, { min: 0, isWhole: true });
  return { name, about, clients, run: (how) => runScenario({ name, clients, write }, how) };
};

interface Written {
  readonly name: string;
  readonly clients: number;
  readonly write: (s: Script) => void;
}

const runScenario = async ({ name, clients, write }: Written, options: ScenarioRunOptions): Promise<ScenarioReport> => {
  const { server, clock, seed = 1, host, signal, onLine = () => {} } = checkRunOptions(options);
  if (server.clientCount < clients) {
    const text = `${name} begins with ${clients} or more clients online, not with ${server.clientCount}`;
    throw new MockError('SCENARIO_FAILED', text);
  }
  const script = new Script(seed);
  const written: unknown = write(script);
  const plan = script.finish();
  // What would be written later could not be played.
  if (isPromise(written)) {
    written.then(undefined, () => {});
    throw badOption('defineScenario: write', 'a function that writes the script at once', written);
  }
  const run = new ScenarioRun({ name, plan, server, clock, random: createDerivedRandom(seed, RUN), host, onLine });
  await perform(run, clock, signal);
  return { name, seed, elapsedMs: run.elapsedMs, trace: run.trace.lines };
};

/** Lets other names pass: a run is often handed all that a test has at hand. */
const checkRunOptions = (options: ScenarioRunOptions): ScenarioRunOptions => {
  const { server, clock, seed, host, signal, onLine } = checkObject('run', options);
  if (typeof server?.addFault !== 'function') throw badOption('run: server', 'a mock server', server);
  checkClock('run: clock', clock);
  // Of two clocks one would stand still while the other is moved on.
  if (clock !== server.clock && (isVirtual(clock) || isVirtual(server.clock)))
    throw badOption('run: clock', 'the very clock that the server was given', clock);
  if (seed !== undefined) checkNumber('run: seed', seed, { min: Number.NEGATIVE_INFINITY });
  if (host !== undefined) checkClock('run: host', host);
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw badOption('run: signal', 'an AbortSignal', signal);
  if (onLine !== undefined) checkFunction('run: onLine', onLine);
  return options;
};

const perform = async (run: ScenarioRun, clock: Clock, signal: AbortSignal | undefined): Promise<void> => {
  const onAbort = (): void => run.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted === true) onAbort();
  else run.start();
  try {
    const driven = isVirtual(clock) ? drive(run, clock) : undefined;
    await Promise.allSettled([run.done, driven]);
    await run.done;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
};
