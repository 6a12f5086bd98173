import type { Direction, LoggedFrame } from './frame-log.ts';
import type { FrameReader } from './frame-reading.ts';

/** Which frames are looked for. */
export interface FilterQuery {
  /**
   * Words that all have to be found, in any order and case: `id:1001`, `name:player`, or text of name, id and fields. `-` in front excludes.
   */
  readonly text: string;
  /** One way only. */
  readonly direction?: Direction | undefined;
  /** Leaves heartbeats out, and Quits. */
  readonly hidesSystem?: boolean;
}

/** Tells whether a frame is looked for. */
export type FrameFilter = (frame: LoggedFrame) => boolean;

/** Makes a filter of a query; `undefined` when all frames pass. */
export const createFrameFilter = (
  { text, direction, hidesSystem = false }: FilterQuery,
  reader: FrameReader,
  isSystem: (id: number) => boolean,
): FrameFilter | undefined => {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-');
  if (words.length === 0 && direction === undefined && !hidesSystem) return undefined;
  const tests = words.map((word) =>
    word.startsWith('-') ? not(wordTest(word.slice(1), reader)) : wordTest(word, reader),
  );
  return (frame) =>
    (direction === undefined || frame.direction === direction) &&
    !(hidesSystem && isSystem(frame.id)) &&
    tests.every((test) => test(frame));
};

const not =
  (test: FrameFilter): FrameFilter =>
  (frame) =>
    !test(frame);

const wordTest = (word: string, reader: FrameReader): FrameFilter => {
  const [, key, wanted = ''] = /^(id|name):(.+)$/.exec(word) ?? [];
  if (key === 'id') return ({ id }) => String(id) === wanted;
  if (key === 'name') return ({ id }) => reader.nameOf(id).toLowerCase().includes(wanted);
  return (frame) => reader.read(frame).text.includes(word);
};
