// Pages need not know of it: their `lib` may be older.
/// <reference lib="esnext.disposable" preserve="true" />

import { announce, causeOf } from './announcements.ts';
import type { ConnectionState, DropError, Status } from './connection/state.ts';
import { ConnectionDriver } from './connection-driver.ts';
import type { Dialers } from './dial-target.ts';
import type { MessageHandler } from './dispatcher.ts';
import type { Listener } from './emitter.ts';
import { ConnectionError, type NetMgrError, UsageError } from './errors.ts';
import type { NetMgrEvents } from './events.ts';
import { MessageIntake, type UpdateOptions } from './message-intake.ts';
import { NetContext } from './net-context.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import type { NetMgrStats } from './net-mgr-stats.ts';
import { createNetWire, type NetWire } from './net-wire.ts';
import type { WhenOffline } from './offline-queue.ts';
import { checkNumber } from './option-checks.ts';
import { type ResolveOptions, resolveOptions } from './options.ts';
import type { MessageType } from './protocol/message-type.ts';
import { Sender, type SendResult } from './sender.ts';
import { SharedPromise } from './shared-promise.ts';
import { addTap, type NetTap } from './tap.ts';
import { WEB_DIALERS } from './web-dialers.ts';

/** How one message is sent. */
export interface SendOptions {
  /**
   * What to do when there is no connection.
   * @default the NetMgr's `whenOffline`
   */
  readonly whenOffline?: WhenOffline;
}

/** How one request is sent and its reply found. */
export interface RequestOptions<Q, R> extends SendOptions {
  /**
   * How long to wait for the reply; `Infinity`, or more than some 24 days, waits until the connection ends.
   * @default 10000 ms
   */
  readonly timeoutMs?: number;
  /**
   * A field of both messages that must be equal, such as a sequence number. Without it, the next message of the reply's type is the reply.
   */
  readonly matchField?: keyof Q & keyof R & string;
}

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Talks to a game server: typed messages over a connection that watches itself and comes back.
 *
 * Nothing happens before `connect()`, and nothing is left after `close()`; `await using` closes too.
 */
export class NetMgr {
  readonly #context: NetContext;
  readonly #intake: MessageIntake;
  readonly #driver: ConnectionDriver;
  readonly #sender: Sender;
  readonly #opening: SharedPromise = new SharedPromise();
  #closing: SharedPromise | undefined;
  #lostAt = 0;

  /**
   * Throws a `UsageError` that names the option or message that cannot work. An entry gives the URL schemes that it dials, and how options
   * are read in its runtime.
   */
  constructor(options: NetMgrOptions, dialers: Dialers = WEB_DIALERS, resolve: ResolveOptions = resolveOptions) {
    this.#context = new NetContext(resolve(options, dialers));
    this.#intake = new MessageIntake(this.#context);
    this.#driver = new NetMgr.#Driver(this);
    this.#sender = new Sender(this.#driver, this.#context);
  }

  /** A driver that tells its NetMgr. */
  static readonly #Driver = class extends ConnectionDriver {
    readonly #net: NetMgr;

    constructor(net: NetMgr) {
      super(net.#context, net.#intake);
      this.#net = net;
    }

    protected onMove(previous: ConnectionState, next: ConnectionState, lost: number): void {
      this.#net.#moved(previous, next, lost);
    }

    protected onIdle(): void {
      this.#net.#settle();
    }

    protected onLeave(): void {
      void this.#net.close();
    }
  };

  /** Where the connection stands. */
  get state(): Status {
    return this.#driver.state.status;
  }

  /** A snapshot of what was measured and counted. */
  get stats(): NetMgrStats {
    return {
      ...this.#context.counters,
      ...this.#driver.latency,
      queued: this.#sender.queued,
      queuedBytes: this.#sender.queuedBytes,
      waiting: this.#intake.waiting,
      bufferedBytes: this.#driver.outbox?.bufferedBytes ?? 0,
    };
  }

  /** Counts the timers that are armed; 0 when closed. */
  get armedTimers(): number {
    return this.#driver.armedCount + this.#intake.armedCount;
  }

  /**
   * Connects, and resolves once connected. Rejects with what ended the first dial (`retryFirstConnect: true` keeps trying), and with
   * `CLOSED` when `close()` is called first. While connected it resolves at once; while backing off it dials at once; while
   * closing it dials when that is done.
   */
  connect(): Promise<void> {
    return this.#opening.wait((join) => this.#driver.feed({ type: 'connect' }, join));
  }

  /** Dials at once where a delay before the next dial is running; elsewhere does nothing. */
  reconnectNow(): void {
    this.#driver.feed({ type: 'reconnectNow' });
  }

  /**
   * Ends the connection for good, from any state: sends what is batched and a Quit, half-closes, and waits for the server no longer than
   * `quitTimeoutMs`. Then no timer is armed, no socket is open and every promise is settled. What waits for `update()` is discarded. Never
   * rejects.
   */
  close(): Promise<void> {
    this.#intake.discard();
    this.#closing ??= new SharedPromise();
    return this.#closing.wait((join) => this.#driver.feed({ type: 'close' }, join));
  }

  /** Closes at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Listens to an event and returns an idempotent unsubscribe. A listener that throws is reported by `error` and harms no other. */
  on<E extends keyof NetMgrEvents>(event: E, listener: Listener<E>): () => void {
    return this.#context.events.on(event, listener);
  }

  /** Listens to the next occurrence of an event, or to the next message of a type. */
  once<E extends keyof NetMgrEvents>(event: E, listener: Listener<E>): () => void;
  once<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void;
  once(subject: keyof NetMgrEvents | MessageType<unknown>, callback: unknown): () => void {
    if (typeof subject === 'string')
      return this.#context.events.once(subject, callback as Listener<keyof NetMgrEvents>);
    const off = this.#intake.on(subject, (message, meta) => {
      off();
      return (callback as MessageHandler<unknown>)(message, meta);
    });
    return off;
  }

  /** Handles every message of a type and returns an idempotent unsubscribe. Replies that a `request` waited for do not come here. */
  onMessage<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void {
    return this.#intake.on(type, handler);
  }

  /**
   * Sends a message. It is encoded before this returns, so the value may change afterwards, and goes out with all others of this
   * microtask. Throws a `UsageError` when a value does not fit its field or the message is too large; nothing is sent then.
   */
  send<T>(type: MessageType<T>, value: T, options?: SendOptions): SendResult {
    return this.#sender.send(type, value, options?.whenOffline);
  }

  /** Sends a ready body under an id that needs no type. */
  sendFrame(id: number, body: Uint8Array, options?: SendOptions): SendResult {
    return this.#sender.sendFrame(id, body, options?.whenOffline);
  }

  /**
   * Sends a message and resolves with its reply. Rejects with `REQUEST_TIMEOUT`, with what ended the connection, with `CLOSED`,
   * or with the `UsageError` that `send` would throw.
   */
  async request<Q, R>(
    type: MessageType<Q>,
    value: Q,
    replyType: MessageType<R>,
    options: RequestOptions<Q, R> = {},
  ): Promise<R> {
    const { timeoutMs = REQUEST_TIMEOUT_MS, matchField } = options;
    checkNumber('timeoutMs', timeoutMs, 0);
    this.#context.learn(replyType);
    const expected = matchField === undefined ? undefined : value[matchField];
    const matches = (reply: R): boolean => matchField === undefined || Object.is(reply[matchField], expected);
    return this.#intake.request({ replyId: replyType.id, what: type.name, timeoutMs, matches }, (owner) => {
      if (this.#sender.send(type, value, options.whenOffline, owner) !== 'dropped') return;
      throw new UsageError('NOT_CONNECTED', `${type.name} was dropped: ${this.state}`);
    });
  }

  /** Lets `observer` watch every frame, heartbeats included, over all connections. Returns an idempotent unsubscribe; see `NetTap`. */
  tap(observer: NetTap): () => void {
    return addTap(this.#context, observer);
  }

  /** Tells what a tool needs to read and time the frames that `tap` shows. */
  get wire(): NetWire {
    return createNetWire(this.#context);
  }

  /** Writes what was sent in this microtask to the network now. */
  flush(): void {
    this.#driver.outbox?.flush();
  }

  /** Delivers the messages that wait in manual dispatch, in order, and tells how many. Call it from the game loop. */
  update(options: UpdateOptions = {}): number {
    return this.#intake.update(options, (error) => this.#broken(error));
  }

  #moved(previous: ConnectionState, next: ConnectionState, lost: number): void {
    this.#tidyUp(previous, next);
    this.#sender.dropped('connectionLost', lost);
    announce(previous, next, (event, ...args) => {
      // A listener may have closed meanwhile: then no dial follows.
      if (event !== 'reconnecting' || !this.#driver.hasMore) this.#context.events.emit(event, ...args);
    });
    if (next.status === 'connected' && previous.status === 'connecting') this.#sender.sendQueued();
  }

  #tidyUp(previous: ConnectionState, next: ConnectionState): void {
    if (previous.status === next.status) return;
    const now = this.#context.settings.clock.now();
    if (next.status === 'connected') {
      this.#intake.discard();
      if (previous.status === 'connecting' && previous.everConnected) {
        this.#context.counters.reconnects++;
        this.#context.counters.lastReconnectMs = now - this.#lostAt;
      }
    }
    if (previous.status === 'connected') {
      this.#lostAt = now;
      this.#intake.rejectRequests(endOf(next));
    }
    if (next.status === 'closed') this.#closed(endOf(next), previous.status === 'closing' && previous.reopen);
  }

  #closed(error: NetMgrError, reopens: boolean): void {
    this.#closing?.resolve();
    if (reopens) return;
    this.#opening.reject(error);
    this.#intake.rejectRequests(error);
    // Last, because its listeners may connect anew.
    this.#sender.discard('closed');
  }

  /** Answers calls that changed nothing, such as `connect()` while connected. */
  #settle(): void {
    if (this.state === 'connected') this.#opening.resolve();
    if (this.state === 'closed') this.#closing?.resolve();
  }

  /** What waited for `update()` may be of a connection that is over, and must not end the next. */
  #broken(error: DropError): void {
    if (this.state === 'connected') this.#driver.drop(error);
    else this.#context.events.emit('error', error);
  }
}

const endOf = (state: ConnectionState): NetMgrError =>
  causeOf(state) ?? new ConnectionError('CLOSED', 'close() was called');
