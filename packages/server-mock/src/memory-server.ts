import type { Clock, TransportFactory } from '@netmgr/client';
import { createHop } from './link/hop.ts';
import { MemoryNetwork } from './link/memory-transport.ts';
import { MockServer } from './mock-server.ts';
import { type MockServerOptions, resolveOptions } from './options.ts';

/** A mock server that is reached through memory. */
export interface MemoryServer extends MockServer {
  /** Dials the server; give it to `NetMgr` as `transport`. */
  readonly transport: TransportFactory;
}

/** What a memory server can be told. */
export interface MemoryServerOptions extends MockServerOptions {
  /** Time: a `VirtualClock` in tests, which makes every run the same. */
  readonly clock: Clock;
}

/** Creates a mock server without sockets, open at once. It runs anywhere, also in a browser. */
export const createMemoryServer = (options: MemoryServerOptions): MemoryServer => {
  const { clock } = resolveOptions(options, options?.clock);
  return new MemoryMockServer(options, new MemoryNetwork(createHop(clock)));
};

class MemoryMockServer extends MockServer implements MemoryServer {
  readonly transport: TransportFactory;

  constructor(options: MemoryServerOptions, network: MemoryNetwork) {
    super(options, [network]);
    this.transport = network.transport;
    void this.open();
  }
}
