import type { NetContext } from './net-context.ts';
import { checkCallback } from './option-checks.ts';
import { createFrameDecoder } from './protocol/frame-decoder.ts';

/** Watches the frames of a NetMgr, the SDK's own included. */
export interface NetTap {
  /**
   * A frame came, and will be handled next; or went out, with its batch. The body is `bytes` from `start` to `end`, to be read, valid until
   * the call returns.
   */
  onFrame(direction: 'in' | 'out', id: number, bytes: Uint8Array, start: number, end: number): void;
}

/** Lets `observer` watch, alone: one that throws harms no other, and one that was removed is not called again. Returns its idempotent remover. */
export const addTap = (context: NetContext, observer: NetTap): (() => void) => {
  checkCallback('onFrame of the observer', observer?.onFrame);
  const guarded: NetTap['onFrame'] = (...frame) => {
    try {
      observer.onFrame(...frame);
    } catch (error) {
      context.events.failed(error, 'a tap');
    }
  };
  context.observers ??= new Set();
  const observers = context.observers.add(guarded);
  context.tell = (...frame) => {
    for (const each of observers) each(...frame);
  };
  return () => {
    observers.delete(guarded);
    if (observers.size === 0) context.tell = undefined;
  };
};

/** Tells each frame of a batch that went out. */
export const tellBatch = (context: NetContext, batch: Uint8Array): void => {
  // A decoder of its own each time, as an observer may send and flush.
  createFrameDecoder({
    layout: context.settings.layout,
    maxBodyBytes: 2 ** 31 - 1,
    onFrame: (...frame) => context.tell?.('out', ...frame),
  }).push(batch);
};
