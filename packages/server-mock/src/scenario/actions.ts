import type { MessageType } from '@netmgr/client/protocol';
import { badOption, checkFunction, checkOptions, checkText, checkWord } from '../check-option.ts';
import { describeFault, type Fault } from '../fault/fault.ts';
import {
  checkHasClient,
  FAULT_OPTION_NAMES,
  type FaultOptions,
  resolveFaultOptions,
} from '../fault/resolve-fault-options.ts';
import { type RestartOptions, resolveRestartOptions } from '../lifecycle.ts';
import type { MockClient } from '../mock-client.ts';
import { formatDuration } from '../time/duration.ts';
import type { Crew } from './crew.ts';
import type { ClientMoment, MessageMoment, Moment } from './moment.ts';

/** Whom a step is for: who is online at that moment, or those of them whom a function picks, which may be asked twice. */
export type Whom = 'present' | ((client: MockClient, moment: Moment) => boolean);

/** How a scenario adds a fault. */
export interface ScenarioFaultOptions extends FaultOptions {
  /** Hits the present connections of these clients alone. @default everybody, present and to come */
  readonly whom?: Whom;
}

/** A value, or how to make it when its moment has come. */
export type Made<T, M extends Moment> = T | ((moment: M) => T);

/** One thing that a scenario does, and its words for it. */
export interface Action<M extends Moment = Moment> {
  readonly text: string;
  /** Whom it is for; where that is nobody, the step is passed over without a word. */
  readonly whom?: Whom | undefined;
  readonly run: (moment: M, crew: Crew) => void | Promise<void>;
}

/** What a scenario can do. Each call adds one step; nothing happens before the scenario runs. */
export class Actions<M extends Moment = Moment> {
  readonly #add: (action: Action<M>) => void;

  constructor(add: (action: Action<M>) => void) {
    this.#add = add;
  }

  /** Lets something go wrong with the network, until `clear()`, its `durationMs`, or the end of the scenario. */
  fault(fault: Fault, given?: ScenarioFaultOptions): this {
    const { whom, ...options } = checkOptions('fault', given, [...FAULT_OPTION_NAMES, 'whom']);
    resolveFaultOptions(fault, options);
    checkWhom('fault: whom', whom);
    if (whom !== undefined) checkHasClient(fault, 'fault: whom', whom);
    const text = `fault ${describeFault(fault)}${describeOptions({ ...options, ...describeWhom(whom) })}`;
    const run: Action<M>['run'] = (moment, crew) => {
      const clients = pickClients(moment, whom);
      if (clients === undefined) crew.keepFault(moment.server.addFault(fault, options));
      else for (const client of clients) crew.keepFault(moment.server.addFault(fault, { ...options, client }));
    };
    return this.#step(text, run, whom);
  }

  /** Removes the faults that this scenario has added; what they held goes on, in order. */
  clear(): this {
    return this.#step('clear the faults', (_, crew) => crew.clearFaults());
  }

  /** Lets the server play dead without hanging up, until `resume()` or the end of the scenario. */
  stall(): this {
    return this.#step('stall the server', (_, crew) => crew.stall());
  }

  /** Lets the server go on, and make up for what waited. */
  resume(): this {
    return this.#step('resume the server', (_, crew) => crew.resume());
  }

  /** Ends connections without a Quit. Those of everybody, unless a client set this off or `whom` says otherwise. */
  drop(how: 'fin' | 'reset', whom?: Whom): this {
    checkWord('drop: how', how, ['fin', 'reset']);
    checkWhom('drop: whom', whom);
    const run: Action<M>['run'] = (moment) => {
      for (const client of pickClients(moment, whom) ?? moment.server.clients) client.drop(how);
    };
    return this.#step(`drop by ${how}${describeOptions(describeWhom(whom))}`, run, whom);
  }

  /** Says Quit to clients and closes: everybody, unless a client set this off or `whom` says otherwise. */
  kick(whom?: Whom): this {
    checkWhom('kick: whom', whom);
    const run: Action<M>['run'] = (moment) => {
      for (const client of pickClients(moment, whom) ?? moment.server.clients) client.kick();
    };
    return this.#step(`kick${describeOptions(describeWhom(whom))}`, run, whom);
  }

  /** Restarts the server as a process would be; `downMs` says how long nobody can connect. */
  restart(options?: RestartOptions): this {
    const checked = resolveRestartOptions(options);
    const text = `restart the server by ${checked.how}, down for ${formatDuration(checked.downMs)}`;
    return this.#step(text, ({ server }) => server.restart(checked));
  }

  /** Sends a message to everybody online. */
  broadcast<T>(type: MessageType<T>, value: Made<T, M>): this {
    checkType('broadcast', type);
    return this.#step(`broadcast ${type.name}`, (moment) => void moment.server.broadcast(type, make(value, moment)));
  }

  /** Lets the machine of the clients sleep: its time stands still and the network cannot reach it, until `wake()`. */
  sleep(): this {
    return this.#step('the machine falls asleep', (_, crew) => crew.sleep());
  }

  /** Wakes the machine of the clients. */
  wake(): this {
    return this.#step('the machine wakes', (_, crew) => crew.wake());
  }

  /** Does anything else; `text` names it in the trace and in failures. A promise is waited for, at most a minute longer than the script. */
  do(text: string, run: (moment: M) => void | Promise<void>): this {
    checkText('do: text', text);
    checkFunction('do: run', run);
    return this.#step(text, (moment) => run(moment));
  }

  /** Says something in the trace, for whoever reads along. */
  say(text: string): this {
    checkText('say: text', text);
    return this.#step(text, () => {});
  }

  #step(text: string, run: Action<M>['run'], whom?: Whom): this {
    this.#add({ text, run, whom });
    return this;
  }
}

/** What a scenario can do about a message. */
export class Reactions<T> extends Actions<MessageMoment<T>> {
  readonly #addReply: (action: Action<MessageMoment<T>>) => void;

  constructor(add: (action: Action<MessageMoment<T>>) => void) {
    super(add);
    this.#addReply = add;
  }

  /** Sends a message back to whoever sent this one. */
  reply<R>(type: MessageType<R>, value: Made<R, MessageMoment<T>>): this {
    checkType('reply', type);
    this.#addReply({
      text: `reply ${type.name}`,
      run: (moment) => void moment.client.send(type, make(value, moment)),
    });
    return this;
  }
}

/** Tells whom a step is for at this moment; undefined: everybody, also who is to come. */
export const pickClients = (
  moment: Moment | ClientMoment,
  whom: Whom | undefined,
): readonly MockClient[] | undefined => {
  if (whom === 'present') return moment.server.clients;
  if (whom !== undefined) return moment.server.clients.filter((client) => whom(client, moment));
  if (!('client' in moment)) return undefined;
  return moment.client.isOnline ? [moment.client] : [];
};

/** Checks that a step is given a message type. Throws UsageError BAD_OPTION. */
export const checkType = <T>(step: string, type: MessageType<T>): void => {
  const { id, name, write, read }: Partial<MessageType<T>> = type ?? {};
  const isType =
    Number.isInteger(id) && typeof name === 'string' && typeof write === 'function' && typeof read === 'function';
  if (!isType) throw badOption(`${step}: type`, 'a message type', type);
};

const checkWhom = (name: string, whom: Whom | undefined): void => {
  if (whom === undefined || whom === 'present' || typeof whom === 'function') return;
  throw badOption(name, "'present' or a function", whom);
};

const make = <T, M extends Moment>(value: Made<T, M>, moment: M): T =>
  typeof value === 'function' ? (value as (moment: M) => T)(moment) : value;

const describeWhom = (whom: Whom | undefined): Readonly<Record<string, unknown>> =>
  whom === undefined ? {} : { whom: whom === 'present' ? whom : 'some' };

const describeOptions = (options: object): string => {
  const words = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`);
  return words.length === 0 ? '' : `, ${words.join(', ')}`;
};
