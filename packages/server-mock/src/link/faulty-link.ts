// An accepted link with room for faults in both directions. To its server it is the link, to the real link it is the listener.
//
// Rule 1: without faults everything passes straight through. Rule 2: ends travel as bytes do, behind them and through the same
// stages, so the server's end reaches its client when, and if, the faults let it, and the client's end the server. Rule 3: the server
// hears `onClose` exactly once and never before the real link has closed; it hears it at once then, if it waits for nothing else.

import type { Clock } from '@netmgr/client';
import type { FrameLayout, ProtocolError } from '@netmgr/client/protocol';
import { FrameCursor } from './frame-cursor.ts';
import {
  bufferedCostOf,
  type Link,
  type LinkCloseHow,
  type LinkKind,
  type LinkListener,
  type Signal,
  tellSignal,
} from './link.ts';
import { Pipeline } from './pipeline.ts';
import { ServerGate } from './server-gate.ts';
import type { CreateStage, Direction, Mark } from './stage.ts';

/** What the faulty links of one server share. */
export interface FaultyLinkOptions {
  readonly clock: Clock;
  /** How frames look, for faults that act on frames. */
  readonly layout: FrameLayout;
  /** How many bytes of a client are held before it is stopped. */
  readonly maxHeldBytes: number;
  /** Hears that a link is gone. */
  readonly onGone: (link: FaultyLink) => void;
}

/** A link through which faults act. */
export class FaultyLink implements Link, LinkListener {
  readonly #link: Link;
  readonly #options: FaultyLinkOptions;
  readonly #gate: ServerGate = new ServerGate();
  readonly #upCursor: FrameCursor;
  readonly #downCursor: FrameCursor;
  #up: Pipeline | undefined;
  #down: Pipeline | undefined;
  #state: 'open' | 'reset' | 'cut' | 'gone' = 'open';
  #hasServerEnded = false;
  #hasToldEnd = false;
  #realClose: LinkCloseHow | undefined;
  #isPausedByServer = false;
  #isPausedByFaults = false;
  #isPaused = false;

  constructor(link: Link, options: FaultyLinkOptions) {
    this.#link = link;
    this.#options = options;
    this.#upCursor = new FrameCursor(options.layout);
    this.#downCursor = new FrameCursor(options.layout);
  }

  get kind(): LinkKind {
    return this.#link.kind;
  }

  get peerName(): string {
    return this.#link.peerName;
  }

  get bufferedBytes(): number {
    return (this.#down?.heldBytes ?? 0) + this.#link.bufferedBytes;
  }

  get bufferedCost(): number {
    return (this.#down?.weight ?? 0) + bufferedCostOf(this.#link);
  }

  /** Tells who the server is. Its link may be used before. */
  attach(listener: LinkListener): void {
    this.#gate.attach(listener);
  }

  /** Puts a stage into a direction, at the place of its rank. Returns its remover, which is idempotent. */
  addStage(direction: Direction, rank: number, create: CreateStage): () => void {
    const pipeline = this.#pipelineOf(direction);
    let remove = (): void => {};
    this.#gate.during(() => {
      remove = pipeline?.add(rank, create) ?? remove;
    });
    return () => this.#gate.during(remove);
  }

  /** Takes out all stages, for good: what they hold arrives now. */
  hurry(): void {
    this.#gate.during(() => {
      this.#up?.clear();
      this.#down?.clear();
    });
  }

  /** Gives it up before anybody listened; the real link is left to whoever accepted it. */
  discard(): void {
    this.#loseAll('gone');
    this.#options.onGone(this);
  }

  /** Ends the connection at once for both sides; what is on its way is lost. */
  cut(how: 'fin' | 'reset'): void {
    if (this.#state === 'gone') return;
    const wasOpen = this.#state === 'open';
    this.#loseAll('cut');
    if (this.#realClose !== undefined) this.#finish(how);
    else if (how === 'reset' || !wasOpen) this.#link.reset();
    else {
      this.#tellEnd();
      this.#link.end();
    }
  }

  send(bytes: Uint8Array): void {
    if (!this.#canSend || bytes.length === 0) return;
    this.#downCursor.skim(bytes);
    const down = this.#down;
    if (down === undefined || down.isEmpty) this.#link.send(bytes);
    else this.#gate.during(() => down.bytes(bytes));
  }

  signal(signal: Signal): void {
    if (!this.#canSend || this.#link.signal === undefined) return;
    const kept = copySignal(signal);
    this.#gate.during(() => mark(this.#down, 'aside', () => this.#link.signal?.(kept)));
  }

  end(code?: number): void {
    if (!this.#canSend) return;
    this.#hasServerEnded = true;
    this.#gate.during(() => mark(this.#down, 'inOrder', () => this.#link.end(code)));
  }

  reset(): void {
    if (this.#state === 'gone' || this.#state === 'reset') return;
    if (this.#state === 'cut') {
      this.#link.reset();
      return;
    }
    this.#state = 'reset';
    this.#up?.stop();
    this.#regulate();
    this.#gate.during(() => {
      if (this.#realClose !== undefined) this.#finish('reset');
      else mark(this.#down, 'abrupt', () => this.#link.reset());
    });
  }

  pause(): void {
    this.#isPausedByServer = true;
    this.#regulate();
  }

  resume(): void {
    this.#isPausedByServer = false;
    this.#regulate();
  }

  onBytes(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#upCursor.skim(bytes);
    const listener = this.#up === undefined || this.#up.isEmpty ? this.#gate.openListener : undefined;
    if (listener !== undefined) listener.onBytes(bytes);
    // A WebSocket message may be empty; a piece in a pipeline is not.
    else if (bytes.length > 0) this.#pipelineOf('up')?.bytes(new Uint8Array(bytes));
  }

  onEnd(): void {
    this.#markUp(() => this.#tellEnd());
  }

  onSignal(signal: Signal): void {
    const kept = copySignal(signal);
    this.#markUp(() => this.#gate.tell((listener) => tellSignal(this, listener, kept)), 'aside');
  }

  onViolation(error: ProtocolError): void {
    this.#markUp(() => this.#gate.tell((listener) => listener.onViolation(error)));
  }

  onClose(how: LinkCloseHow): void {
    this.#realClose = how;
    this.#down?.stop();
    if (this.#state === 'open') mark(this.#up, how === 'fin' ? 'inOrder' : 'abrupt', () => this.#finish(how));
    else this.#finish(how);
  }

  /** A client that is gone may still be there for the server. */
  get #canSend(): boolean {
    return this.#state === 'open' && !this.#hasServerEnded && this.#realClose === undefined;
  }

  #markUp(deliver: () => void, kind: Mark['kind'] = 'inOrder'): void {
    if (this.#state === 'open') mark(this.#up, kind, deliver);
  }

  /** Both the client and a fault may end the connection. */
  #tellEnd(): void {
    if (this.#hasToldEnd) return;
    this.#hasToldEnd = true;
    this.#gate.tell((listener) => listener.onEnd());
  }

  #finish(how: LinkCloseHow): void {
    if (this.#state === 'gone') return;
    this.#loseAll('gone');
    this.#gate.tell((listener) => listener.onClose(how));
    this.#options.onGone(this);
  }

  #loseAll(state: 'cut' | 'gone'): void {
    this.#state = state;
    this.#up?.stop();
    this.#down?.stop();
    this.#regulate();
  }

  /** Makes a pipeline when it is first needed; one that is over needs none. */
  #pipelineOf(direction: Direction): Pipeline | undefined {
    if (direction === 'up') {
      if (this.#state === 'open') this.#up ??= this.#createUp();
      return this.#up;
    }
    if (this.#state === 'open') this.#down ??= this.#createDown();
    return this.#down;
  }

  #createUp(): Pipeline {
    const { clock, maxHeldBytes } = this.#options;
    return new Pipeline({
      clock,
      maxHeldBytes,
      cursor: this.#upCursor,
      sink: {
        bytes: (piece) => this.#gate.tell((listener) => listener.onBytes(piece)),
        mark: ({ deliver }) => deliver(),
      },
      cut: (how) => this.cut(how),
      onRest: () => this.#regulate(),
    });
  }

  #createDown(): Pipeline {
    const { clock, maxHeldBytes } = this.#options;
    return new Pipeline({
      clock,
      maxHeldBytes,
      cursor: this.#downCursor,
      sink: { bytes: (piece) => this.#link.send(piece), mark: ({ deliver }) => deliver() },
      cut: (how) => this.cut(how),
      onRest: () => {},
    });
  }

  /** Stops and starts the client, as far as the network lets that be felt. A link that only waits for its end must be read to see it. */
  #regulate(): void {
    const { maxHeldBytes } = this.#options;
    const limit = this.#isPausedByFaults ? maxHeldBytes / 2 : maxHeldBytes;
    this.#isPausedByFaults = this.#up !== undefined && (this.#up.isFull || this.#up.weight > limit);
    const isOver = this.#state === 'reset' || this.#state === 'gone' || this.#realClose !== undefined;
    const isPaused = !isOver && (this.#isPausedByServer || this.#isPausedByFaults);
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.#link.pause();
    else this.#link.resume();
  }
}

/** What is held must not hang on the chunk of the network that it came in. */
const copySignal = ({ kind, payload }: Signal): Signal => ({ kind, payload: new Uint8Array(payload) });

/** Sends a mark through a pipeline, or straight on where there is none. */
const mark = (pipeline: Pipeline | undefined, kind: Mark['kind'], deliver: () => void): void => {
  if (pipeline === undefined) deliver();
  else pipeline.mark({ kind, deliver });
};
