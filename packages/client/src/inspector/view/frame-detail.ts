import type { LoggedFrame } from '../frame-log.ts';
import type { FrameReader } from '../frame-reading.ts';
import { hexDump } from '../hex-text.ts';
import { make, makeIconButton, makeRegion, setClass, setText } from './elements.ts';
import { ICONS } from './icons.ts';
import { timeText } from './quantity-text.ts';

const MAX_DUMP_BYTES = 4096;
const MAX_FIELDS_TEXT = 50_000;

/** Shows one frame in full: its fields and its bytes. */
export class FrameDetail {
  readonly element: HTMLElement;
  readonly #title: HTMLElement = make('span', 'title');
  readonly #fields: HTMLElement = make('pre', 'fields');
  readonly #hex: HTMLElement = make('pre', 'hex');
  readonly #reader: FrameReader;
  readonly #startedAt: number;

  constructor(reader: FrameReader, startedAt: number, onClose: () => void) {
    this.#reader = reader;
    this.#startedAt = startedAt;
    makeRegion(this.#fields, 'fields');
    makeRegion(this.#hex, 'bytes');
    const close = makeIconButton('Close the frame', ICONS.close, onClose);
    this.element = make('section', 'detail', make('header', '', this.#title, close), this.#fields, this.#hex);
    this.element.hidden = true;
  }

  /** Shows a frame; `undefined` hides the whole. */
  show(frame: LoggedFrame | undefined): void {
    this.element.hidden = frame === undefined;
    if (frame === undefined) return;
    const { atMs, name, connection, fields, error } = this.#reader.recordOf(frame, this.#startedAt);
    const way = frame.direction === 'in' ? '↓ in' : '↑ out';
    const parts = [
      way,
      frame.id,
      name ?? '',
      `${frame.length} bytes`,
      `${timeText(atMs)} s`,
      `connection ${connection}`,
    ];
    setText(this.#title, parts.filter((part) => part !== '').join('  ·  '));
    setText(this.#fields, error ?? (name === undefined ? 'no type has this id' : fieldsText(fields)));
    setClass(this.#fields, error === undefined ? 'fields' : 'fields broken');
    setText(this.#hex, hexText(frame));
  }
}

const fieldsText = (fields: unknown): string => {
  const text = JSON.stringify(fields, undefined, 2) ?? 'no fields';
  return text.length > MAX_FIELDS_TEXT ? `${text.slice(0, MAX_FIELDS_TEXT)}\n…` : text;
};

const hexText = ({ body, length }: LoggedFrame): string => {
  const shown = Math.min(body.length, MAX_DUMP_BYTES);
  const rest = length > shown ? `\n… ${length - shown} more` : '';
  return length === 0 ? 'no bytes' : hexDump(body.subarray(0, shown)) + rest;
};
