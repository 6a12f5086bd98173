import type { Clock } from '@netmgr/client/node';
import type { Bot } from '../bots/bot.ts';
import { parseDuration, parsePace } from '../bots/duration.ts';
import type { Observer } from '../bots/observer.ts';
import { pause, waitAtMost } from '../bots/pause.ts';
import { Turns } from '../bots/turns.ts';
import type { Context, Helpers, Step, StepSpec, TestScript } from './artillery.ts';
import type { EngineSettings } from './engine-settings.ts';

/** What a virtual user has while its flow runs. */
export interface User {
  readonly bot: Bot;
  readonly settings: EngineSettings;
  readonly observer: Observer;
  readonly clock: Clock;
}

/** What steps are made with. */
export interface Workshop {
  readonly test: TestScript;
  readonly helpers: Helpers;
  /** Makes the bot of a virtual user, unless it has one. */
  readonly userOf: (context: Context, url?: unknown) => Promise<User>;
}

type Run = (context: Context) => Promise<unknown>;

/** Makes a step of what the flow says. Throws an Error that shows the step when it is none. */
export const createStep = (spec: StepSpec, shop: Workshop): Step => {
  const { helpers, test } = shop;
  if (spec.think !== undefined) return helpers.createThink(spec, test.config.defaults?.think ?? {});
  if (Array.isArray(spec.loop)) return createLoop(spec, spec.loop, shop);
  for (const [name, create] of Object.entries(STEPS)) {
    if (spec[name] !== undefined) return asStep(create(spec[name], shop));
  }
  throw new Error(
    `the engine netmgr has no step ${JSON.stringify(spec)}; it has think, loop, ${Object.keys(STEPS).join(', ')}`,
  );
};

const createLoop = (spec: StepSpec, steps: readonly StepSpec[], shop: Workshop): Step => {
  const whileTrue = spec.whileTrue === undefined ? undefined : processorFunction(shop.test, spec.whileTrue);
  const options = { loopValue: spec.loopValue ?? '$loopCount', overValues: spec.over, whileTrue };
  const inner = steps.map((step) => createStep(step, shop));
  return shop.helpers.createLoopWithCount(spec.count ?? -1, inner, options);
};

const asStep =
  (run: Run): Step =>
  (context, callback) => {
    run(context).then(
      () => callback(null, context),
      (error: unknown) => callback(error, context),
    );
  };

const createConnect = (given: unknown, { helpers, userOf }: Workshop): Run => {
  const url =
    typeof given === 'string' ? given : (fieldsOf('connect', given === true ? {} : (given ?? {})).url ?? undefined);
  return (context) => userOf(context, url === undefined ? undefined : helpers.template(url, context));
};

const createSend = (given: unknown, { helpers, userOf }: Workshop): Run => {
  const { message, value = {} } = fieldsOf('send', given);
  return async (context) => {
    const { bot } = await userOf(context);
    bot.send(bot.type(String(message)), helpers.template(value, context) as never);
  };
};

const createRequest = (given: unknown, { helpers, userOf }: Workshop): Run => {
  const { message, reply, value = {}, match, timeout, as } = fieldsOf('request', given);
  const timeoutMs = timeout === undefined ? undefined : readDuration('request.timeout', timeout);
  return async (context) => {
    const { bot } = await userOf(context);
    const answer = await bot.request(
      bot.type(String(message)),
      helpers.template(value, context) as never,
      bot.type(String(reply)),
      {
        ...(match === undefined ? {} : { matchField: String(match) as never }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      },
    );
    if (as !== undefined) context.vars[String(as)] = answer;
  };
};

const createBot = (given: unknown, { userOf }: Workshop): Run => {
  const { for: span = '30s', think = '500ms±200ms' } = fieldsOf('bot', given);
  const ms = readDuration('bot.for', span);
  const pace = parsePace(String(think));
  if (pace === undefined) throw new Error(`the step bot: think is no pace such as 500ms±200ms: ${think}`);
  return async (context) => {
    const { bot, settings, observer, clock } = await userOf(context);
    if (settings.script.loop === undefined && settings.script.measures === undefined)
      throw new Error('the step bot needs config.engines.netmgr.script, a script with a loop');
    const turns = new Turns({ bot, script: settings.script, pace, clock, observer });
    await pause(ms, clock);
    // A turn that waits for something other than a reply keeps nobody.
    await waitAtMost(settings.requestTimeoutMs, turns.stop(), clock);
  };
};

/** A function of the processor, in either of Artillery's manners: with a callback, or async. */
const createFunction = (given: unknown, { test, userOf }: Workshop): Run => {
  const run = processorFunction(test, given);
  return async (context) => {
    await userOf(context);
    if (run.length < 3) return run(context, context.events);
    return new Promise<void>((resolve, reject) => {
      run(context, context.events, (error?: unknown) => (error ? reject(error) : resolve()));
    });
  };
};

const STEPS: Readonly<Record<string, (given: unknown, shop: Workshop) => Run>> = {
  connect: createConnect,
  send: createSend,
  request: createRequest,
  bot: createBot,
  function: createFunction,
};

const fieldsOf = (step: string, given: unknown): Readonly<Record<string, unknown>> => {
  if (typeof given !== 'object' || given === null)
    throw new Error(`the step ${step} takes fields, not ${JSON.stringify(given)}`);
  const fields = given as Readonly<Record<string, unknown>>;
  for (const name of NEEDED[step] ?? []) {
    if (fields[name] === undefined) throw new Error(`the step ${step} needs ${name}: ${JSON.stringify(given)}`);
  }
  return fields;
};

const NEEDED: Readonly<Record<string, readonly string[]>> = { send: ['message'], request: ['message', 'reply'] };

const processorFunction = ({ config }: TestScript, name: unknown): ((...args: unknown[]) => unknown) => {
  const found = config.processor?.[String(name)];
  if (typeof found === 'function') return found as (...args: unknown[]) => unknown;
  throw new Error(`the processor exports no function ${name}`);
};

const readDuration = (name: string, given: unknown): number => {
  const ms = parseDuration(String(given));
  if (ms !== undefined) return ms;
  throw new Error(`${name} takes a duration such as 10s or 600ms, not ${given}`);
};
