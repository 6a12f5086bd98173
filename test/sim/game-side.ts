import { type NetMgr, NetMgrError, UsageError } from '@netmgr/client';
import type { Ledger } from './ledger.ts';
import { AnswerMsg, AskMsg, MoveMsg, padOf, TickMsg } from './messages.ts';
import { type Call, type PlannedReaction, TRIGGERS, type Trigger } from './operations.ts';

/** More turns of the microtask queue than a rejection takes from the NetMgr to here. */
const SETTLING_TURNS = 20;

/** What a game needs from its simulation. */
export interface GameOptions {
  readonly net: NetMgr;
  readonly ledger: Ledger;
  readonly reactions: readonly PlannedReaction[];
  readonly complain: (what: string) => void;
  /** A `close()` resolved, and no `connect()` was called since it was. */
  readonly onClosed: () => void;
  /** The host woke, or believes that it has no network. */
  readonly onHost: (what: 'wake' | 'offlineHint') => void;
}

/** The game of a simulation: calls the NetMgr, also from inside its callbacks, and keeps every promise it is given. */
export class GameSide {
  readonly #options: GameOptions;
  readonly #reactions: PlannedReaction[];
  readonly #removers: Map<Trigger, () => void> = new Map();
  readonly #unsettled: Set<string> = new Set();
  #promiseCount = 0;
  #connectCount = 0;
  #mayDial = false;
  /** The requests that wait, and the turn in which each was made. */
  readonly #requests: Map<number, object> = new Map();
  #turn: object | undefined;

  constructor(options: GameOptions) {
    this.#options = options;
    this.#reactions = [...options.reactions];
    options.net.on('state', (_, previous) => {
      if (previous === 'connected') void this.#checkRequests();
    });
    for (const trigger of TRIGGERS) this.#reactTo(trigger);
  }

  /** Names the promises that have not settled. */
  get unsettled(): readonly string[] {
    return [...this.#unsettled];
  }

  /** Tells whether the last word was `connect()`. */
  get mayDial(): boolean {
    return this.#mayDial;
  }

  /** Makes callbacks quiet from here on. */
  forgetReactions(): void {
    this.#reactions.length = 0;
  }

  /** Makes a call. Only a `UsageError` may come out of it. */
  call(call: Call): void {
    try {
      this.#callUnguarded(call);
    } catch (error) {
      if (!(error instanceof UsageError)) this.#options.complain(`${call.do} threw ${String(error)}`);
    }
  }

  #callUnguarded(call: Call): void {
    const { net } = this.#options;
    switch (call.do) {
      case 'connect':
        this.#connect();
        break;
      case 'close':
        this.#close();
        break;
      case 'reconnectNow':
        net.reconnectNow();
        break;
      case 'flush':
        net.flush();
        break;
      case 'wake':
      case 'offlineHint':
        this.#options.onHost(call.do);
        break;
      case 'update':
        net.update({ maxMessages: call.maxMessages });
        break;
      case 'send':
        this.#send(call);
        break;
      case 'sendTooLarge':
        net.send(MoveMsg, { serial: -1, pad: new Uint8Array(1_100_000) });
        this.#options.complain('a message beyond maxBodyBytes was taken');
        break;
      case 'request':
        this.#request(call);
    }
  }

  #connect(): void {
    const count = ++this.#connectCount;
    this.#mayDial = true;
    const { net, complain } = this.#options;
    const connected = net.connect();
    this.#track('connect()', connected);
    connected.catch(() => {
      if (count === this.#connectCount && net.state !== 'closed') complain(`connect() rejected while ${net.state}`);
    });
  }

  #close(): void {
    const connectCount = this.#connectCount;
    const closed = this.#options.net.close();
    // In the same turn, a connect() that came before it may still be worked on.
    queueMicrotask(() => {
      if (connectCount === this.#connectCount) this.#mayDial = false;
    });
    const checked = closed.then(() => {
      if (connectCount === this.#connectCount) this.#options.onClosed();
    });
    this.#track('close()', checked);
  }

  #send({ bytes, whenOffline }: Extract<Call, { do: 'send' }>): void {
    const { net, ledger } = this.#options;
    const serial = ledger.nextSerial();
    const message = { serial, pad: padOf(serial, bytes) };
    ledger.accepted(serial, net.send(MoveMsg, message, whenOffline === undefined ? {} : { whenOffline }));
  }

  #request({ wantsAnswer, timeoutMs }: Extract<Call, { do: 'request' }>): void {
    const { net, ledger, complain } = this.#options;
    const serial = ledger.nextSerial();
    ledger.accepted(serial, 'asked');
    this.#requests.set(serial, this.#currentTurn());
    const reply = net.request(AskMsg, { serial, wantsAnswer }, AnswerMsg, { timeoutMs, matchField: 'serial' });
    const checked = reply.then(
      (answer) => {
        if (answer.serial !== serial || !wantsAnswer) complain(`request ${serial} got ${answer.serial}`);
      },
      (error) => {
        if (wasRefused(error)) ledger.refused(serial);
        throw error;
      },
    );
    this.#track(
      `request ${serial}`,
      checked.finally(() => this.#requests.delete(serial)),
    );
  }

  /** The end of a connection settles every request of it, though not those that its own listeners made. */
  async #checkRequests(): Promise<void> {
    const turn = this.#currentTurn();
    const waiting = [...this.#requests].filter(([, madeIn]) => madeIn !== turn).map(([serial]) => serial);
    for (let i = 0; i < SETTLING_TURNS; i++) await null;
    const left = waiting.filter((serial) => this.#requests.has(serial));
    if (left.length > 0) this.#options.complain(`requests ${left} outlived their connection`);
  }

  /** Names what happens before the next microtask. */
  #currentTurn(): object {
    if (this.#turn === undefined) {
      this.#turn = {};
      queueMicrotask(() => {
        this.#turn = undefined;
      });
    }
    return this.#turn;
  }

  #track(name: string, promise: Promise<unknown>): void {
    const { complain } = this.#options;
    const label = `${name}, promise ${++this.#promiseCount}`;
    this.#unsettled.add(label);
    promise.then(
      () => this.#unsettled.delete(label),
      (error) => {
        this.#unsettled.delete(label);
        if (!(error instanceof NetMgrError)) complain(`${label} rejected with ${String(error)}`);
      },
    );
  }

  /** Registers a callback that does what is planned for its trigger, one thing at each call. */
  #reactTo(trigger: Trigger): void {
    const { net } = this.#options;
    const callback = (): void | Promise<void> => {
      const index = this.#reactions.findIndex(({ on }) => on === trigger);
      if (index < 0) return;
      const [planned] = this.#reactions.splice(index, 1);
      return this.#perform(planned!);
    };
    this.#removers.set(trigger, trigger === 'message' ? net.onMessage(TickMsg, callback) : net.on(trigger, callback));
  }

  #perform({ on: trigger, reaction }: PlannedReaction): void | Promise<void> {
    // What a listener of `error` throws goes to the host on purpose.
    const mayFail = trigger !== 'error';
    switch (reaction.do) {
      case 'throw':
        if (mayFail) throw new Error('planned');
        break;
      case 'reject':
        if (mayFail) return Promise.reject(new Error('planned'));
        break;
      case 'remove':
        this.#removers.get(trigger)?.();
        this.#reactTo(trigger);
        break;
      default:
        this.call(reaction);
    }
  }
}

/** Tells a request that was never accepted from one that was dropped. */
const wasRefused = (error: unknown): boolean => error instanceof UsageError && !error.message.includes('was dropped');
