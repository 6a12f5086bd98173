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

/** Tells frames to whoever watches. Each observer is alone: one that throws harms no other, and one that was removed is not called again. */
export class Taps {
  /** Tells all observers of a frame; `undefined` while there are none, which is all that an unwatched frame costs. */
  tell: NetTap['onFrame'] | undefined;
  readonly #layout: FrameLayout;
  readonly #events: IsolatedEmitter;
  #observers: Set<NetTap['onFrame']> | undefined;

  constructor(layout: FrameLayout, events: IsolatedEmitter) {
    this.#layout = layout;
    this.#events = events;
  }

  /** Adds an observer and returns its idempotent remover. */
  add(observer: NetTap): () => void {
    checkCallback('onFrame of the observer', observer?.onFrame);
    const guarded: NetTap['onFrame'] = (...frame) => {
      try {
        observer.onFrame(...frame);
      } catch (error) {
        this.#events.failed(error, 'a tap');
      }
    };
    this.#observers ??= new Set();
    const observers = this.#observers.add(guarded);
    this.tell = (...frame) => {
      for (const each of observers) each(...frame);
    };
    return () => {
      observers.delete(guarded);
      if (observers.size === 0) this.tell = undefined;
    };
  }

  /** Tells each frame of a batch that went out. */
  tellBatch(batch: Uint8Array): void {
    // One of its own each time, as an observer may send and flush.
    createFrameDecoder({
      layout: this.#layout,
      maxBodyBytes: 2 ** 31 - 1,
      onFrame: (...frame) => this.tell?.('out', ...frame),
    }).push(batch);
  }
}
