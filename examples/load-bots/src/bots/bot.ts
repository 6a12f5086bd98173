import {
  type Clock,
  type MessageType,
  NetMgr,
  NetMgrError,
  type NodeNetMgrOptions,
  type RequestOptions,
  UsageError,
} from '@netmgr/client/node';
import { pickMessages } from './message-module.ts';
import type { Observer } from './observer.ts';

const UNANSWERED = 'UNANSWERED';

/** What a bot is made of. */
export interface BotOptions {
  /** Numbers the bots from 1. */
  readonly number: number;
  readonly net: NodeNetMgrOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observer: Observer;
  /** How long a request waits for its reply. */
  readonly requestTimeoutMs: number;
}

/** One player of the load: a NetMgr whose requests are measured. It is what a script is given. */
export class Bot {
  readonly number: number;
  /** The connection, for all that is not measured: `net.onMessage`, `net.state` … */
  readonly net: NetMgr;
  /** Draws from [0, 1), the same row for the same seed and number. */
  readonly random: () => number;
  /** Is the script's own: what it wants to remember about this bot. */
  readonly notes: Record<string, unknown> = {};
  readonly #options: BotOptions;
  readonly #told: WeakSet<object> = new WeakSet();
  #lateMs = 0;
  #isEnding = false;

  constructor(options: BotOptions) {
    const { number, net, clock, random, observer } = options;
    this.#options = options;
    this.number = number;
    this.random = random;
    this.net = new NetMgr({ ...net, clock, random });
    this.net.on('latency', ({ rttMs }) => observer.heartbeat(rttMs));
    this.net.on('error', (error) => this.fail(error));
    this.net.on('connected', ({ reconnected }) => reconnected && observer.connected(undefined));
  }

  /** Connects. Rejects when the first dial fails, unless the options of the NetMgr say that it is to be tried again. */
  async connect(): Promise<void> {
    const { clock, observer } = this.#options;
    const from = clock.now();
    try {
      await this.net.connect();
    } catch (error) {
      if (!this.#isEnding) this.fail(error);
      throw error;
    }
    observer.connected(clock.now() - from);
  }

  /** Finds a message type by its name among those that the run was given. Throws when there is none. */
  type(name: string): MessageType<never> {
    const found = pickMessages(this.#options.net.messages ?? []).find((type) => type.name === name);
    if (found !== undefined) return found as MessageType<never>;
    throw new Error(`there is no message type '${name}' among those that were given`);
  }

  /** Sends a message that nobody answers. Without a connection it is dropped. */
  send<T>(type: MessageType<T>, value: T): void {
    this.net.send(type, value, { whenOffline: 'drop' });
    this.#options.observer.sent();
  }

  /** Sends a message, waits for its reply and measures how long that took. Rejects as `NetMgr.request` does; the failure is counted. */
  async request<Q, R>(
    type: MessageType<Q>,
    value: Q,
    replyType: MessageType<R>,
    options: RequestOptions<Q, R> = {},
  ): Promise<R> {
    const { clock, observer, requestTimeoutMs: timeoutMs } = this.#options;
    const sentAt = clock.now();
    const lateMs = this.#lateMs;
    // What a turn asks later follows a reply and not a plan.
    this.#lateMs = 0;
    try {
      const reply = this.net.request(type, value, replyType, { timeoutMs, whenOffline: 'drop', ...options });
      observer.sent();
      const answer = await reply;
      const tookMs = clock.now() - sentAt;
      observer.replied(tookMs + lateMs, tookMs);
      return answer;
    } catch (error) {
      if (this.#isInVain(error)) observer.waitedInVain(clock.now() - sentAt + lateMs);
      this.fail(error);
      throw error;
    }
  }

  /** Says how late the turn is that begins now: its first request is measured from when it was planned. */
  beLate(lateMs: number): void {
    this.#lateMs = lateMs;
  }

  /** Counts a failure, once, wherever it comes up. */
  fail(error: unknown): void {
    const thrown = typeof error === 'object' && error !== null ? error : new Error(String(error));
    if (this.#told.has(thrown)) return;
    this.#told.add(thrown);
    const code = this.#codeOf(thrown);
    this.#options.observer.failed(code, code === UNANSWERED ? 'no reply by the time the bot said Quit' : thrown);
  }

  /** Says Quit and closes; a request that still waits counts as unanswered. */
  close(): Promise<void> {
    this.#isEnding = true;
    return this.net.close();
  }

  /** Tells whether a request went out and got no reply: its time ran out, or its connection ended, unless the script closed it itself. */
  #isInVain(error: unknown): boolean {
    if (!(error instanceof NetMgrError) || error instanceof UsageError) return false;
    return this.#codeOf(error) !== 'CLOSED';
  }

  #codeOf(error: object): string {
    if (!(error instanceof NetMgrError)) return 'SCRIPT_FAILED';
    return this.#isEnding && error.code === 'CLOSED' ? UNANSWERED : error.code;
  }
}
