import type { Effect } from './connection/effect.ts';
import { framePatienceMs } from './connection/frame-patience.ts';
import { Heartbeats } from './connection/heartbeats.ts';
import type { Input } from './connection/input.ts';
import { addRoundTrip, type LatencySample, type RoundTrips } from './connection/round-trip.ts';
import { type ConnectionState, type DropError, INITIAL_STATE } from './connection/state.ts';
import { TimerTable } from './connection/timer-table.ts';
import { transition } from './connection/transition.ts';
import { ConnectionError, ProtocolError, wordsOf } from './errors.ts';
import { followHost } from './lifecycle/follow-host.ts';
import type { LifecycleListener } from './lifecycle/lifecycle.ts';
import { Link, type LinkListener } from './link.ts';
import type { MessageIntake } from './message-intake.ts';
import type { NetContext } from './net-context.ts';
import type { Outbox } from './outbox.ts';
import type { MessageType } from './protocol/message-type.ts';
import { TIMERS, type TimerName } from './timers.ts';
import type { TransportFactory } from './transport/transport.ts';
import { TurnQueue } from './turn-queue.ts';

const DRAIN_POLL_MS = 50;
const CALENDAR_POLL_MS = 1000;

/** Runs the connection machine: feeds it facts one at a time, and performs its effects on the link and the timers. */
export abstract class ConnectionDriver extends TurnQueue<Input> implements LinkListener, LifecycleListener {
  readonly #context: NetContext;
  readonly #intake: MessageIntake;
  readonly #timers: TimerTable<TimerName>;
  #unfollow: (() => void) | undefined;
  #state: ConnectionState = INITIAL_STATE;
  #link: Link | undefined;
  /** Of the present connection, or the last. */
  #heartbeats: Heartbeats | undefined;
  #latency: RoundTrips | undefined;
  #sparedFrameAt: number | undefined;
  #isHigh = false;
  #lost = 0;

  /** Frames that are no system messages go to `intake`. */
  constructor(context: NetContext, intake: MessageIntake) {
    super();
    this.#context = context;
    this.#intake = intake;
    this.#timers = new TimerTable(context.settings.clock, TIMERS, this);
  }

  /** The state changed, and everything that follows from it was done; `lost` accepted messages will never reach the network. */
  protected abstract onMove(previous: ConnectionState, next: ConnectionState, lost: number): void;

  /** The page that the connection lives in goes, which is to be told to the server. */
  protected abstract onLeave(): void;

  get state(): ConnectionState {
    return this.#state;
  }

  get armedCount(): number {
    return this.#timers.armedCount;
  }

  /** The round trips measured so far. */
  get latency(): LatencySample | undefined {
    return this.#latency;
  }

  /** Where frames go while connected. */
  get outbox(): Outbox | undefined {
    return this.#state.status === 'connected' ? this.#link : undefined;
  }

  /** Sends a message if there is a connection, and tells whether there is. Throws a `UsageError` when it cannot be encoded. */
  send<T>(type: MessageType<T>, value: T): boolean {
    const { outbox } = this;
    if (!outbox) return false;
    // Encoding runs code of the game, which may call back; the frame must be whole before anything comes of it.
    this.hold();
    try {
      outbox.write(type, value);
    } finally {
      this.release();
    }
    return true;
  }

  /** Ends the present connection, or the dial numbered `epoch`, because of `error`. */
  drop(error: DropError, epoch: number = this.#state.epoch): void {
    this.feed({ type: 'dropped', epoch, error });
  }

  protected work(input: Input): void {
    const previous = this.#state;
    const { state, effects } = transition(previous, input, this.#context);
    this.#state = state;
    if (isOver(state) !== isOver(previous)) this.#followHost(!isOver(state));
    // Each effect is a method by its name, so that one that nobody performs does not compile.
    for (const effect of effects) this[effect.do](effect as never);
    const lost = this.#lost;
    this.#lost = 0;
    if (state !== previous) this.onMove(previous, state, lost);
    // A game that holds back until the network drained must hear of the end also when that is the connection's.
    if (this.#isHigh && state.status !== 'connected') this.#tellPressure(false, 0);
  }

  #followHost(isWanted: boolean): void {
    const { events, settings } = this.#context;
    const unfollow = this.#unfollow;
    this.#unfollow = undefined;
    const follow = (): void => {
      this.#unfollow = followHost(settings, this);
    };
    events.isolate(isWanted ? follow : () => unfollow?.(), [], 'lifecycle');
    // A sleep before does not count.
    this.#timers.watchSleep();
  }

  onWake(): void {
    this.#hearHost('wake');
  }

  onOffline(): void {
    this.#hearHost('offlineHint');
  }

  onPageHide(): void {
    if (this.#context.settings.values.quitOnPageHide) this.onLeave();
  }

  #hearHost(type: 'wake' | 'offlineHint'): void {
    const mayAsk = this.#heartbeats?.mayAsk(this.#link?.exchangedAt) ?? false;
    this.feed({ type, mayAsk, untilRetryMs: this.#timers.remainingMs('retryDue') });
  }

  dial({ epoch }: Extract<Effect, { do: 'dial' }>): void {
    const { factory, askFactory } = this.#context.settings.target;
    if (factory) this.#open(factory, epoch);
    else
      askFactory?.()
        .then((found) => this.#open(found, epoch))
        .catch((cause) => this.drop(new ConnectionError('URL_FAILED', wordsOf(cause), { cause }), epoch));
  }

  hangUp(): void {
    this.#lost += this.#link?.release() ?? 0;
    this.#link = undefined;
  }

  endLink(): void {
    this.#link?.end();
  }

  sendQuit(): void {
    this.#link?.sendSystem(this.#context.settings.systemFrames!.quit);
  }

  sendHeartbeat(): void {
    const { counters, settings } = this.#context;
    this.#heartbeats!.sent(settings.clock.now(), counters.bytesIn);
    counters.heartbeatsOut++;
    this.outbox?.sendSystem(settings.systemFrames!.heart);
  }

  beat(): void {
    const { intervalMs, replyTimeoutMs, expectReply } = this.#context.settings.heartbeat!;
    if (expectReply) this.#timers.armIfEmpty('reply', replyTimeoutMs / 2);
    this.#timers.arm('heartbeat', intervalMs);
    // Last, as what hears of it may end the connection.
    this.sendHeartbeat();
  }

  forgive(): void {
    this.#heartbeats!.forgive();
  }

  excuse(): void {
    this.#heartbeats!.excuse();
  }

  arm({ timer, delayMs }: Extract<Effect, { do: 'arm' }>): void {
    this.#timers.arm(timer, delayMs);
    // No other timer runs meanwhile that would find a sleep.
    if (timer === 'retryDue') this.#timers.arm('calendar', CALENDAR_POLL_MS);
  }

  disarmAll(): void {
    this.#timers.disarmAll();
  }

  connectAgain(): void {
    this.feed({ type: 'connect' });
  }

  #open(factory: TransportFactory, epoch: number): void {
    // The URL may have taken so long that this dial is over.
    if (!this.#isDialling(epoch)) return;
    try {
      const link = new Link(factory, epoch, this.#context, this);
      // A transport that fails inside its own dial has ended this attempt already.
      if (this.#isDialling(epoch)) this.#link = link;
      else link.release();
    } catch (cause) {
      this.drop(new ConnectionError('CONNECT_FAILED', `the dial failed: ${wordsOf(cause)}`, { cause }), epoch);
    }
  }

  #isDialling(epoch: number): boolean {
    return this.#state.epoch === epoch && this.#state.status === 'connecting';
  }

  onOpen(epoch: number): void {
    this.#heartbeats = new Heartbeats(this.#context.settings.heartbeat);
    this.feed({ type: 'opened', epoch });
  }

  onFrame(id: number, bytes: Uint8Array, start: number, end: number): void {
    const { heart, quit } = this.#context.settings.systemIds;
    if (id === heart) this.#onHeart();
    else if (id === quit) this.feed({ type: 'quit', epoch: this.#state.epoch });
    else this.#intake.receive(id, bytes, start, end, this.#link!.quietSince);
  }

  #onHeart(): void {
    const { settings, events } = this.#context;
    const meaning = this.#heartbeats!.received(settings.clock.now());
    if (meaning === 'ask') this.outbox?.writeSystem(settings.systemFrames!.heart);
    if (typeof meaning === 'number') {
      this.#latency = addRoundTrip(this.#latency, meaning);
      if (events.count('latency') > 0) events.emit('latency', { ...this.#latency });
    }
  }

  onReceived(epoch: number): void {
    if (this.#state.status !== 'connected' || this.#state.epoch !== epoch) return;
    if (this.#link?.partialSince !== undefined)
      this.#timers.armIfEmpty('frame', this.#context.settings.values.frameTimeoutMs);
    if (this.#state.suspect) this.feed({ type: 'heard', epoch });
  }

  onTimeout(name: TimerName, lateMs: number, now: number): void {
    if (name === 'heartbeat') this.#heartbeatDue(now);
    else if (name === 'reply') this.#judge(now, lateMs);
    else if (name === 'frame') this.#checkFrame(now, lateMs);
    else if (name === 'drain') this.#checkDrain();
    else if (name === 'calendar') this.#timers.arm(name, CALENDAR_POLL_MS);
    else this.feed({ type: name });
  }

  #heartbeatDue(now: number): void {
    const waitMs = this.#heartbeats!.untilProbeMs(now, this.#link!.exchangedAt);
    if (waitMs > 0) this.#timers.arm('heartbeat', waitMs);
    else this.beat();
  }

  #judge(now: number, lateMs: number): void {
    const { counters } = this.#context;
    const verdict = this.#heartbeats!.judge(now, lateMs, counters.bytesIn);
    if (verdict?.is === 'dead') counters.lastDetectionMs = now - this.#link!.quietSince;
    // In passing, as most heartbeats wait for a reply once.
    if (verdict?.is === 'wait') this.#timers.arm('reply', verdict.ms);
    else if (verdict) this.feed({ type: 'judged', verdict });
  }

  #checkFrame(now: number, lateMs: number): void {
    const since = this.#link?.partialSince;
    if (since === undefined) return;
    const { frameTimeoutMs } = this.#context.settings.values;
    const dueAt = since + frameTimeoutMs;
    const patienceMs = framePatienceMs(dueAt, now, lateMs, this.#sparedFrameAt);
    if (now >= dueAt) this.#sparedFrameAt = dueAt;
    if (patienceMs > 0) this.#timers.arm('frame', patienceMs);
    else this.drop(new ProtocolError('FRAME_TIMEOUT', `a frame is incomplete after ${frameTimeoutMs} ms`));
  }

  onHighWater(bufferedBytes: number): void {
    if (this.#isHigh || this.#state.status !== 'connected') return;
    this.#timers.arm('drain', DRAIN_POLL_MS);
    this.#tellPressure(true, bufferedBytes);
  }

  #checkDrain(): void {
    const bufferedBytes = this.#link?.bufferedBytes ?? 0;
    if (bufferedBytes > this.#context.settings.values.highWaterBytes / 2) this.#timers.arm('drain', DRAIN_POLL_MS);
    else this.#tellPressure(false, bufferedBytes);
  }

  /** Each rise is told once, and so is its end. */
  #tellPressure(isHigh: boolean, bufferedBytes: number): void {
    this.#isHigh = isHigh;
    this.#context.events.emit('backpressure', isHigh, bufferedBytes);
  }
}

const isOver = ({ status }: ConnectionState): boolean => status === 'idle' || status === 'closed';
