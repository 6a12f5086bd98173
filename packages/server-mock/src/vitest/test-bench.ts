import { NetMgr, type NetMgrOptions } from '@netmgr/client';
import { createMemoryServer, type MemoryServer } from '../memory-server.ts';
import type { MockServerOptions } from '../options.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

/** How long the closing of everything may take, on the test's clock. */
const CLOSING_MS = 60_000;
/** How far the clock moves between two looks at whether all has closed. */
const STEP_MS = 50;

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
  readonly #nets: NetMgr[] = [];
  #frames = '';

  constructor(serverOptions: Omit<MockServerOptions, 'clock'>, netOptions: Partial<NetMgrOptions>) {
    this.server = createMemoryServer({ ...serverOptions, clock: this.clock });
    this.#options = { messages: [...(serverOptions.messages ?? [])], ...netOptions };
  }

  /** Makes a NetMgr that dials the server. */
  createNet(options: Partial<NetMgrOptions> = {}): NetMgr {
    const { clock, server } = this;
    const net = new NetMgr({ transport: server.transport, clock, random: server.random, ...this.#options, ...options });
    this.#nets.push(net);
    return net;
  }

  /** Closes all that was made here; throws when something else is left, or when a handler of the server threw. */
  async end(allowServerErrors: boolean): Promise<void> {
    const { clock, server } = this;
    this.#frames = server.describeLastFrames();
    server.clearFaults();
    server.resume();
    await this.#settle(this.#nets.map((net) => net.close()));
    const connections = server.openLinks;
    await this.#settle([server.close()]);
    const [error] = server.errors;
    if (error !== undefined && !allowServerErrors) throw error.cause ?? error;
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
