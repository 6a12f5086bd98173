import type { IsolatedEmitter } from './emitter.ts';
import { checkCallback } from './option-checks.ts';
import { createFrameDecoder } from './protocol/frame-decoder.ts';
import type { FrameLayout } from './protocol/frame-layout.ts';

/** Watches the frames of a NetMgr, the SDK's own included. */
export interface NetTap {
  /**
   * A frame came, and will be handled next; or went out, with its batch. The body is `bytes` from `start` to `end`, to be read, valid until
   * the call returns.
   */
  onFrame(direction: 'in' | 'out', id: number, bytes: Uint8Array, start: number, end: number): void;
}

/** What frames are watched by. */
export interface Tapped {
  readonly settings: { readonly layout: FrameLayout };
  readonly events: IsolatedEmitter;
  observers: Set<NetTap['onFrame']> | undefined;
  /** Tells all who watch of a frame; `undefined` while nobody does, which is all that an unwatched frame costs. */
  tell: NetTap['onFrame'] | undefined;
}

/** Lets `observer` watch, alone: one that throws harms no other, and one that was removed is not called again. Returns its idempotent remover. */
export const addTap = (tapped: Tapped, observer: NetTap): (() => void) => {
  checkCallback('onFrame of the observer', observer?.onFrame);
  const guarded: NetTap['onFrame'] = (...frame) => {
    try {
      observer.onFrame(...frame);
    } catch (error) {
      tapped.events.failed(error, 'a tap');
    }
  };
  tapped.observers ??= new Set();
  const observers = tapped.observers.add(guarded);
  tapped.tell = (...frame) => {
    for (const each of observers) each(...frame);
  };
  return () => {
    observers.delete(guarded);
    if (observers.size === 0) tapped.tell = undefined;
  };
};

/** Tells each frame of a batch that went out. */
export const tellBatch = (tapped: Tapped, batch: Uint8Array): void => {
  // A decoder of its own each time, as an observer may send and flush.
  createFrameDecoder({
    layout: tapped.settings.layout,
    maxBodyBytes: 2 ** 31 - 1,
    onFrame: (...frame) => tapped.tell?.('out', ...frame),
  }).push(batch);
};
