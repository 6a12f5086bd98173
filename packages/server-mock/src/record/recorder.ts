import type { Clock } from '@netmgr/client';
import type { FrameLayout } from '@netmgr/client/protocol';
import { badOption, checkClock, checkFunction, checkOptions } from '../check-option.ts';
import type { Direction } from '../link/stage.ts';
import { resolveLayout } from '../wire-options.ts';
import type { LineEvent } from './recorded-event.ts';
import { RecordingEncoder } from './recording-encoder.ts';
import { RecordingError } from './recording-error.ts';
import { MAX_CLOSE_CODE, MAX_PIECE_BYTES } from './recording-format.ts';

/** Where a recording goes. */
export interface RecordingSink {
  /** Takes the next bytes, which stay as they are. What it throws ends the recording. */
  write(bytes: Uint8Array): void;
  /** Counts the bytes taken that are not safe yet. */
  readonly bufferedBytes: number;
  /** Takes no more; resolves when all is safe and rejects when it is not. */
  close(): Promise<void>;
}

/** What a recorder works with. */
export interface RecorderOptions {
  /** Time: the clock of what is recorded. */
  readonly clock: Clock;
  /** Where the bytes go, such as a `MemorySink`, or in Node `openFileSink(path)`. */
  readonly sink: RecordingSink;
  /** How frames look, kept for whoever decodes them. @default FRAME_LAYOUTS.unity */
  readonly layout?: FrameLayout;
  /** Ends the recording when more bytes wait in the sink, so that a slow disk costs no memory. @default 16_777_216 */
  readonly maxBufferedBytes?: number;
  /** Hears that the recording ends early. What is recorded goes on undisturbed. */
  readonly onFailure?: (error: RecordingError) => void;
}

const resolveRecorderOptions = (options: RecorderOptions): Required<RecorderOptions> => {
  const given = checkOptions('the recorder', options, ['clock', 'sink', 'layout', 'maxBufferedBytes', 'onFailure']);
  const { clock, sink, layout, maxBufferedBytes = 16_777_216, onFailure = () => {} } = given;
  checkClock('clock', clock);
  if (typeof sink?.write !== 'function') throw badOption('sink', 'a RecordingSink such as a MemorySink', sink);
  if (typeof maxBufferedBytes !== 'number' || !(maxBufferedBytes > 0)) {
    throw badOption('maxBufferedBytes', 'a number above 0', maxBufferedBytes);
  }
  checkFunction('onFailure', onFailure);
  return { clock, sink, layout: resolveLayout(layout), maxBufferedBytes, onFailure };
};

/** Writes down what happens to connections, as it happens. It keeps nothing itself, and never disturbs what it records. */
export class Recorder {
  readonly #clock: Clock;
  readonly #sink: RecordingSink;
  readonly #maxBufferedBytes: number;
  readonly #onFailure: (error: RecordingError) => void;
  readonly #encoder: RecordingEncoder = new RecordingEncoder();
  readonly #startedAt: number;
  #latestUs = 0;
  #connectionCount = 0;
  #byteCount = 0;
  #failure: RecordingError | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    const { clock, sink, layout, maxBufferedBytes, onFailure } = resolveRecorderOptions(options);
    this.#clock = clock;
    this.#sink = sink;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#onFailure = onFailure;
    this.#startedAt = clock.now();
    this.#write(this.#encoder.header(layout));
  }

  /** Counts the connections that were begun. */
  get connectionCount(): number {
    return this.#connectionCount;
  }

  /** Counts the bytes of the recording so far. */
  get byteCount(): number {
    return this.#byteCount;
  }

  /** Tells why the recording ended early, if it did. */
  get failure(): RecordingError | undefined {
    return this.#failure;
  }

  /** Tells whether events are still written down. */
  get isRecording(): boolean {
    return this.#failure === undefined && this.#closing === undefined;
  }

  /** Begins the record of one connection. */
  begin(): ConnectionRecord {
    const connection = ++this.#connectionCount;
    return new ConnectionRecord((event) => this.#add(connection, event));
  }

  /** Finishes the recording, also when connections are still open. Rejects when it ended early. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#failure === undefined) this.#write(this.#encoder.finish(this.#nowUs()));
    await this.#sink.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #add(connection: number, event: LineEvent): void {
    if (this.isRecording) this.#write(this.#encoder.event(this.#nowUs(), connection, event));
  }

  #write(bytes: Uint8Array): void {
    try {
      this.#sink.write(bytes);
      this.#byteCount += bytes.length;
    } catch (cause) {
      const detail = `the sink threw${cause instanceof Error ? `: ${cause.message}` : ''}`;
      this.#fail(cause instanceof RecordingError ? cause : this.#createError('SINK_FAILED', detail, cause));
      return;
    }
    const { bufferedBytes } = this.#sink;
    if (bufferedBytes <= this.#maxBufferedBytes) return;
    const seen = `${bufferedBytes} bytes wait in the sink, allowed are ${this.#maxBufferedBytes}`;
    this.#fail(this.#createError('SINK_FULL', seen));
  }

  #createError(code: 'SINK_FULL' | 'SINK_FAILED', detail: string, cause?: unknown): RecordingError {
    return new RecordingError(code, this.#byteCount, detail, cause);
  }

  #fail(error: RecordingError): void {
    this.#failure = error;
    this.#onFailure(error);
  }

  #nowUs(): number {
    this.#latestUs = Math.max(this.#latestUs, Math.round((this.#clock.now() - this.#startedAt) * 1000));
    return this.#latestUs;
  }
}

/** Writes down one connection. What cannot follow what came before, such as a second end, is left out. */
export class ConnectionRecord {
  readonly #add: (event: LineEvent) => void;
  readonly #ended: Set<Direction> = new Set();
  #isOver = false;

  constructor(add: (event: LineEvent) => void) {
    this.#add = add;
  }

  /** The client dials. */
  dial(): void {
    this.#add({ kind: 'dial' });
  }

  /** It opened; `label` names the peer for people. */
  open(label = ''): void {
    if (!this.#isOver) this.#add({ kind: 'open', label });
  }

  /** The dial failed. */
  fail(): void {
    this.#finish({ kind: 'fail' });
  }

  /** Bytes passed; they are copied. */
  bytes(direction: Direction, bytes: Uint8Array): void {
    if (this.#isOver || this.#ended.has(direction)) return;
    for (let at = 0; at < bytes.length; at += MAX_PIECE_BYTES) {
      this.#add({ kind: 'bytes', direction, bytes: bytes.subarray(at, at + MAX_PIECE_BYTES) });
    }
  }

  /** One side says that it sends no more, over WebSocket with a close code. */
  end(direction: Direction, code?: number): void {
    if (this.#isOver || this.#ended.has(direction)) return;
    this.#ended.add(direction);
    const isCode = code !== undefined && Number.isInteger(code) && code > 0 && code <= MAX_CLOSE_CODE;
    this.#add({ kind: 'end', direction, code: isCode ? code : undefined });
  }

  /** One side, or the network there, breaks it. */
  reset(direction: Direction): void {
    this.#finish({ kind: 'reset', direction });
  }

  /** One side broke the rules of what carries the bytes. */
  violation(direction: Direction): void {
    if (!this.#isOver && !this.#ended.has(direction)) this.#add({ kind: 'violation', direction });
  }

  #finish(event: LineEvent): void {
    if (this.#isOver || this.#ended.size === 2) return;
    this.#isOver = true;
    this.#add(event);
  }
}
