// A script is written with a finger on the clock: `at` puts the finger to a time, `for` moves it on, and every step is for the
// time at which it points. So a script can be read as prose, and nothing that takes long moves what comes later.

import { type MessageType, UsageError } from '@netmgr/client/protocol';
import { checkFunction, checkOptions, checkText } from '../check-option.ts';
import { createSeededRandom } from '../time/seeded-random.ts';
import { type Action, Actions, checkType, Reactions } from './actions.ts';
import type { ClientMoment, MessageMoment, Moment } from './moment.ts';
import type { Plan, PlanEntry } from './plan.ts';
import { type Span, toMs } from './span.ts';

/** How long a step that repeats goes on. */
export interface RepeatOptions {
  /** How long, from the time of the step. @default to the end of the script */
  readonly for?: Span;
}

/** How to wait for what is expected. */
export interface ThenExpectOptions {
  /** How long it may take to come true. @default '1s' */
  readonly within?: Span;
}

/** Tells whether what is expected is so. Returning `false` or throwing means: not yet, and so does a promise, which tells nothing now. */
export type ExpectationCheck = (moment: Moment) => unknown;

/** Tells whether a message is the expected one. */
export type MessageCheck<T> = (moment: MessageMoment<T>) => boolean;

/** What a scenario is written with. */
export class Script extends Actions<Moment> {
  /** Gives numbers in [0, 1) from the seed of the run, while the script is written. */
  readonly random: () => number;
  readonly #entries: PlanEntry[] = [];
  #atMs = 0;
  #endMs = 0;
  #stepCount = 0;
  #isFinished = false;

  constructor(seed: number) {
    super((action) => this.#entries.push({ kind: 'once', ...this.#nextPlace(), action }));
    this.random = createSeededRandom(seed);
  }

  /** Goes to a time, counted from the beginning. */
  at(time: Span): this {
    return this.#goTo(toMs('at', time));
  }

  /** Lets time pass: what follows comes so much later. */
  for(span: Span): this {
    return this.#goTo(this.#atMs + toMs('for', span));
  }

  /** Draws a time between two, the same for every run of one seed. */
  between(from: Span, to: Span): number {
    const fromMs = toMs('between: from', from);
    const toMost = toMs('between: to', to, fromMs);
    return Math.round(fromMs + this.random() * (toMost - fromMs));
  }

  /** Repeats what follows in this sentence, first now and then each time so much later. */
  every(span: Span, options?: RepeatOptions): Actions<Moment> {
    const everyMs = toMs('every', span, 1);
    const { for: forSpan } = checkOptions('every', options, ['for']);
    const endMs = forSpan === undefined ? undefined : this.#atMs + toMs('every: for', forSpan);
    if (endMs !== undefined) this.#endMs = Math.max(this.#endMs, endMs);
    const actions: Action[] = [];
    this.#entries.push({ kind: 'every', ...this.#nextPlace(), everyMs, endMs, actions });
    return new Actions((action) => actions.push(action));
  }

  /** Does what follows in this sentence for each message of a type that comes from now on, and that `check` likes. */
  whenMessage<T>(type: MessageType<T>, check: MessageCheck<T> = () => true): Reactions<T> {
    checkType('whenMessage', type);
    checkFunction('whenMessage: check', check);
    const actions: Action<MessageMoment<T>>[] = [];
    this.#entries.push({
      kind: 'whenMessage',
      ...this.#nextPlace(),
      type: type as MessageType<unknown>,
      check: check as MessageCheck<unknown>,
      actions: actions as unknown as Action<MessageMoment<unknown>>[],
    });
    return new Reactions((action) => actions.push(action));
  }

  /** Does what follows in this sentence for each client that comes online from now on. */
  whenOnline(): Actions<ClientMoment> {
    const actions: Action<ClientMoment>[] = [];
    this.#entries.push({ kind: 'whenOnline', ...this.#nextPlace(), actions });
    return new Actions((action) => actions.push(action));
  }

  /** Expects that something is so now, or comes true in time; otherwise the scenario fails. `what` completes "expected that …". */
  thenExpect(what: string, check: ExpectationCheck, options?: ThenExpectOptions): this {
    checkText('thenExpect: what', what);
    checkFunction('thenExpect: check', check);
    const withinMs = readWithin('thenExpect', options);
    this.#entries.push({ kind: 'expect', ...this.#nextPlace(), what, check, withinMs });
    return this;
  }

  /** Expects a message that comes from now on, in time. */
  thenExpectMessage<T>(type: MessageType<T>, check: MessageCheck<T> = () => true, options?: ThenExpectOptions): this {
    checkType('thenExpectMessage', type);
    checkFunction('thenExpectMessage: check', check);
    this.#entries.push({
      kind: 'expectMessage',
      ...this.#nextPlace(),
      type: type as MessageType<unknown>,
      check: check as MessageCheck<unknown>,
      withinMs: readWithin('thenExpectMessage', options),
    });
    return this;
  }

  /** Gives what was written. Whoever writes on gets UsageError BAD_VALUE: nobody would play it. */
  finish(): Plan {
    this.#isFinished = true;
    return { entries: this.#entries, endMs: this.#endMs };
  }

  #goTo(ms: number): this {
    this.#atMs = ms;
    this.#endMs = Math.max(this.#endMs, ms);
    return this;
  }

  #nextPlace(): { readonly step: number; readonly atMs: number } {
    if (this.#isFinished) throw new UsageError('BAD_VALUE', 'the script is written already; .do() acts while it runs');
    return { step: ++this.#stepCount, atMs: this.#atMs };
  }
}

const readWithin = (step: string, options: ThenExpectOptions | undefined): number => {
  const { within = '1s' } = checkOptions(step, options, ['within']);
  return toMs(`${step}: within`, within);
};
