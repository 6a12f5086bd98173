import {
  type AcceptLink,
  bufferedCostOf,
  type Link,
  type LinkCloseHow,
  type LinkListener,
  type Signal,
  tellSignal,
} from '../link/link.ts';
import type { ConnectionRecord, Recorder } from './recorder.ts';

/** Wraps what accepts a server's connections so that they are recorded, as they pass on the wire. */
export const recordLinks =
  (accept: AcceptLink, recorder: Recorder): AcceptLink =>
  (link) => {
    const record = recorder.begin();
    record.open(`${link.kind} ${link.peerName}`);
    const listener = accept(new RecordedLink(link, record));
    if (listener === undefined) {
      record.reset('down');
      return undefined;
    }
    return recordListener(link, listener, record);
  };

/** The recorders of one server, each of which hears of every connection that begins while it is there. */
export class LinkRecorders {
  readonly #recorders: Set<Recorder> = new Set();

  /** Adds a recorder and returns its remover, which is idempotent. What it has begun it records to the end. */
  add(recorder: Recorder): () => void {
    this.#recorders.add(recorder);
    return () => void this.#recorders.delete(recorder);
  }

  /** Hands a connection on, through all recorders. */
  accept(link: Link, accept: AcceptLink): LinkListener | undefined {
    let recorded = accept;
    for (const recorder of this.#recorders) {
      if (recorder.isRecording) recorded = recordLinks(recorded, recorder);
    }
    return recorded(link);
  }
}

class RecordedLink implements Link {
  readonly kind: Link['kind'];
  readonly peerName: string;
  readonly #link: Link;
  readonly #record: ConnectionRecord;

  constructor(link: Link, record: ConnectionRecord) {
    this.kind = link.kind;
    this.peerName = link.peerName;
    this.#link = link;
    this.#record = record;
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes;
  }

  get bufferedCost(): number {
    return bufferedCostOf(this.#link);
  }

  send(bytes: Uint8Array): void {
    this.#record.bytes('down', bytes);
    this.#link.send(bytes);
  }

  end(code?: number): void {
    this.#record.end('down', code);
    if (code === undefined) this.#link.end();
    else this.#link.end(code);
  }

  signal(signal: Signal): void {
    this.#link.signal?.(signal);
  }

  reset(): void {
    this.#record.reset('down');
    this.#link.reset();
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }
}

const recordListener = (link: Link, listener: LinkListener, record: ConnectionRecord): LinkListener => ({
  onBytes: (bytes) => {
    record.bytes('up', bytes);
    listener.onBytes(bytes);
  },
  onEnd: () => {
    record.end('up');
    listener.onEnd();
  },
  // No part of the stream, and so of no recording.
  onSignal: (signal) => tellSignal(link, listener, signal),
  onViolation: (error) => {
    record.violation('up');
    listener.onViolation(error);
  },
  onClose: (how) => {
    noteClose(how, record);
    listener.onClose(how);
  },
});

const noteClose = (how: LinkCloseHow, record: ConnectionRecord): void => {
  if (how !== 'fin') {
    record.reset('up');
    return;
  }
  // A WebSocket is closed by one frame from each side; the answer to the peer's has been sent by now, whoever asked for it.
  record.end('up');
  record.end('down');
};
