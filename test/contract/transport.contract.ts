import type { TransportFactory } from '@netmgr/client';
import { afterEach, beforeEach, describe } from 'vitest';
import { Bench } from './bench.ts';
import { describeBytes } from './transport-bytes.contract.ts';
import { describeDialling } from './transport-dialling.contract.ts';
import { describeEndings } from './transport-endings.contract.ts';
import { describeListenerFaults } from './transport-listener-faults.contract.ts';

// The promises of transport.ts, each a test. Whatever implements the seam opens a world and calls `describeTransport`.

/** The far end of one accepted connection, in the hands of the test. */
export interface Peer {
  /** Joins everything that has arrived so far. */
  received(): Uint8Array;
  readonly receivedBytes: number;
  /** Sends the pieces one by one. */
  send(...pieces: Uint8Array[]): void;
  /** Stops reading, so that the near end's bytes pile up. */
  pause(): void;
  resume(): void;
  /** Ends in good order. */
  fin(): void;
  /** Breaks the connection. */
  reset(): void;
  /** Tells whether the near end has said that nothing more comes, or is gone. */
  readonly hasSeenEnd: boolean;
}

/** A server made for one test, and the ways to dial it. */
export interface TransportWorld {
  /** Dials a server that accepts. */
  readonly dial: TransportFactory;
  /** Dials where nobody listens. */
  readonly dialRefused: TransportFactory;
  /** Dials a server that never answers. */
  readonly dialSilent: TransportFactory;
  /** Dials a server that breaks the connection as it opens. */
  readonly dialBroken: TransportFactory;
  /** Gives the peers accepted by `dial`, oldest first. */
  readonly peers: readonly Peer[];
  /** Lets a little time pass. */
  pass(): Promise<void>;
  /** Ends the server and its connections; settles when all of them are gone. */
  close(): Promise<void>;
}

/** What hosts are free to do differently. */
export interface TransportTraits {
  /** Bytes that arrive behind our own `close()` are delivered. The WebSocket standard drops them. @default true */
  readonly hearsAfterClose?: boolean;
  /** A break that arrives together with bytes is told as an end. @default false */
  readonly hidesBreakBehindBytes?: boolean;
  /** `abort()` cuts at once. A WebSocket without `terminate` can only ask its server to agree. @default true */
  readonly abortsAtOnce?: boolean;
}

/** Runs the whole contract against one transport, each test in a world of its own. */
export const describeTransport = (
  name: string,
  openWorld: () => Promise<TransportWorld>,
  traits: TransportTraits = {},
): void => {
  describe(`${name} transport`, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await Bench.open(openWorld);
    });
    afterEach(() => bench.expectQuiet());

    describeDialling(() => bench);
    describeBytes(() => bench);
    describeEndings(() => bench, traits);
    describeListenerFaults(() => bench);
  });
};
