import type { AcceptLink } from '../link/link.ts';
import type { Caller } from '../listen/listener.ts';

/** An open connection that nobody reads yet. */
export interface OpenSide {
  /** Begins to read it, and tells of everything that comes. */
  take(accept: AcceptLink): void;
  /** Tells the WebSocket close code that the peer sent, if it may be sent on. */
  readonly closeCode: () => number | undefined;
  /** Runs `fn` whenever the network has taken what waited. */
  onDrain(fn: () => void): void;
}

/** Hears how a dial to the server went. One of the two, once, unless it is cancelled. */
export interface DialEars {
  onOpen(server: OpenSide): void;
  onFail(): void;
}

/** Opens one more connection to the server, as the first one was. Returns the canceller. */
export type DialAgain = (ears: DialEars) => () => void;

/** Who the front of a proxy works for. */
export interface FrontOwner {
  /** Lets callers in or turns them away, before the server is dialled. Returns how to tell it that the caller's connection has closed. */
  door(caller: Caller, peerName: string): () => void;
  /** Takes a client and its own connection to the server, both open. */
  join(client: OpenSide, server: OpenSide, dialAgain: DialAgain): void;
  /** Hears that a client was turned away because the server was not to be had, and why. */
  onUnreachable(peerName: string, why: string): void;
}

/** Where the clients of a proxy come in. The server is dialled before a client is let in, so that its refusal is the proxy's. */
export interface ProxyFront {
  /** The port that it listens on. */
  readonly port: number;
  /** Begins to listen. Rejects with the host's error. */
  open(): Promise<void>;
  /** Listens no more and turns away who waits for the server. Resolves when all its connections have ended. */
  close(): Promise<void>;
}
