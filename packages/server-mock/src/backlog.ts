import type { ProtocolError } from '@netmgr/client/protocol';
import { type LinkCloseHow, PIECE_COST_BYTES } from './link/link.ts';

/** One thing that came while its client was stalled. */
export type HeldInput =
  | { readonly frame: number; readonly body: Uint8Array }
  | { readonly bytes: Uint8Array }
  | { readonly violation: ProtocolError }
  | 'end'
  | LinkCloseHow;

/** What came while a client was stalled, in order. */
export class Backlog {
  #inputs: HeldInput[] = [];
  #cost = 0;

  /** Counts the memory that it takes: the bytes, and some more for each thing that came. */
  get cost(): number {
    return this.#cost;
  }

  /** Puts something behind all else. */
  add(input: HeldInput): void {
    this.#inputs.push(input);
    this.#cost += PIECE_COST_BYTES + byteCountOf(input);
  }

  /** Gives everything, in order, and begins anew. */
  takeAll(): readonly HeldInput[] {
    const inputs = this.#inputs;
    this.#inputs = [];
    this.#cost = 0;
    return inputs;
  }

  /** Forgets everything. Tells how the link closed, if it has. */
  clear(): LinkCloseHow | undefined {
    return this.takeAll().find(isClose);
  }
}

/** Tells a link's close from all else that is held. */
export const isClose = (input: HeldInput): input is LinkCloseHow => typeof input === 'string' && input !== 'end';

const byteCountOf = (input: HeldInput): number => {
  if (typeof input === 'string') return 0;
  if ('bytes' in input) return input.bytes.length;
  return 'frame' in input ? input.body.length : 0;
};
