// `artillery-engine-netmgr`: virtual users of Artillery as bots. Artillery finds it by its name, when a test has `config.engines.netmgr`.

import { createSystemClock } from '@netmgr/client/node';
import { Bot } from '../bots/bot.ts';
import type { Context, Events, Helpers, ScenarioSpec, Step, TestScript } from './artillery.ts';
import { type EngineSettings, loadSettings } from './engine-settings.ts';
import { createEventObserver } from './event-observer.ts';
import { createStep, type User } from './steps.ts';

/** The engine as Artillery makes it, once for each of its workers. */
export default class NetMgrEngine {
  readonly #test: TestScript;
  readonly #helpers: Helpers;
  readonly #clock = createSystemClock();
  #settings: Promise<EngineSettings> | undefined;
  #userCount = 0;

  constructor(test: TestScript, _events: unknown, helpers: Helpers) {
    this.#test = test;
    this.#helpers = helpers;
  }

  /** Makes a function that runs one virtual user through the flow. Throws an Error that shows a step which is none. */
  createScenario(scenario: ScenarioSpec, events: Events): Step {
    const users = new WeakMap<Context, Promise<User>>();
    const userOf = (context: Context, url?: unknown): Promise<User> => {
      const user = users.get(context) ?? this.#createUser(context, url, events);
      users.set(context, user);
      return user;
    };
    const shop = { test: this.#test, helpers: this.#helpers, userOf };
    const steps = scenario.flow.map((spec) => createStep(spec, shop));
    return (context, callback) => {
      events.emit('started');
      context.events = events;
      this.#play(steps, context, events).then(
        () => callback(null, context),
        (error: unknown) => callback(error, context),
      );
    };
  }

  async #play(steps: readonly Step[], context: Context, events: Events): Promise<void> {
    try {
      for (const step of steps) await runStep(step, context);
    } catch (error) {
      const { bot } = context;
      if (bot instanceof Bot) bot.fail(error);
      else events.emit('error', error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      await leave(context, events);
    }
  }

  async #createUser(context: Context, url: unknown, events: Events): Promise<User> {
    this.#settings ??= loadSettings(this.#test);
    const settings = await this.#settings;
    const observer = createEventObserver(events);
    const clock = this.#clock;
    const target = String(url ?? this.#helpers.template(this.#test.config.target, context));
    const bot = new Bot({
      number: ++this.#userCount,
      net: { ...settings.net, url: target },
      clock,
      random: Math.random,
      observer,
      requestTimeoutMs: settings.requestTimeoutMs,
    });
    // For the functions of a processor, too.
    context.bot = bot;
    await bot.connect();
    return { bot, settings, observer, clock };
  }
}

const runStep = (step: Step, context: Context): Promise<void> =>
  new Promise((resolve, reject) => step(context, (error) => (error ? reject(error) : resolve())));

/** Says Quit, and tells what has gone over the connection. */
const leave = async ({ bot }: Context, events: Events): Promise<void> => {
  if (!(bot instanceof Bot)) return;
  await bot.close();
  const { framesOut, framesIn } = bot.net.stats;
  events.emit('counter', 'netmgr.messages_out', framesOut);
  events.emit('counter', 'netmgr.messages_in', framesIn);
};
