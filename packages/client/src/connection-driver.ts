import { Backpressure } from './backpressure.ts';
import type { Effect, MachineTimer } from './connection/effect.ts';
import { FramePatience } from './connection/frame-patience.ts';
import { Heartbeats } from './connection/heartbeats.ts';
import { type Input, TIMER_FACTS } from './connection/input.ts';
import { type ConnectionState, type DropError, INITIAL_STATE } from './connection/state.ts';
import { TimerTable } from './connection/timer-table.ts';
import { transition } from './connection/transition.ts';
import type { Counters } from './counters.ts';
import { ConnectionError, ProtocolError, wordsOf } from './errors.ts';
import { HostWatch } from './lifecycle/host-watch.ts';
import { Link } from './link.ts';
import type { ResolvedOptions } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { MessageType } from './protocol/message-type.ts';
import type { TransportFactory } from './transport/transport.ts';
import { TurnQueue } from './turn-queue.ts';

/** What the driver tells its owner. */
export interface DriverListener {
  /** The state changed, and everything that follows from it was done; `lost` accepted messages will never reach the network. */
  onMove(previous: ConnectionState, next: ConnectionState, lost: number): void;
  /** Every fact so far was worked on. */
  onIdle(): void;
  /** A frame came that is no system message. Its bytes are the listener's only until it returns. */
  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void;
  onRoundTrip(rttMs: number): void;
  onBackpressure(isHigh: boolean, bufferedBytes: number): void;
  /** The page that the connection lives in goes. */
  onPageHide(): void;
}

type TimerName = MachineTimer | 'frame' | 'drain' | 'calendar';

const DRAIN_POLL_MS = 50;
const CALENDAR_POLL_MS = 1000;

/** Runs the connection machine: feeds it facts one at a time, and performs its effects on the link and the timers. */
export class ConnectionDriver {
  readonly #options: ResolvedOptions;
  readonly #counters: Counters;
  readonly #listener: DriverListener;
  readonly #timers: TimerTable<TimerName>;
  readonly #inputs: TurnQueue<Input>;
  readonly #backpressure: Backpressure;
  readonly #host: HostWatch;
  readonly #framePatience: FramePatience;
  #state: ConnectionState = INITIAL_STATE;
  #link: Link | undefined;
  #heartbeats: Heartbeats;
  #openedAt = 0;
  #lost = 0;

  constructor(options: ResolvedOptions, counters: Counters, listener: DriverListener) {
    this.#options = options;
    this.#counters = counters;
    this.#listener = listener;
    this.#timers = new TimerTable(options.clock, (name, lateMs) => this.#onTimeout(name, lateMs));
    this.#backpressure = new Backpressure(options.link.highWaterBytes, (isHigh, bufferedBytes) =>
      listener.onBackpressure(isHigh, bufferedBytes),
    );
    this.#heartbeats = new Heartbeats(options.heartbeat);
    this.#framePatience = new FramePatience(options.frameTimeoutMs);
    this.#host = new HostWatch(options.clock, options.lifecycle, {
      onWake: () => this.#hearHost('wake'),
      onOffline: () => this.#hearHost('offlineHint'),
      onPageHide: () => listener.onPageHide(),
    });
    this.#inputs = new TurnQueue(
      (input) => this.#step(input),
      () => listener.onIdle(),
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get armedCount(): number {
    return this.#timers.armedCount;
  }

  /** Tells whether facts wait behind the one being worked on: what is announced now will not stand for long. */
  get hasPendingInput(): boolean {
    return this.#inputs.length > 0;
  }

  /** Where frames go while connected. */
  get outbox(): Outbox | undefined {
    return this.#state.status === 'connected' ? this.#link?.outbox : undefined;
  }

  /** When bytes last came, or the connection opened. */
  get lastHeardAt(): number {
    return this.#link?.lastHeardAt ?? this.#openedAt;
  }

  /** Takes a fact. One that comes while another is being worked on waits its turn; `onTurn` is called when that comes. */
  feed(input: Input, onTurn?: () => void): void {
    this.#inputs.push(input, onTurn);
  }

  /** Sends a message if there is a connection, and tells whether there is. Throws a `UsageError` when it cannot be encoded. */
  send<T>(type: MessageType<T>, value: T): boolean {
    const { outbox } = this;
    if (outbox === undefined) return false;
    // Encoding runs code of the game, which may call back; the frame must be whole before anything comes of it.
    this.#inputs.hold();
    try {
      outbox.write(type, value);
    } finally {
      this.#inputs.release();
    }
    return true;
  }

  /** Ends the present connection, or the dial numbered `epoch`, because of `error`. */
  drop(error: DropError, epoch: number = this.#state.epoch): void {
    this.feed({ type: 'dropped', epoch, error });
  }

  #step(input: Input): void {
    const previous = this.#state;
    const { state, effects } = transition(previous, input, this.#options.policy);
    this.#state = state;
    this.#host.follow(state.status !== 'idle' && state.status !== 'closed');
    for (const effect of effects) this.#perform(effect);
    const lost = this.#lost;
    this.#lost = 0;
    if (state !== previous) this.#listener.onMove(previous, state, lost);
    // A game that holds back until the network drained must hear of the end also when that is the connection's.
    if (state.status !== 'connected') this.#backpressure.check(0);
  }

  #hearHost(type: 'wake' | 'offlineHint'): void {
    const mayAsk = this.#heartbeats.mayAsk(this.#link?.lastHeardAt, this.#link?.outbox?.lastSentAt);
    this.feed({ type, mayAsk, untilRetryMs: this.#timers.remainingMs('retry') });
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'dial':
        this.#dial(effect.epoch);
        break;
      case 'hangUp':
        this.#hangUp();
        break;
      case 'endLink':
        this.#link?.end();
        break;
      case 'sendQuit':
        this.#link?.outbox?.sendSystem(this.#options.systemIds.quit);
        break;
      case 'sendHeartbeat':
        this.#sendHeartbeat();
        break;
      case 'forgive':
      case 'excuse':
        this.#heartbeats[effect.do]();
        break;
      case 'arm':
      case 'armIfEmpty':
        this.#timers[effect.do](effect.timer, effect.delayMs);
        // No other timer runs meanwhile that would find a sleep.
        if (effect.timer === 'retry') this.#timers.arm('calendar', CALENDAR_POLL_MS);
        break;
      case 'disarmAll':
        this.#timers.disarmAll();
        break;
      case 'connectAgain':
        this.feed({ type: 'connect' });
    }
  }

  #dial(epoch: number): void {
    const failed = (cause: unknown): void =>
      this.drop(new ConnectionError('URL_FAILED', wordsOf(cause), { cause }), epoch);
    try {
      const target = this.#options.target();
      if (typeof target === 'function') this.#open(target, epoch);
      else target.then((factory) => this.#open(factory, epoch)).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #open(factory: TransportFactory, epoch: number): void {
    // The URL may have taken so long that this dial is over.
    if (!this.#isDialling(epoch)) return;
    try {
      const link = new Link(factory, this.#options.link, this.#counters, {
        onOpen: () => this.#opened(epoch),
        onFrame: (id, bytes, start, end) => this.#onFrame(id, bytes, start, end),
        onReceived: () => this.#received(epoch),
        onHighWater: (bufferedBytes) => this.#onHighWater(bufferedBytes),
        onEnd: (error) => this.drop(error, epoch),
      });
      // A transport that fails inside its own dial has ended this attempt already.
      if (this.#isDialling(epoch)) this.#link = link;
      else link.release();
    } catch (cause) {
      const detail = `the transport factory failed: ${wordsOf(cause)}`;
      this.drop(new ConnectionError('CONNECT_FAILED', detail, { cause }), epoch);
    }
  }

  #isDialling(epoch: number): boolean {
    return this.#state.epoch === epoch && this.#state.status === 'connecting';
  }

  #opened(epoch: number): void {
    this.#heartbeats = new Heartbeats(this.#options.heartbeat);
    this.#openedAt = this.#options.clock.now();
    this.feed({ type: 'opened', epoch });
  }

  #hangUp(): void {
    this.#lost += this.#link?.release() ?? 0;
    this.#link = undefined;
  }

  #onFrame(id: number, bytes: Uint8Array, start: number, end: number): void {
    const { heart, quit } = this.#options.systemIds;
    if (id === heart) this.#onHeart();
    else if (id === quit) this.feed({ type: 'quit', epoch: this.#state.epoch });
    else this.#listener.onFrame(id, bytes, start, end);
  }

  #onHeart(): void {
    const meaning = this.#heartbeats.received(this.#options.clock.now());
    if (meaning.is === 'ask') this.outbox?.sendSystem(this.#options.systemIds.heart);
    if (meaning.is === 'reply' && meaning.rttMs !== undefined) this.#listener.onRoundTrip(meaning.rttMs);
  }

  #received(epoch: number): void {
    if (this.#state.status !== 'connected' || this.#state.epoch !== epoch) return;
    if (this.#link?.partialSince !== undefined) this.#timers.armIfEmpty('frame', this.#options.frameTimeoutMs);
    if (this.#state.suspect) this.feed({ type: 'heard', epoch });
  }

  #sendHeartbeat(): void {
    const now = this.#options.clock.now();
    this.#heartbeats.sent(now, this.#counters.bytesIn);
    this.#counters.heartbeatsOut++;
    this.#link?.outbox?.sendSystem(this.#options.systemIds.heart);
  }

  #onTimeout(name: TimerName, lateMs: number): void {
    if (name === 'calendar') this.#timers.arm(name, CALENDAR_POLL_MS);
    if (this.#host.hasSlept()) this.#hearHost('wake');
    if (name === 'heartbeat') this.#heartbeatDue();
    else if (name === 'reply') this.#judge(lateMs);
    else if (name === 'frame') this.#checkFrame(lateMs);
    else if (name === 'drain') this.#checkDrain();
    else if (name !== 'calendar') this.feed(TIMER_FACTS[name]);
  }

  #heartbeatDue(): void {
    const now = this.#options.clock.now();
    const waitMs = this.#heartbeats.untilProbeMs(now, this.#link?.lastHeardAt, this.#link?.outbox?.lastSentAt);
    this.feed({ type: 'heartbeatDue', waitMs });
  }

  #judge(lateMs: number): void {
    const now = this.#options.clock.now();
    const verdict = this.#heartbeats.judge(now, lateMs, this.#counters.bytesIn);
    if (verdict.is === 'dead') this.#counters.lastDetectionMs = now - this.lastHeardAt;
    this.feed({ type: 'judged', verdict });
  }

  #checkFrame(lateMs: number): void {
    const since = this.#link?.partialSince;
    if (since === undefined) return;
    const { frameTimeoutMs, clock } = this.#options;
    const patienceMs = this.#framePatience.leftMs(since, clock.now(), lateMs);
    if (patienceMs > 0) this.#timers.arm('frame', patienceMs);
    else this.drop(new ProtocolError('FRAME_TIMEOUT', `a frame is incomplete after ${frameTimeoutMs} ms`));
  }

  #onHighWater(bufferedBytes: number): void {
    if (this.#backpressure.isHigh || this.#state.status !== 'connected') return;
    this.#timers.arm('drain', DRAIN_POLL_MS);
    this.#backpressure.rise(bufferedBytes);
  }

  #checkDrain(): void {
    this.#timers.arm('drain', DRAIN_POLL_MS);
    this.#backpressure.check(this.#link?.outbox?.bufferedBytes ?? 0);
    if (!this.#backpressure.isHigh) this.#timers.disarm('drain');
  }
}
