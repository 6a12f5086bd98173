import { bandwidth } from '../fault/bandwidth.ts';
import { coalesce } from '../fault/coalesce.ts';
import { corrupt } from '../fault/corrupt.ts';
import { duplicateConnection } from '../fault/duplicate-connection.ts';
import type { Fault } from '../fault/fault.ts';
import type { FaultName } from '../fault/fault-order.ts';
import { FRAME_PLACES, type FramePlace } from '../fault/frame-places.ts';
import { halfOpen } from '../fault/half-open.ts';
import { latency } from '../fault/latency.ts';
import { limitBytes } from '../fault/limit-bytes.ts';
import { muteHeartbeat } from '../fault/mute-heartbeat.ts';
import { refuse } from '../fault/refuse.ts';
import { reset } from '../fault/reset.ts';
import { slowAccept } from '../fault/slow-accept.ts';
import { slowClose } from '../fault/slow-close.ts';
import { slowReader } from '../fault/slow-reader.ts';
import { split } from '../fault/split.ts';
import { stall } from '../fault/stall.ts';
import { truncate } from '../fault/truncate.ts';
import { readBytes, readChance, readMarkedBytes, readMs, readSpread, readWhole } from './text-values.ts';

/** How one kind of fault is written. */
export interface FaultKind {
  /** What may be written, for people. */
  readonly usage: string;
  /** Makes the fault from what stands behind the `=`, cut at its commas; undefined when that makes no sense. Throws what the fault throws. */
  readonly read: (parts: readonly string[]) => Fault | undefined;
}

/** Takes one part, which `read` must understand. */
const one =
  <Value>(read: (text: string) => Value | undefined, make: (value: Value) => Fault): FaultKind['read'] =>
  ([text, ...rest]) => {
    const value = text === undefined || rest.length > 0 ? undefined : read(text);
    return value === undefined ? undefined : make(value);
  };

/** Takes nothing. */
const none =
  (make: () => Fault): FaultKind['read'] =>
  (parts) =>
    parts.length === 0 ? make() : undefined;

/** Gives each part to the first reader that understands it, each reader at most once; undefined when one is left over. */
const assign = <Values extends Record<string, unknown>>(
  parts: readonly string[],
  readers: { readonly [Name in keyof Values]: (text: string) => Values[Name] | undefined },
): Partial<Values> | undefined => {
  const values: Partial<Values> = {};
  for (const part of parts) {
    const name = Object.keys(readers).find((each) => values[each] === undefined && readers[each]!(part) !== undefined);
    if (name === undefined) return undefined;
    values[name as keyof Values] = readers[name]!(part);
  }
  return values;
};

const readPlace = (text: string): FramePlace | undefined => FRAME_PLACES.find((place) => place === text);
const readInnerPlace = (text: string): Exclude<FramePlace, 'end'> | undefined => {
  const place = readPlace(text);
  return place === 'end' ? undefined : place;
};
const readHow = (text: string): 'fin' | 'reset' | undefined => (text === 'fin' || text === 'reset' ? text : undefined);
const readBits = (text: string): number | undefined => readWhole(/^(\d+) ?bits?$/.exec(text)?.[1] ?? '');

/** Cuts the gap off that stands behind the last part: `1@5ms`. */
const readSplit = (parts: readonly string[]): Fault | undefined => {
  const [, places = '', gap] = /^([^@]*)(?:@(.*))?$/.exec(parts.join(',')) ?? [];
  const gapMs = gap === undefined ? 0 : readMs(gap);
  if (gapMs === undefined) return undefined;
  const bytes = readBytes(places);
  if (bytes !== undefined) return split({ bytes, gapMs });
  const [, min, max] = /^(\d+)-(\d+)$/.exec(places) ?? [];
  if (min !== undefined) return split({ random: [Number(min), Number(max)], gapMs });
  const at = places.split(',').map(readPlace);
  return at.every((place) => place !== undefined) ? split({ at, gapMs }) : undefined;
};

/** How each kind of fault is written. */
export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  latency: { usage: 'latency=100±20', read: one(readSpread, latency) },
  bandwidth: { usage: 'bandwidth=16kB', read: one(readBytes, (bytesPerSecond) => bandwidth({ bytesPerSecond })) },
  split: { usage: 'split=1, split=1-4 or split=id,length, with a gap split=1@5ms', read: readSplit },
  coalesce: {
    usage: 'coalesce=50ms, coalesce=512B or both',
    read: (parts) => {
      const values = assign<{ bytes: number; ms: number }>(parts, { bytes: readMarkedBytes, ms: readMs });
      return values === undefined || parts.length === 0 ? undefined : coalesce(values);
    },
  },
  stall: { usage: 'stall', read: none(stall) },
  halfOpen: { usage: 'halfOpen', read: none(halfOpen) },
  slowClose: { usage: 'slowClose=500', read: one(readMs, (ms) => slowClose({ ms })) },
  reset: {
    usage: 'reset, reset=500ms, reset=1000B or both',
    read: (parts) => {
      const readers = { afterBytes: readMarkedBytes, afterMs: readMs };
      const values = assign<{ afterBytes: number; afterMs: number }>(parts, readers);
      return values === undefined ? undefined : reset(values);
    },
  },
  limitBytes: {
    usage: 'limitBytes=1000 or limitBytes=1000,reset',
    read: (parts) => {
      const values = assign<{ bytes: number; how: 'fin' | 'reset' }>(parts, { bytes: readBytes, how: readHow });
      return values?.bytes === undefined ? undefined : limitBytes({ ...values, bytes: values.bytes });
    },
  },
  corrupt: {
    usage: 'corrupt=1%, or corrupt=100B for each 100th byte, with corrupt=1%,3bits',
    read: (parts) => {
      const readers = { bits: readBits, everyBytes: readMarkedBytes, probability: readChance };
      const values = assign<{ bits: number; everyBytes: number; probability: number }>(parts, readers);
      if (values?.everyBytes === undefined && values?.probability === undefined) return undefined;
      return corrupt(values as { probability: number });
    },
  },
  truncate: {
    usage: 'truncate, truncate=3 or truncate=3,body',
    read: (parts) => {
      const readers = { afterFrames: readWhole, at: readInnerPlace };
      const values = assign<{ afterFrames: number; at: Exclude<FramePlace, 'end'> }>(parts, readers);
      return values === undefined ? undefined : truncate(values);
    },
  },
  refuse: { usage: 'refuse', read: none(refuse) },
  slowAccept: { usage: 'slowAccept=500±100', read: one(readSpread, slowAccept) },
  muteHeartbeat: { usage: 'muteHeartbeat', read: none(muteHeartbeat) },
  duplicateConnection: {
    usage: 'duplicateConnection or duplicateConnection=30s',
    read: (parts) => {
      const values = assign<{ lingerMs: number }>(parts, { lingerMs: readMs });
      return values === undefined ? undefined : duplicateConnection(values);
    },
  },
  slowReader: { usage: 'slowReader=1kB', read: one(readBytes, (bytesPerSecond) => slowReader({ bytesPerSecond })) },
};
