import type { Clock } from '@netmgr/client';
import type { MessageType } from '@netmgr/client/protocol';
import { ADD_FAULT_OPTION_NAMES, type AddFaultOptions } from './add-fault-options.ts';
import { checkOptions } from './check-option.ts';
import { Codec } from './codec.ts';
import { Connections } from './connections.ts';
import { Dispatcher, type MessageHandler } from './dispatcher.ts';
import { ErrorLog } from './error-log.ts';
import { EventHub } from './event-hub.ts';
import type { MockServerEvents, UnhandledFrame } from './events.ts';
import type { Fault } from './fault/fault.ts';
import { FaultBoard } from './fault/fault-board.ts';
import type { InstalledFault } from './fault/installed-fault.ts';
import { IdleScan } from './idle-scan.ts';
import { takeIn } from './intake.ts';
import { Lifecycle, type RestartOptions, resolveRestartOptions } from './lifecycle.ts';
import type { Link, LinkListener } from './link/link.ts';
import type { Listener } from './listen/listener.ts';
import type { MockClient } from './mock-client.ts';
import { type MockServerOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { LinkRecorders } from './record/record-links.ts';
import type { Recorder } from './record/recorder.ts';
import { createSeededRandom } from './time/seeded-random.ts';
import { TimerGroup } from './time/timer-group.ts';
import { Witness } from './witness.ts';
import { WitnessedServer } from './witnessed-server.ts';

/**
 * A server for tests and demos that speaks the protocol of `NetMgr`.
 * Made by `createMemoryServer` or, in Node, by `MockServer.listen`.
 */
export class MockServer extends WitnessedServer {
  /** Time, as the server was given it. */
  readonly clock: Clock;
  /** Gives numbers in [0, 1) from the seed; hand it to `NetMgr` as `random`, and a whole run repeats itself. */
  readonly random: () => number;
  readonly #timers: TimerGroup;
  readonly #codec: Codec;
  readonly #listeners: readonly Listener[];
  readonly #hub: EventHub<MockServerEvents>;
  readonly #dispatcher: Dispatcher;
  readonly #witness: Witness;
  readonly #connections: Connections;
  readonly #idleScan: IdleScan<MockClient>;
  readonly #errors: ErrorLog;
  readonly #faults: FaultBoard;
  readonly #recorders: LinkRecorders = new LinkRecorders();
  readonly #lifecycle: Lifecycle;
  #isStalled = false;
  #closing: Promise<void> | undefined;

  /** Builds a server over listeners of any kind; nobody can connect before `open()`. */
  constructor(options: MockServerOptions & { readonly clock: Clock }, listeners: readonly Listener[]) {
    const resolved = resolveOptions(options, options?.clock);
    const timers = new TimerGroup(resolved.clock);
    const codec = new Codec(resolved);
    const witness = new Witness({ ...resolved, clock: timers, codec });
    super(witness);
    const onFailure = (cause: unknown, where: string): void => this.#errors.report(cause, where);
    this.clock = resolved.clock;
    this.random = createSeededRandom(resolved.seed);
    this.#listeners = listeners;
    this.#timers = timers;
    this.#codec = codec;
    this.#witness = witness;
    this.#errors = new ErrorLog((error) => this.#hub.emit('error', error));
    this.#hub = new EventHub(onFailure);
    this.#dispatcher = new Dispatcher(onFailure);
    this.#connections = this.#createConnections(resolved);
    this.#idleScan = this.#createIdleScan(resolved);
    this.#faults = new FaultBoard({ ...resolved, clock: this.#timers, maxHeldBytes: resolved.maxQueuedBytesPerClient });
    this.#lifecycle = new Lifecycle({
      clock: this.#timers,
      listeners,
      connections: this.#connections,
      accept: (link) => this.accept(link),
      door: this.#faults.door,
    });
  }

  /** Lists who is online, in the order of coming. The list is a snapshot: it never changes under whoever reads it. */
  get clients(): readonly MockClient[] {
    return this.#connections.table.all();
  }

  /** Counts who is online. */
  get clientCount(): number {
    return this.#connections.table.size;
  }

  /** Lists the latest 100 errors of handlers and listeners, oldest first. */
  get errors(): readonly Error[] {
    return this.#errors.all();
  }

  /** Tells whether clients can connect. */
  get isOpen(): boolean {
    return this.#lifecycle.isOpen;
  }

  /** Tells whether `stall()` holds. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Counts the connections that have not closed on both sides, also those of clients that are offline already. */
  get openLinks(): number {
    return this.#connections.size;
  }

  /** Counts the listeners, such as ports, that take connections. */
  get openListeners(): number {
    return this.#listeners.filter((listener) => listener.isOpen).length;
  }

  /** Counts the timers that the server has armed. */
  get armedTimers(): number {
    return this.#timers.armedCount;
  }

  /** Counts the listeners of events and the handlers of messages. */
  get handlerCount(): number {
    return this.#hub.listenerCount + this.#dispatcher.handlerCount;
  }

  /** Lists the faults that were added and not removed, in the order of adding. */
  get faults(): readonly InstalledFault[] {
    return this.#faults.faults;
  }

  /** Finds a client that is online. */
  client(id: number): MockClient | undefined {
    return this.#connections.table.get(id);
  }

  /** Adds a listener of an event and returns its remover, which is idempotent. */
  on<Name extends keyof MockServerEvents>(name: Name, listener: MockServerEvents[Name]): () => void {
    return this.#hub.on(name, listener);
  }

  /** Adds a handler of a message and returns its remover, which is idempotent. Throws UsageError when the id is taken. */
  onMessage<T>(type: MessageType<T>, handler: MessageHandler<T>): () => void {
    this.#codec.learn(type);
    return this.#dispatcher.add(type, handler);
  }

  /** Sends a message to everybody online, encoded once. Returns to how many. */
  broadcast<T>(type: MessageType<T>, value: T): number {
    return this.#connections.sendToAll(this.#codec.encode(type, value));
  }

  /** Sends a frame of any id with a ready body to everybody online. Returns to how many. */
  broadcastFrame(id: number, body: Uint8Array = new Uint8Array(0)): number {
    return this.#connections.sendToAll(this.#codec.encodeRaw(id, body));
  }

  /** Says Quit to a client and closes; tells whether it was online. */
  kick(clientOrId: MockClient | number): boolean {
    const client = typeof clientOrId === 'number' ? this.client(clientOrId) : clientOrId;
    if (client === undefined || !client.isOnline) return false;
    client.kick();
    return true;
  }

  /**
   * Lets something go wrong with the network, for all clients or one, until the fault is removed or its time is over.
   * Where several act on one connection, their places follow from their kinds and not from the order of adding.
   * Throws UsageError BAD_OPTION, also when the client is gone.
   */
  addFault(fault: Fault, options?: AddFaultOptions): InstalledFault {
    const { client, ...when } = checkOptions('addFault', options, ADD_FAULT_OPTION_NAMES);
    return this.#faults.add(fault, when, client === undefined ? undefined : this.#connections.linkOf(client));
  }

  /** Removes all faults: what they hold goes on at once, in order. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Records the connections that begin from now on, as they pass on the wire. Returns how to stop; those that have begun go on. */
  record(recorder: Recorder): () => void {
    return this.#recorders.add(recorder);
  }

  /**
   * Plays dead without hanging up: sockets stay open, nothing is read or written, nothing is lost. New TCP and in-memory
   * connections open and are stalled, as the kernel sees to them; new WebSockets wait for their answer.
   */
  stall(): void {
    this.#isStalled = true;
    for (const listener of this.#listeners) listener.pause();
    for (const client of this.clients) client.stall();
  }

  /** Ends every stall, also those of single clients: what waited is read and written, in order. */
  resume(): void {
    this.#isStalled = false;
    for (const client of this.clients) client.resume();
    for (const listener of this.#listeners) listener.resume();
  }

  /** Lets all connections end without a Quit, by a FIN or by a RST, which is also the offline reason. */
  dropAll(how: 'fin' | 'reset'): void {
    this.#connections.dropAll(how, how);
  }

  /**
   * Restarts as a process would: everybody is cut off without a Quit, nobody can connect for `downMs`, then the same ports
   * open again. A stall does not survive it; handlers, the record and expectations do. Rejects when a port was taken meanwhile.
   */
  async restart(options?: RestartOptions): Promise<void> {
    const checked = resolveRestartOptions(options);
    this.#isStalled = false;
    const restarted = this.#lifecycle.restart(checked);
    // What faults hold back would keep the ports from closing.
    if (!this.isOpen) this.#faults.hurry();
    return restarted;
  }

  /** Opens all listeners. Rejects, with all of them closed, when one cannot be opened. */
  open(): Promise<void> {
    return this.#lifecycle.open();
  }

  /** Takes a connection from a listener, or from a test that makes its own; `undefined` refuses it. */
  accept(link: Link): LinkListener | undefined {
    if (!this.isOpen) return undefined;
    return this.#recorders.accept(link, (recorded) =>
      this.#faults.accept(recorded, (faulty) => this.#connections.accept(faulty, this.#isStalled)),
    );
  }

  /**
   * Says Quit to everybody and closes, waiting at most `closeTimeoutMs` for each to close too. Afterwards no timer is armed,
   * no socket or port is open, no handler is left, and no expectation waits. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#witness.beginClose();
    this.#isStalled = false;
    const closed = this.#lifecycle.close();
    this.#faults.close();
    await closed;
    this.#witness.endClose();
    this.#timers.disarmAll();
    this.#dispatcher.clear();
    this.#hub.clear();
  }

  #createConnections(options: ResolvedOptions): Connections {
    const intake = {
      clock: this.#timers,
      codec: this.#codec,
      log: this.#witness.log,
      expectations: this.#witness.expectations,
      dispatcher: this.#dispatcher,
      onUnhandled: (client: MockClient, frame: UnhandledFrame) => this.#hub.emit('unhandled', client, frame),
    };
    const context = { clock: this.#timers, codec: this.#codec, options };
    return new Connections(context, this.#witness, {
      onOnline: (client) => {
        this.#idleScan.start();
        this.#hub.emit('clientOnline', client);
      },
      onOffline: (client, reason, error) => {
        if (this.clientCount === 0) this.#idleScan.stop();
        this.#hub.emit('clientOffline', client, reason, error);
      },
      onRefused: ({ peerName }, reason) => this.#hub.emit('clientRefused', peerName, reason),
      onHeartbeat: (client) => this.#hub.emit('heartbeat', client),
      onFrame: (client, id, bytes, start, end) => takeIn(intake, client, id, bytes, start, end),
    });
  }

  #createIdleScan(options: ResolvedOptions): IdleScan<MockClient> {
    return new IdleScan({
      clock: this.#timers,
      idleTimeoutMs: options.idleTimeoutMs,
      intervalMs: options.idleScanIntervalMs,
      getTargets: () => this.clients,
      onIdle: (client) => this.#connections.end(client, 'idle'),
    });
  }
}
