// One connection, from its acceptance to its end. Rule 1: it goes offline once, with one reason; afterwards it only waits for its
// link to close, at most `closeTimeoutMs`. Rule 2: while stalled nothing is read or written and nothing is lost; what arrives
// anyhow is held, in order, until `resume()`. Rule 3: what a handler sends while one piece of bytes is read leaves as one write.

import { copyBytes, type FrameDecoder, ProtocolError } from '@netmgr/client/protocol';
import { Backlog, type HeldInput, isClose } from './backlog.ts';
import type { ConnectionContext, ConnectionOwner } from './connection-owner.ts';
import { MockError } from './errors.ts';
import type { OfflineReason } from './events.ts';
import { FrameDeadline } from './frame-deadline.ts';
import { bufferedCostOf, type Link, type LinkCloseHow, type LinkListener } from './link/link.ts';
import { createAsker, type HeartbeatAsker } from './liveness/heartbeat-asker.ts';
import { OutgoingBatch } from './outgoing-batch.ts';
import { RateLimit } from './rate-limit.ts';

/** How many bytes of one batch are gathered before it is written. */
const BATCH_BYTES = 65_536;
/** RFC 6455, section 7.4.1: the peer broke the protocol. */
const CLOSE_PROTOCOL_ERROR = 1002;

/** Reads and writes one client's frames, and ends it when it must. */
export class ClientConnection implements LinkListener {
  readonly link: Link;
  lastHeardAt: number;
  readonly #context: ConnectionContext;
  readonly #owner: ConnectionOwner;
  readonly #decoder: FrameDecoder;
  readonly #deadline: FrameDeadline;
  readonly #held: Backlog = new Backlog();
  readonly #rate: RateLimit;
  readonly #outgoing: OutgoingBatch = new OutgoingBatch();
  readonly #asker: HeartbeatAsker | undefined;
  #state: 'online' | 'ending' | 'closed' = 'online';
  #isStalled = false;
  #isReading = false;
  #disarmCloseTimer: (() => void) | undefined;

  constructor(link: Link, context: ConnectionContext, owner: ConnectionOwner) {
    this.link = link;
    this.#context = context;
    this.#owner = owner;
    this.lastHeardAt = context.clock.now();
    this.#rate = new RateLimit(context.options, this.lastHeardAt);
    const { frameTimeoutMs } = context.options;
    this.#deadline = new FrameDeadline(context.clock, frameTimeoutMs, (waitedMs) => this.#onFrameTimeout(waitedMs));
    this.#decoder = context.codec.createDecoder((id, bytes, start, end) => this.#onFrame(id, bytes, start, end));
    this.#asker = createAsker(context.clock, context.options.askHeartbeats, {
      ask: () => void this.send(context.codec.heartFrame),
      onUnanswered: () => this.endWith('unanswered'),
    });
    this.#asker?.start();
  }

  get isOnline(): boolean {
    return this.#state === 'online';
  }

  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Counts the bytes that wait to leave, here and in the link. */
  get bufferedBytes(): number {
    return this.#outgoing.bytes + this.link.bufferedBytes;
  }

  /** Sends whole frames, which must stay as they are. Tells whether the client was and still is online. */
  send(frames: Uint8Array): boolean {
    if (this.#state !== 'online') return false;
    this.#outgoing.add(frames);
    const isDue = !this.#isReading || this.#outgoing.bytes >= BATCH_BYTES || this.#isSlow;
    if (isDue && !this.#isStalled) this.#flush();
    if (this.#isSlow) this.cut('slow');
    return this.isOnline;
  }

  /** Says Quit and ends in good order, even while stalled. */
  sayQuit(reason: OfflineReason): void {
    if (!this.send(this.#context.codec.quitFrame)) return;
    this.endWith(reason);
  }

  /** Ends in good order, without a Quit. */
  endWith(reason: OfflineReason, error?: Error, closeCode?: number): void {
    if (this.#state !== 'online') return;
    this.#flush();
    this.#leave();
    this.#end(closeCode);
    this.#owner.onOffline(reason, error);
  }

  /** Breaks the connection; what was not sent is lost. */
  cut(reason: OfflineReason, error?: Error): void {
    const wasOnline = this.#state === 'online';
    if (wasOnline) this.#leave();
    if (this.#state !== 'closed') this.link.reset();
    if (wasOnline) this.#owner.onOffline(reason, error);
  }

  /** Reads and writes nothing more, until `resume()`. */
  stall(): void {
    if (this.#isStalled || this.#state !== 'online') return;
    this.#isStalled = true;
    this.#deadline.stop();
    this.#asker?.stop();
    this.link.pause();
  }

  /** Takes up what waited, in order, and goes on. */
  resume(): void {
    if (!this.#isStalled) return;
    this.#isStalled = false;
    this.#readBacklog();
    if (this.#isStalled || this.#state !== 'online') return;
    this.#flush();
    this.#watchFrame(true);
    this.#asker?.start();
    this.link.resume();
  }

  onBytes(bytes: Uint8Array): void {
    if (this.#state !== 'online') return;
    if (this.#isStalled) this.#hold({ bytes: copyBytes(bytes) });
    else this.#read(bytes);
  }

  onEnd(): void {
    if (this.#isStalled) this.#hold('end');
    else this.endWith('fin');
  }

  onViolation(error: ProtocolError): void {
    if (this.#isStalled) this.#hold({ violation: error });
    else this.#fail(error);
  }

  onClose(how: LinkCloseHow): void {
    if (this.#isStalled) {
      this.#hold(how);
      return;
    }
    if (this.#state === 'closed') return;
    const wasOnline = this.#state === 'online';
    if (wasOnline) this.#leave();
    this.#state = 'closed';
    this.#disarmCloseTimer?.();
    if (wasOnline) this.#owner.onOffline(how, undefined);
    this.#owner.onClosed();
  }

  get #isSlow(): boolean {
    const cost = this.#outgoing.cost + bufferedCostOf(this.link);
    return cost > this.#context.options.maxQueuedBytesPerClient;
  }

  #hold(input: HeldInput): void {
    this.#held.add(input);
    // What is under way in faults, as much as is allowed there, may come on top of what is allowed here.
    const limit = 2 * this.#context.options.maxQueuedBytesPerClient;
    if (this.#held.cost > limit && this.#state === 'online') {
      this.cut('flooding', new MockError('FLOODING', `more than ${limit} bytes came while it was stalled`));
    }
  }

  #read(bytes: Uint8Array): void {
    this.lastHeardAt = this.#context.clock.now();
    if (!this.#rate.takePiece(bytes.length, this.lastHeardAt)) {
      this.cut('flooding', this.#rate.createError());
      return;
    }
    this.#asker?.noteHeard();
    const frameCount = this.#decoder.frameCount;
    this.#isReading = true;
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new ProtocolError('BAD_BODY', 'reading a body threw', error));
    }
    this.#isReading = false;
    if (this.#state !== 'online' || this.#isStalled) return;
    this.#flush();
    this.#watchFrame(this.#decoder.frameCount !== frameCount);
  }

  #onFrame(id: number, bytes: Uint8Array, start: number, end: number): void {
    if (!this.#rate.takeFrame()) this.cut('flooding', this.#rate.createError());
    else if (this.#isStalled) this.#hold({ frame: id, body: copyBytes(bytes, start, end) });
    else this.#handle(id, bytes, start, end);
  }

  #handle(id: number, bytes: Uint8Array, start: number, end: number): void {
    const { heart, quit } = this.#context.codec.systemIds;
    if (id === quit) {
      this.endWith('quit');
      return;
    }
    if (id !== heart) {
      this.#owner.onFrame(id, bytes, start, end);
      return;
    }
    const isAnswer = this.#asker?.takeAnswer() ?? false;
    if (!isAnswer && this.#context.options.heartbeatReply) this.send(this.#context.codec.heartFrame);
    this.#owner.onHeartbeat();
  }

  #readBacklog(): void {
    const backlog = this.#held.takeAll();
    for (const [index, input] of backlog.entries()) {
      if (this.#isStalled) {
        for (const rest of backlog.slice(index)) this.#held.add(rest);
        return;
      }
      this.#readHeld(input);
    }
  }

  #readHeld(input: HeldInput): void {
    if (input === 'end') {
      this.onEnd();
      return;
    }
    if (isClose(input)) {
      this.onClose(input);
      return;
    }
    if (this.#state !== 'online') return;
    if ('bytes' in input) {
      this.#read(input.bytes);
      return;
    }
    if ('violation' in input) {
      this.#fail(input.violation);
      return;
    }
    try {
      this.#handle(input.frame, input.body, 0, input.body.length);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    this.endWith('protocolError', error, CLOSE_PROTOCOL_ERROR);
  }

  #flush(): void {
    const batch = this.#outgoing.take();
    if (batch === undefined) return;
    this.#asker?.noteSaid();
    this.#owner.onSent(batch);
    this.link.send(batch);
  }

  /** Becomes deaf and dumb; only the end of the link still counts. */
  #leave(): void {
    this.#state = 'ending';
    this.#decoder.stop();
    this.#deadline.stop();
    this.#asker?.stop();
    this.#outgoing.clear();
    if (this.#isStalled) this.#wakeToEnd();
  }

  /** Reads again only to see the link's end, which may have come meanwhile. */
  #wakeToEnd(): void {
    const how = this.#held.clear();
    this.#isStalled = false;
    this.link.resume();
    if (how !== undefined) queueMicrotask(() => this.onClose(how));
  }

  #end(closeCode: number | undefined): void {
    if (this.#state !== 'ending') return;
    this.#disarmCloseTimer = this.#context.clock.after(this.#context.options.closeTimeoutMs, () => this.link.reset());
    this.link.end(closeCode);
  }

  #watchFrame(isNewFrame: boolean): void {
    if (this.#decoder.pendingBytes === 0) this.#deadline.noteWhole();
    else this.#deadline.notePartial(isNewFrame);
  }

  #onFrameTimeout(waitedMs: number): void {
    const seen = `a frame is incomplete ${waitedMs} ms after its first byte`;
    this.#fail(new ProtocolError('FRAME_TIMEOUT', `${seen}, allowed are ${this.#context.options.frameTimeoutMs} ms`));
  }
}
