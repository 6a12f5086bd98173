import type { WebSocket } from 'ws';
import { HeldMessages } from './held-messages.ts';

/**
 * Stops and starts what a WebSocket hears. The WebSocket itself, when it is stopped, takes the chunk of the network apart that it has
 * already, and so goes on for thousands of messages if they are small; they wait here.
 */
export class MessageGate {
  readonly #webSocket: WebSocket;
  readonly #held: HeldMessages = new HeldMessages();
  #deliver: (bytes: Uint8Array) => void = () => {};
  #isPaused = false;
  #isOver = false;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
  }

  /** Tells who hears the messages. */
  attach(deliver: (bytes: Uint8Array) => void): void {
    this.#deliver = deliver;
  }

  /** Hands a message on, or holds it behind others. */
  take(bytes: Uint8Array): void {
    if (this.#isPaused || !this.#held.isEmpty) this.#held.add(bytes);
    else this.#deliver(bytes);
  }

  pause(): void {
    this.#isPaused = true;
    this.#webSocket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#held.isEmpty) this.#webSocket.resume();
    else queueMicrotask(() => this.#goOn());
  }

  /** Hands on what is held, whoever may be stopped: something is about to be told that comes behind it. */
  flush(): void {
    for (let bytes = this.#held.take(); bytes !== undefined; bytes = this.#held.take()) this.#deliver(bytes);
  }

  /** Hands on nothing any more. */
  close(): void {
    this.#isOver = true;
  }

  #goOn(): void {
    while (!this.#isPaused && !this.#isOver && !this.#held.isEmpty) this.#deliver(this.#held.take()!);
    if (!this.#isPaused) this.#webSocket.resume();
  }
}
