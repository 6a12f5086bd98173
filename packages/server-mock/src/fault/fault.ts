// A fault is a value: what should go wrong, in which words and numbers. It does nothing until it is added to a server, and may be
// added to several.

import type { SystemIds } from '@netmgr/client/protocol';
import type { Direction, Stage, StageContext } from '../link/stage.ts';
import type { FaultName } from './fault-order.ts';

/** The directions that a fault acts on: `up` is from client to server, `down` from server to client. */
export type FaultDirection = Direction | 'both';

/** Something that can go wrong; made by functions such as `latency()`. */
export interface Fault {
  /** Names its kind. */
  readonly name: FaultName;
  /** Lists what it was made with, gaps filled, for people and tools. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Tells which directions it acts on unless `addFault` says otherwise. */
  readonly direction: FaultDirection;
  /** Tells what it does; for the server that it is added to. */
  readonly effect: FaultEffect;
}

/** What a fault does, by where it acts: on a stream, before a connection opens, or as it opens. */
export type FaultEffect =
  | { readonly at: 'stream'; readonly createStage: (context: FaultContext) => Stage }
  | { readonly at: 'door'; readonly answer: (random: () => number) => DoorAnswer }
  | { readonly at: 'opening'; readonly lingerMs: number };

/** What happens to somebody who wants to connect: refused, or let in after so many milliseconds. */
export type DoorAnswer = 'refuse' | number;

/** What a fault's stage works with. */
export interface FaultContext extends StageContext {
  /** Gives numbers of its own in [0, 1), the same in every run of one seed, whatever else happens. */
  readonly random: () => number;
  readonly direction: Direction;
  readonly systemIds: SystemIds;
}

/** Writes a fault as it would be written in code, such as `latency({ ms: 80, jitterMs: 20 })`. */
export const describeFault = ({ name, settings }: Fault): string => {
  const words = Object.entries(settings).map(([key, value]) => `${key}: ${writeValue(value)}`);
  return words.length === 0 ? `${name}()` : `${name}({ ${words.join(', ')} })`;
};

const writeValue = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(writeValue).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
};
