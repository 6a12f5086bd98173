import {
  type CloseReason,
  type HeartbeatOptions,
  type Lifecycle,
  type LifecycleListener,
  NetMgr,
  type NetMgrOptions,
  type ReconnectingInfo,
} from '@netmgr/client';
import { createSeededRandom, VirtualClock } from '@netmgr/server-mock';
import { recutTransport } from '../support/recut-transport.ts';
import { GameSide } from './game-side.ts';
import { Ledger } from './ledger.ts';
import { BrokenMsg, MESSAGES, TickMsg } from './messages.ts';
import type { Operation, PlannedReaction } from './operations.ts';
import { ServerSide } from './server-side.ts';
import { Watcher } from './watcher.ts';
import { WireTap } from './wire-tap.ts';

/** What a simulation is made of. */
export interface WorldOptions {
  readonly net: Partial<NetMgrOptions>;
  /** Whether the NetMgr is given its transport, or finds it behind a `url` function. */
  readonly target: 'transport' | 'url';
  readonly reactions: readonly PlannedReaction[];
  readonly seed: number;
}

/** How long silence may last before a server counts as dead; `undefined` when nothing is concluded from it. */
const detectionMs = (heartbeat: NetMgrOptions['heartbeat']): number | undefined => {
  if (typeof heartbeat !== 'object' || heartbeat.expectReply === false) return undefined;
  return heartbeat.intervalMs! + heartbeat.replyTimeoutMs!;
};

/** A NetMgr that is watched from all sides, on virtual time, over a network that cuts the bytes anywhere. */
export class World {
  /** What broke a promise, and when. */
  readonly complaints: string[] = [];
  readonly net: NetMgr;
  readonly #options: WorldOptions;
  readonly #clock: VirtualClock = new VirtualClock();
  readonly #serverSide: ServerSide;
  readonly #gameSide: GameSide;
  readonly #tap: WireTap;
  readonly #ledger: Ledger;
  readonly #watcher: Watcher;
  readonly #random: () => number;
  #upDial = 0;
  #lastWakeAt = 0;
  #lastHostWakeAt = 0;
  readonly #host: Set<LifecycleListener> = new Set();
  #stateSince = 0;

  constructor(options: WorldOptions) {
    const complain = (what: string): void => this.#complain(what);
    this.#options = options;
    this.#random = createSeededRandom(options.seed);
    this.#ledger = new Ledger(complain);
    this.#serverSide = new ServerSide(this.#clock, this.#ledger, options.seed, complain);
    this.#tap = new WireTap({
      dial: recutTransport(this.#serverSide.server.transport, (length) => this.#cut(length)),
      now: () => this.#clock.now(),
      complain,
      onDial: () => {
        if (!this.#gameSide.mayDial) complain('a dial that nobody asked for');
      },
      onTaken: () => {
        if (this.#watcher.isSuspect && this.net.state === 'connected') complain('still suspect after a byte');
      },
    });
    this.net = this.#createNet();
    this.#watcher = new Watcher(this.net, complain);
    this.net.on('state', () => {
      this.#stateSince = this.#clock.now();
    });
    this.net.on('connected', () => {
      this.#upDial = this.#tap.latest?.number ?? 0;
    });
    this.net.on('closed', (reason) => this.#checkReason(reason));
    this.net.on('reconnecting', (info) => this.#checkRetry(info));
    this.net.on('error', ({ code }) => {
      if (code === 'SERVER_SILENT' && this.#serverSide.isAnswering) complain('a server that answers was called silent');
    });
    this.#hearMessages();
    const onClosed = (): void => this.#checkQuiet('when close() resolved');
    const { net } = this;
    const onHost = (what: 'wake' | 'offlineHint'): void => this.#tellHost(what);
    const { reactions } = options;
    this.#gameSide = new GameSide({ net, ledger: this.#ledger, reactions, complain, onClosed, onHost });
  }

  /** The arrows of the state diagram that the NetMgr went along. */
  get arrows(): ReadonlySet<string> {
    return this.#watcher.arrows;
  }

  /** Does one step. */
  async perform(operation: Operation): Promise<void> {
    switch (operation.do) {
      case 'turns':
        for (let i = 0; i < operation.count; i++) await null;
        break;
      case 'advance':
        await this.#clock.advance(operation.ms);
        break;
      case 'sleep':
        await this.#clock.sleep(operation.ms);
        this.#lastWakeAt = this.#clock.now();
        break;
      case 'connect':
      case 'close':
      case 'reconnectNow':
      case 'flush':
      case 'wake':
      case 'offlineHint':
      case 'update':
      case 'send':
      case 'sendTooLarge':
      case 'request':
        this.#gameSide.call(operation);
        break;
      default:
        this.#serverSide.act(operation);
    }
    if (this.#tap.openCount > 1) this.#complain(`${this.#tap.openCount} links are open at once`);
    if (operation.do === 'advance') {
      this.#checkSilence();
      this.#checkPatience();
    }
    this.#checkBounds();
  }

  /** Heals the server: a NetMgr that is under way must arrive. */
  async heal(): Promise<void> {
    this.#gameSide.forgetReactions();
    this.#serverSide.resume();
    await this.#clock.advance(150_000);
    const { state } = this.net;
    if (!['idle', 'connected', 'closed'].includes(state)) this.#complain(`still ${state} after everything healed`);
  }

  /** Closes, and complains about whatever is left. */
  async finish(): Promise<void> {
    const { server } = this.#serverSide;
    this.#gameSide.forgetReactions();
    this.#gameSide.call({ do: 'close' });
    this.#serverSide.resume();
    await this.#clock.advance(60_000);
    this.#checkQuiet('at the end');
    if (server.openLinks > 0) this.#complain(`${server.openLinks} links are open on the server`);
    if (this.#clock.armedCount !== server.armedTimers) {
      this.#complain(`${this.#clock.armedCount} timers are armed, ${server.armedTimers} of them by the server`);
    }
    for (const promise of this.#gameSide.unsettled) this.#complain(`${promise}, never settled`);
    this.#watcher.atEnd();
    this.#ledger.settle(this.#tap.dials, this.#watcher.droppedCount);
    if (this.net.stats.dropped !== this.#watcher.droppedCount) this.#complain('stats.dropped is not what was told');
    await server.close();
    if (this.#clock.armedCount > 0) this.#complain(`${this.#clock.armedCount} timers are armed at the very end`);
    for (const error of server.errors) this.#complain(`the simulated server failed: ${error.message}`);
  }

  #complain(what: string): void {
    this.complaints.push(`${this.#clock.now()} ms: ${what}`);
  }

  #createNet(): NetMgr {
    const { net, target, seed } = this.#options;
    const common: NetMgrOptions = {
      clock: this.#clock,
      messages: MESSAGES,
      random: createSeededRandom(seed + 1),
      lifecycle: this.#lifecycle,
      ...net,
    };
    if (target === 'transport') return new NetMgr({ ...common, transport: this.#tap.transport });
    const url = async (): Promise<string> => {
      await null;
      return 'memory://server';
    };
    return new NetMgr({ ...common, url }, { memory: () => this.#tap.transport });
  }

  readonly #lifecycle: Lifecycle = (listener) => {
    this.#host.add(listener);
    return () => this.#host.delete(listener);
  };

  #tellHost(what: 'wake' | 'offlineHint'): void {
    for (const listener of this.#host) {
      if (what === 'offlineHint') listener.onOffline();
      else {
        this.#lastHostWakeAt = this.#clock.now();
        listener.onWake();
      }
    }
  }

  #hearMessages(): void {
    const isManual = this.#options.net.dispatch === 'manual';
    this.net.onMessage(TickMsg, ({ dial, index, pad }) => {
      if (dial !== this.#upDial) this.#complain(`a tick of dial ${dial}, but ${this.#upDial} is connected`);
      if (!isManual && !this.#watcher.isUp) this.#complain('a tick while not connected');
      this.#ledger.heardTick(dial, index, pad);
    });
    this.net.onMessage(BrokenMsg, () => this.#complain('a broken body was delivered'));
  }

  /** Cuts evenly between whole pieces, single bytes and anything. */
  #cut(length: number): number {
    const draw = this.#random();
    if (draw < 0.4) return length;
    return draw < 0.6 ? 1 : Math.ceil(this.#random() * length);
  }

  #checkQuiet(when: string): void {
    const { net } = this;
    if (net.state !== 'closed') this.#complain(`${net.state} ${when}`);
    if (net.armedTimers > 0) this.#complain(`${net.armedTimers} timers are armed ${when}`);
    if (this.#tap.openCount > 0) this.#complain(`a link is open ${when}`);
    if (this.#host.size > 0) this.#complain(`it listens to the host ${when}`);
    const { queued, queuedBytes, waiting, bufferedBytes } = net.stats;
    const left = queued + queuedBytes + waiting + bufferedBytes;
    if (left > 0) this.#complain(`something still waits ${when}: ${JSON.stringify(net.stats)}`);
  }

  /** Neither a dial nor a goodbye lasts longer than its timeout. */
  #checkPatience(): void {
    const limitMs = { connecting: 10_000, closing: 2000 }[this.net.state as string];
    const sinceMs = this.#clock.now() - Math.max(this.#stateSince, this.#lastWakeAt);
    if (limitMs !== undefined && sinceMs > limitMs) this.#complain(`${this.net.state} for ${sinceMs} ms`);
  }

  /** Nothing that waits is without a limit. */
  #checkBounds(): void {
    const { queued, queuedBytes, waiting } = this.net.stats;
    const { offlineQueue, inbox } = this.#options.net;
    const isWithin =
      queued <= (offlineQueue?.maxMessages ?? 1000) &&
      queuedBytes <= (offlineQueue?.maxBytes ?? 1_048_576) &&
      waiting <= (inbox?.maxMessages ?? 10_000);
    if (!isWithin) this.#complain(`${queued} messages of ${queuedBytes} bytes are queued, ${waiting} wait`);
  }

  /** Nothing is retried that the options, or its cause, say is not to be. */
  #checkRetry({ attempt, cause }: ReconnectingInfo): void {
    const { reconnect, shouldReconnect } = this.#options.net;
    const maxAttempts = reconnect === false ? 0 : (reconnect?.maxAttempts ?? Number.POSITIVE_INFINITY);
    const isRetryable = shouldReconnect !== undefined || ('retryable' in cause && cause.retryable);
    if (attempt > maxAttempts || !isRetryable) this.#complain(`dial ${attempt} after ${cause.message}`);
  }

  /** A retryable end is given up only where the options say so. */
  #checkReason(reason: CloseReason): void {
    const { reconnect, shouldReconnect } = this.#options.net;
    if (reason.kind !== 'failed' || reconnect !== undefined || shouldReconnect !== undefined) return;
    const isFirstDial = this.#options.net.retryFirstConnect !== true;
    const isRetryable = 'retryable' in reason.error && reason.error.retryable;
    if (isRetryable && !isFirstDial) this.#complain(`given up after ${reason.error.message}`);
  }

  #checkSilence(): void {
    const heartbeat = this.#options.net.heartbeat as HeartbeatOptions;
    const limitMs = detectionMs(heartbeat);
    const dial = this.#tap.latest;
    if (limitMs === undefined || dial === undefined || this.net.state !== 'connected') return;
    const { openedAt = 0, lastByteAt = 0, firstWriteAt } = dial;
    const isIdleMode = heartbeat.when === 'idle';
    if (isIdleMode && (firstWriteAt === undefined || dial.lastByteAt === undefined)) return;
    const since = Math.max(openedAt, lastByteAt, this.#lastWakeAt, isIdleMode ? (firstWriteAt ?? 0) : 0);
    const silentMs = this.#clock.now() - since;
    // However often the host wakes, only two deadlines are given anew.
    const allowedMs = limitMs + (this.#lastHostWakeAt < since ? 0 : 2 * heartbeat.replyTimeoutMs!);
    if (silentMs > allowedMs)
      this.#complain(`still connected after ${silentMs} ms of silence, allowed are ${allowedMs}`);
  }
}
