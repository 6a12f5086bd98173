// The vitest entry: a `test` whose every run has a server in memory and virtual time, and ends with nothing armed and nothing open.

import type { NetMgr, NetMgrOptions } from '@netmgr/client';
import { test as base, type TestAPI } from 'vitest';
import type { MemoryServer } from './memory-server.ts';
import type { MockServerOptions } from './options.ts';
import type { VirtualClock } from './time/virtual-clock.ts';
import { TestBench } from './vitest/test-bench.ts';

/** What a test may ask for by name. */
export interface MockFixtures {
  /** Options of `server`; give yours with `test.extend({ serverOptions: { messages: [...] } })`. @default {} */
  serverOptions: Omit<MockServerOptions, 'clock'>;
  /** Options of every NetMgr that `createNet` makes. Its messages are those of the server unless it has its own. @default {} */
  netOptions: Partial<NetMgrOptions>;
  /** Lets a test pass although a handler or listener of the server threw. @default false */
  allowServerErrors: boolean;
  /** What the following are parts of. */
  bench: TestBench;
  /** Time, which stands still until the test moves it. */
  clock: VirtualClock;
  /** A server in memory. */
  server: MemoryServer;
  /** Makes a NetMgr that dials the server, on the test's time and the server's random; it is closed after the test. */
  createNet: (options?: Partial<NetMgrOptions>) => NetMgr;
  /** A NetMgr from `createNet`, not yet connected. */
  net: NetMgr;
}

/**
 * vitest's `test` with a server in memory on virtual time. After the test everything made here is closed; whatever the test made
 * itself and left open or armed fails it, as do an error of a callback that nobody hears of and an expectation that is not awaited. A failure shows the last frames, decoded.
 */
export const test: TestAPI<MockFixtures> = base.extend<MockFixtures>({
  serverOptions: {},
  netOptions: {},
  allowServerErrors: false,
  bench: async ({ serverOptions, netOptions, allowServerErrors, task, onTestFailed }, use) => {
    const bench = new TestBench({ serverOptions, netOptions, allowServerErrors });
    onTestFailed(() => bench.showFrames(task.result?.errors));
    await use(bench);
    await bench.end(task.result?.state === 'fail');
  },
  clock: ({ bench }, use) => use(bench.clock),
  server: ({ bench }, use) => use(bench.server),
  createNet: ({ bench }, use) => use((options) => bench.createNet(options)),
  net: ({ bench }, use) => use(bench.createNet()),
});
