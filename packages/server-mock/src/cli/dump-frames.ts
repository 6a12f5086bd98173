import {
  createFrameDecoder,
  createHeartMsg,
  createQuitMsg,
  DEFAULT_SYSTEM_IDS,
  decodeBody,
  type FrameDecoder,
  type FrameLayout,
  type MessageType,
} from '@netmgr/client/protocol';
import { describeBytes, describeValue } from '../describe-value.ts';
import { escapeControls } from '../escape-controls.ts';
import type { RecordedEvent } from '../record/recorded-event.ts';

/** The largest body that is taken for one; a length beyond it is told as damage of the stream. */
const MAX_BODY_BYTES = 67_108_864;
const HEX_BYTES_PER_LINE = 16;

type Streamed = RecordedEvent & { readonly direction: 'up' | 'down' };

/** One thing to print: when, whose, and what, with the body of a frame in full. */
export interface DumpEntry {
  readonly at: number;
  readonly connection: number;
  readonly text: string;
  readonly body: Uint8Array | undefined;
}

/** Turns the events of a recording into entries, one for each frame and for each event that is no bytes. */
export class DumpFrames {
  readonly #layout: FrameLayout;
  readonly #types: ReadonlyMap<number, MessageType<unknown>>;
  readonly #streams: Map<string, FrameStream> = new Map();

  constructor(layout: FrameLayout, messages: readonly MessageType<unknown>[]) {
    const { heart, quit } = DEFAULT_SYSTEM_IDS;
    const system = [createHeartMsg(heart), createQuitMsg(quit)] as MessageType<unknown>[];
    this.#layout = layout;
    this.#types = new Map([...system, ...messages].map((type) => [type.id, type]));
  }

  /** Takes the next event, and gives what it completes. */
  take(event: RecordedEvent): DumpEntry[] {
    const { at, connection } = event;
    const entry = (text: string, body?: Uint8Array): DumpEntry => ({ at, connection, text, body });
    switch (event.kind) {
      case 'bytes': {
        const entries: DumpEntry[] = [];
        this.#streamOf(event).push(event.bytes, (text, body) => {
          entries.push(entry(`${event.direction.padEnd(4)}  ${text}`, body));
        });
        return entries;
      }
      case 'dial':
        return [entry('dial')];
      case 'fail':
        return [entry('the dial failed')];
      case 'open':
        return [entry(`open ${event.label}`.trimEnd())];
      default:
        return [entry(`${event.direction.padEnd(4)}  ${describeEnd(event)}${this.#close(event)}`)];
    }
  }

  /** Says what the end cut off; both directions are over once one side broke the connection. */
  #close(event: Streamed): string {
    if (event.kind === 'violation') return '';
    const pending = this.#streams.get(keyOf(event, event.direction))?.pendingBytes ?? 0;
    const over = event.kind === 'reset' ? (['up', 'down'] as const) : [event.direction];
    for (const direction of over) this.#streams.delete(keyOf(event, direction));
    return pending === 0 ? '' : `, inside a frame of which ${pending} bytes have come`;
  }

  #streamOf(event: Streamed): FrameStream {
    const key = keyOf(event, event.direction);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const stream = new FrameStream(this.#layout, this.#types);
    this.#streams.set(key, stream);
    return stream;
  }
}

const keyOf = ({ connection }: RecordedEvent, direction: 'up' | 'down'): string => `${connection} ${direction}`;

const describeEnd = (event: Streamed): string => {
  if (event.kind === 'end') return event.code === undefined ? 'end' : `end with code ${event.code}`;
  return event.kind === 'reset' ? 'reset' : 'violation: what came was no binary WebSocket message';
};

type Print = (text: string, body: Uint8Array) => void;

/** One direction of one connection. A stream that is lost is shown as it comes. */
class FrameStream {
  readonly #types: ReadonlyMap<number, MessageType<unknown>>;
  readonly #decoder: FrameDecoder;
  #print: Print = () => {};
  #isLost = false;

  constructor(layout: FrameLayout, types: ReadonlyMap<number, MessageType<unknown>>) {
    this.#types = types;
    this.#decoder = createFrameDecoder({
      layout,
      maxBodyBytes: MAX_BODY_BYTES,
      onFrame: (id, bytes, start, end) => this.#onFrame(id, bytes.slice(start, end)),
    });
  }

  get pendingBytes(): number {
    return this.#isLost ? 0 : this.#decoder.pendingBytes;
  }

  push(bytes: Uint8Array, print: Print): void {
    this.#print = print;
    if (this.#isLost) {
      print(`bytes ${describeBytes(bytes)}`, bytes);
      return;
    }
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      this.#isLost = true;
      print(`no frames from here on: ${(error as Error).message} ${describeBytes(bytes)}`, bytes);
    }
  }

  #onFrame(id: number, body: Uint8Array): void {
    const type = this.#types.get(id);
    this.#print(type === undefined ? `${id} ${describeBytes(body)}` : `${id} ${describeMessage(type, body)}`, body);
  }
}

const describeMessage = (type: MessageType<unknown>, body: Uint8Array): string => {
  try {
    const value = decodeBody(type, body, 0, body.length);
    return value === undefined ? type.name : `${type.name} ${describeValue(value)}`;
  } catch (error) {
    const { message } = error as Error;
    return `${type.name} that cannot be read: ${message} ${describeBytes(body)}`;
  }
};

/** Writes an entry on one line, and its body in full below if that is asked for. What came from the network moves no cursor. */
export const formatEntry = ({ at, connection, text, body }: DumpEntry, isHex: boolean): string => {
  const head = `${(at / 1000).toFixed(6).padStart(13)}  #${connection}  ${escapeControls(text)}`;
  return isHex && body !== undefined ? [head, ...hexLines(body)].join('\n') : head;
};

const hexLines = (body: Uint8Array): string[] => {
  const lines: string[] = [];
  for (let at = 0; at < body.length; at += HEX_BYTES_PER_LINE) {
    const row = Array.from(body.subarray(at, at + HEX_BYTES_PER_LINE), (byte) => byte.toString(16).padStart(2, '0'));
    lines.push(`${' '.repeat(17)}${at.toString(16).padStart(6, '0')}  ${row.join(' ')}`);
  }
  return lines;
};
