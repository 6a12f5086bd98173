import type { NetWire } from '../net-wire.ts';
import { copyBytes } from '../protocol/copy-bytes.ts';
import { type Direction, FrameLog, type FrameLogLimits, type LoggedFrame } from './frame-log.ts';
import { FrameReader } from './frame-reading.ts';
import type { InspectableNet } from './inspectable-net.ts';
import { LineHistory } from './line-history.ts';
import { NetJournal } from './net-journal.ts';
import { createFrameRecording, type FrameRecording } from './recording.ts';
import { TypeRates } from './type-rates.ts';

/** What an inspection keeps. */
export interface InspectionLimits extends FrameLogLimits {
  /** Of one body. */
  readonly maxBodyBytes: number;
}

/** Watches a NetMgr and keeps what it sees, without reading it: a frame costs a copy of its body, a count and a place in a ring. */
export class Inspection {
  readonly wire: NetWire;
  readonly startedAt: number;
  readonly log: FrameLog;
  readonly rates: TypeRates;
  readonly journal: NetJournal;
  readonly reader: FrameReader;
  readonly #history: LineHistory;
  readonly #maxBodyBytes: number;
  readonly #offs: readonly (() => void)[];

  constructor(net: InspectableNet, limits: InspectionLimits) {
    const { wire } = net;
    const now = (): number => wire.clock.now();
    this.wire = wire;
    this.startedAt = now();
    this.log = new FrameLog(limits);
    this.rates = new TypeRates(now());
    this.reader = new FrameReader(wire);
    this.#maxBodyBytes = limits.maxBodyBytes;
    this.#history = new LineHistory(now, () => this.log.nextSeq, net.state);
    this.journal = new NetJournal(net);
    this.#offs = [
      net.tap({ onFrame: (direction, id, bytes, start, end) => this.#take(direction, id, bytes, start, end) }),
      net.on('state', (state, previous) => this.#history.moved(state, previous)),
      net.on('disconnected', ({ error, willReconnect }) => this.#history.disconnected(error, willReconnect)),
    ];
  }

  /** Tells whether an id is one of the SDK's own. */
  isSystem(id: number): boolean {
    const { layout, systemIds } = this.wire;
    return layout.idBytes > 0 && (id === systemIds.heart || id === systemIds.quit);
  }

  /** Writes frames as JSON, an array of `FrameRecord`s. */
  toJson(frames: readonly LoggedFrame[]): string {
    return JSON.stringify(
      frames.map((frame) => this.reader.recordOf(frame, this.startedAt)),
      undefined,
      2,
    );
  }

  /** Writes frames as a recording. */
  toRecording(frames: readonly LoggedFrame[]): FrameRecording {
    return createFrameRecording(this.wire.layout, frames, this.#history.events);
  }

  /** Watches no more. */
  close(): void {
    for (const off of this.#offs) off();
    this.journal.close();
    this.log.clear();
  }

  #take(direction: Direction, id: number, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.rates.count(direction, id, length + this.wire.layout.headerBytes);
    const body = copyBytes(bytes, start, Math.min(end, start + this.#maxBodyBytes));
    const { connection } = this.#history;
    this.log.add({ at: this.wire.clock.now(), connection, direction, id, length, body });
  }
}
