// What Artillery 2 does with an engine, as small as it can be and still true: it makes the engine, compiles the scenarios, runs virtual
// users through them, and adds up what they emit. Its three functions for engines are written anew to its documentation.

import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context, Events, Helpers, ScenarioSpec, Step, StepCallback, TestScript } from './src/engine/artillery.ts';

/** The engine's module, as Artillery finds it by name. */
export type EngineClass = new (
  test: TestScript,
  events: unknown,
  helpers: Helpers,
) => { createScenario(scenario: ScenarioSpec, events: Events): Step };

/** A test as its YAML says. */
export type ParsedTest = TestScript & { readonly scenarios: readonly ScenarioSpec[] };

/** What the virtual users emitted, and how each of them ended. */
export interface StandInReport {
  readonly counters: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, readonly number[]>>;
  readonly endings: readonly { readonly error: unknown; readonly context: Context }[];
}

/** Runs each scenario with so many virtual users at once. */
export const runStandIn = async (
  Engine: EngineClass,
  test: ParsedTest,
  usersPerScenario = 1,
): Promise<StandInReport> => {
  const counters: Record<string, number> = {};
  const histograms: Record<string, number[]> = {};
  const count = (name: string, amount: number): void => {
    counters[name] = (counters[name] ?? 0) + amount;
  };
  const events = new EventEmitter();
  events.on('started', () => count('started', 1));
  events.on('counter', count);
  events.on('rate', (name: string) => count(`rate ${name}`, 1));
  events.on('error', (code: string) => count(`errors.${code}`, 1));
  events.on('histogram', (name: string, value: number) => {
    histograms[name] = [...(histograms[name] ?? []), value];
  });
  const engine = new Engine(test, events, HELPERS);
  const users = test.scenarios.flatMap((scenario) => {
    const run = engine.createScenario({ ...scenario, flow: [scenario.flow].flat(9) as ScenarioSpec['flow'] }, events);
    return Array.from({ length: usersPerScenario }, (_, index) => runUser(run, test, `${scenario.name} ${index}`));
  });
  return { counters, histograms, endings: await Promise.all(users) };
};

const runUser = (run: Step, { config }: TestScript, uuid: string): Promise<StandInReport['endings'][number]> => {
  const context: Context = { vars: { target: config.target, $uuid: uuid }, funcs: {}, _uid: uuid };
  return new Promise((resolve) => run(context, (error) => resolve({ error: error ?? undefined, context })));
};

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000 };

const spanMs = (span: unknown): number => {
  const [, amount, unit = 's'] = /^(\d+)(ms|s)?$/.exec(String(span)) ?? [];
  if (amount === undefined) throw new Error(`Invalid think time: ${span}`);
  return Number(amount) * (MS_PER_UNIT[unit] ?? 0);
};

const HELPERS: Helpers = {
  createThink: (spec) => (context, callback) => {
    void wait(spanMs(HELPERS.template(spec.think, context))).then(() => callback(null, context));
  },
  createLoopWithCount: (count, steps, options) => (context, callback) => {
    loop(count, steps, options as LoopOptions, context).then(
      () => callback(null, context),
      (error: unknown) => callback(error, context),
    );
  },
  template: (value, context) => fill(value, context),
};

interface LoopOptions {
  readonly loopValue: string;
  readonly overValues?: unknown;
  readonly whileTrue?: (context: Context, done: (goesOn: boolean) => void) => void;
}

const loop = async (count: unknown, steps: readonly Step[], options: LoopOptions, context: Context): Promise<void> => {
  const over = typeof options.overValues === 'string' ? context.vars[options.overValues] : options.overValues;
  const values = Array.isArray(over) ? (over as unknown[]) : undefined;
  const [from, to] = values === undefined ? boundsOf(fill(count, context)) : [0, values.length];
  for (let index = from; index < to || to === -1; index++) {
    context.vars[options.loopValue] = index;
    context.vars.$loopElement = values === undefined ? index : values[index];
    for (const step of steps) await new Promise<void>((resolve, reject) => step(context, settle(resolve, reject)));
    const goesOn = await new Promise<boolean>((done) => {
      if (options.whileTrue === undefined) done(true);
      else options.whileTrue(context, done);
    });
    if (!goesOn) return;
  }
};

const settle =
  (resolve: () => void, reject: (error: unknown) => void): StepCallback =>
  (error) =>
    error ? reject(error) : resolve();

const boundsOf = (count: unknown): readonly [number, number] => {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(String(count)) ?? [];
  return from === undefined ? [0, Number(count)] : [Number(from), Number(to)];
};

/** Fills in variables. A text that is one variable and nothing else becomes its value, of whatever type. */
const fill = (value: unknown, context: Context): unknown => {
  if (Array.isArray(value)) return value.map((each) => fill(each, context));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fill(each, context)]));
  if (typeof value !== 'string') return value;
  const [, whole] = /^\{\{\s*([\w$.]+)\s*\}\}$/.exec(value) ?? [];
  if (whole !== undefined) return lookUp(whole, context);
  return value.replaceAll(/\{\{\s*([\w$.]+)\s*\}\}/g, (_, path: string) => String(lookUp(path, context)));
};

const lookUp = (path: string, { vars }: Context): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], vars);
