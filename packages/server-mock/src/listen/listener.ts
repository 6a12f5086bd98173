import type { AcceptLink } from '../link/link.ts';

/** Where connections come from: a port, or the memory of this process. */
export interface Listener {
  /** Names it for people, such as `ws://127.0.0.1:8080`. */
  readonly name: string;
  /** Tells whether connections are taken. */
  readonly isOpen: boolean;
  /** Begins to take connections, on the same port as before if it was open once. Rejects when it cannot. */
  open(accept: AcceptLink, door: Door): Promise<void>;
  /** Takes no more connections; those already accepted live on. Resolves when the port is free. */
  close(): Promise<void>;
  /** Leaves new connections unanswered where its kind needs an answer of the server to open one; part of `stall()`. */
  pause(): void;
  /** Answers them again, those that waited first. */
  resume(): void;
}

/** Somebody who wants a connection. One of the two is called, once. */
export interface Caller {
  /** Goes on as if there were no door. */
  enter(): void;
  /** Turns away, as unlike a working server as its kind allows. */
  refuse(): void;
}

/** Hears of everybody who wants a connection, and lets in or refuses, now or later. Returns how to tell it that the caller has left. */
export type Door = (caller: Caller) => () => void;
