import type { NetMgr, NetMgrOptions } from '@netmgr/client';
import { badOption, checkBoolean, checkObject } from '../check-option.ts';
import { createMemoryServer, type MemoryServer } from '../memory-server.ts';
import type { MockServerOptions } from '../options.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { ForgottenExpectations } from './forgotten-expectations.ts';
import { WatchedNet } from './watched-net.ts';

/** How long the closing of everything may take, on the test's clock. */
const CLOSING_MS = 60_000;
/** How far the clock moves between two looks at whether all has closed. */
const STEP_MS = 50;

/** What a bench is made with. */
export interface TestBenchOptions {
  readonly serverOptions?: Omit<MockServerOptions, 'clock'> | undefined;
  readonly netOptions?: Partial<NetMgrOptions> | undefined;
  /** Lets the test pass although a callback of the server threw. @default false */
  readonly allowServerErrors?: boolean | undefined;
}

/** An error of a test, as vitest keeps it. */
interface TestError {
  message: string;
  stack?: string | undefined;
}

/** One test's server, clock and clients, and the way they end. */
export class TestBench {
  readonly clock: VirtualClock = new VirtualClock();
  readonly server: MemoryServer;
  readonly #options: Partial<NetMgrOptions>;
  readonly #allowServerErrors: boolean;
  readonly #forgotten: ForgottenExpectations = new ForgottenExpectations();
  readonly #nets: WatchedNet[] = [];
  #frames = '';

  /** Throws UsageError BAD_OPTION naming what is wrong. */
  constructor({ serverOptions = {}, netOptions = {}, allowServerErrors = false }: TestBenchOptions) {
    checkObject('serverOptions', serverOptions);
    checkObject('netOptions', netOptions);
    if ('clock' in serverOptions)
      throw badOption('serverOptions: clock', "left out: it is the test's", serverOptions.clock);
    this.#allowServerErrors = checkBoolean('allowServerErrors', allowServerErrors);
    this.server = createMemoryServer({ ...serverOptions, clock: this.clock });
    this.#options = { messages: [...(serverOptions.messages ?? [])], ...netOptions };
    this.#forgotten.watch(this.server);
  }

  /** Makes a NetMgr that dials the server. */
  createNet(options: Partial<NetMgrOptions> = {}): NetMgr {
    const { clock, server } = this;
    const net = new WatchedNet({
      transport: server.transport,
      clock,
      random: server.random,
      ...this.#options,
      ...options,
    });
    this.#nets.push(net);
    return net;
  }

  /**
   * Closes all that was made here; throws when a callback threw and nobody heard of it, or when something is left: for a test that
   * has failed already, no expectation that it did not get as far as to await.
   */
  async end(hasFailed = false): Promise<void> {
    const { clock, server } = this;
    const forgotten = hasFailed ? undefined : this.#forgotten.find();
    this.#frames = server.describeLastFrames();
    server.clearFaults();
    server.resume();
    await this.#settle(this.#nets.map((net) => net.close()));
    const connections = server.openLinks;
    await this.#settle([server.close()]);
    const [error] = server.errors;
    if (error !== undefined && !this.#allowServerErrors) throw error.cause ?? error;
    const [failure] = this.#nets.flatMap((net) => net.failures.map((cause) => ({ cause })));
    if (failure !== undefined) throw failure.cause;
    if (forgotten !== undefined) throw forgotten;
    expectNone({ 'open connection': connections, 'armed timer': clock.armedCount });
  }

  /** Puts the frames of the end of the test behind its first error's message, unless that shows them already. */
  showFrames(errors: readonly TestError[] | undefined): void {
    const error = errors?.[0];
    if (error === undefined || this.#frames === '' || error.message.includes('\nlast frames:')) return;
    const message = `${error.message}\n${this.#frames}`;
    // Some reporters print the message, others the stack, which repeats it.
    if (error.stack !== undefined) error.stack = error.stack.replace(error.message, () => message);
    error.message = message;
  }

  /** Lets time pass only until all has closed, so that a timer of the test's own code is still armed when it is counted. */
  async #settle(closing: readonly Promise<void>[]): Promise<void> {
    let isClosed = false;
    const closed = Promise.all(closing).then(() => {
      isClosed = true;
    });
    await this.clock.advance(0);
    for (let waitedMs = 0; !isClosed && waitedMs < CLOSING_MS; waitedMs += STEP_MS) await this.clock.advance(STEP_MS);
    await closed;
  }
}

const expectNone = (counts: Readonly<Record<string, number>>): void => {
  const left = Object.entries(counts).filter(([, count]) => count > 0);
  if (left.length === 0) return;
  const what = left.map(([name, count]) => `${count} ${name}${count === 1 ? '' : 's'}`);
  throw new Error(`the test left behind: ${what.join(', ')}`);
};
