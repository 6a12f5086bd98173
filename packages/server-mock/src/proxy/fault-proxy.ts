// A proxy with faults before a server that is not ours. Rule 1: it forwards to the one target that it was made with. Rule 2: a
// client is known from when both its connections are open until both have closed. Rule 3: `close()` leaves nothing armed or open.

import { UsageError } from '@netmgr/client/protocol';
import { checkOptions } from '../check-option.ts';
import { EventHub } from '../event-hub.ts';
import type { Fault } from '../fault/fault.ts';
import { FaultBoard } from '../fault/fault-board.ts';
import type { InstalledFault } from '../fault/installed-fault.ts';
import { FAULT_OPTION_NAMES, type FaultOptions } from '../fault/resolve-fault-options.ts';
import { stall } from '../fault/stall.ts';
import type { Link, LinkListener } from '../link/link.ts';
import { reachableHost } from '../listen/listen-on.ts';
import type { Caller } from '../listen/listener.ts';
import { LinkRecorders } from '../record/record-links.ts';
import type { Recorder } from '../record/recorder.ts';
import { TimerGroup } from '../time/timer-group.ts';
import { LateLink } from './late-link.ts';
import { formatProxyAddress } from './proxy-address.ts';
import { ProxyConnection, type ProxyEnding, type ProxySide } from './proxy-connection.ts';
import type { DialAgain, OpenSide, ProxyFront } from './proxy-front.ts';
import { type FaultProxyOptions, type ResolvedProxyOptions, resolveProxyOptions } from './proxy-options.ts';
import { TcpFront } from './tcp-front.ts';
import { WebSocketFront } from './web-socket-front.ts';

/** A client of a proxy. */
export interface ProxyClient {
  /** Counts the clients, from 1 up. */
  readonly id: number;
  /** Names it for people: its address and port. */
  readonly peerName: string;
  /** Tells when it came, on the proxy's clock. */
  readonly openedAt: number;
  /** Counts the bytes that went on to the server. */
  readonly upBytes: number;
  /** Counts the bytes that came from the server. */
  readonly downBytes: number;
}

/** What a proxy tells of. */
export interface FaultProxyEvents {
  /** A client and its connection to the server are open. */
  clientOpen: (client: ProxyClient) => void;
  /** Both have closed. */
  clientClose: (client: ProxyClient, ending: ProxyEnding) => void;
  /** A client was turned away because `maxClients` are there already. */
  clientRefused: (peerName: string) => void;
  /** A client was turned away because the server was not to be had, and why. */
  unreachable: (peerName: string, why: string) => void;
}

/** How a fault is added to a proxy. */
export interface ProxyFaultOptions extends FaultOptions {
  /** The id of the client whose present connection alone is hit; the fault is removed with it. @default all, present and to come */
  readonly client?: number;
}

/** A proxy that lets things go wrong. */
export class FaultProxy {
  readonly #options: ResolvedProxyOptions;
  readonly #timers: TimerGroup;
  readonly #board: FaultBoard;
  readonly #recorders: LinkRecorders = new LinkRecorders();
  readonly #front: ProxyFront;
  readonly #hub: EventHub<FaultProxyEvents>;
  readonly #connections: Map<number, ProxyConnection> = new Map();
  readonly #clients: WeakMap<InstalledFault, number> = new WeakMap();
  #stall: InstalledFault | undefined;
  #callers = 0;
  #lastId = 0;
  #isClosed = false;
  #closing: Promise<void> | undefined;
  #whenEmpty: () => void = () => {};

  private constructor(options: ResolvedProxyOptions) {
    this.#options = options;
    this.#timers = new TimerGroup(options.clock);
    this.#board = new FaultBoard({ ...options, clock: this.#timers, maxHeldBytes: options.maxHeldBytesPerClient });
    // A listener's mistake is its own: nobody is there to be told.
    this.#hub = new EventHub(() => {});
    this.#front = this.#createFront();
    if (options.recorder !== undefined) this.record(options.recorder);
  }

  /** Opens a proxy; see `createFaultProxy`. */
  static async open(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(resolveProxyOptions(options));
    await proxy.#front.open();
    return proxy;
  }

  /** Tells where to connect to, such as `tcp://127.0.0.1:9000`. */
  get url(): string {
    const { listen } = this.#options;
    return formatProxyAddress({ ...listen, host: reachableHost(listen.host), port: this.#front.port });
  }

  /** Tells where everything is forwarded to. */
  get target(): string {
    return formatProxyAddress(this.#options.to);
  }

  /** Lists the faults that were added and not removed, in the order of adding. The list is a snapshot. */
  get faults(): readonly InstalledFault[] {
    return this.#board.faults;
  }

  /** Lists the clients, in the order of coming. The list is a snapshot. */
  get clients(): readonly ProxyClient[] {
    return [...this.#connections.values()];
  }

  /** Counts the timers that the proxy has armed. */
  get armedTimers(): number {
    return this.#timers.armedCount;
  }

  /** Adds a listener of an event and returns its remover, which is idempotent. */
  on<Name extends keyof FaultProxyEvents>(name: Name, listener: FaultProxyEvents[Name]): () => void {
    return this.#hub.on(name, listener);
  }

  /** Lets something go wrong, for all clients or one. Throws UsageError BAD_OPTION, also when the client is gone. */
  addFault(fault: Fault, options?: ProxyFaultOptions): InstalledFault {
    const { client, ...when } = checkOptions('addFault', options, [...FAULT_OPTION_NAMES, 'client']);
    if (client === undefined) return this.#board.add(fault, when);
    const installed = this.#board.add(fault, when, this.#find(client).front);
    this.#clients.set(installed, client);
    return installed;
  }

  /** Tells the only client that a fault was added for; undefined: all. */
  clientOf(fault: InstalledFault): number | undefined {
    return this.#clients.get(fault);
  }

  /** Removes all faults: what they hold goes on at once, in order. */
  clearFaults(): void {
    this.#board.clear();
  }

  /** Records the clients that come from now on, as their bytes pass on the wire. Returns how to stop; those that are there go on. */
  record(recorder: Recorder): () => void {
    return this.#recorders.add(recorder);
  }

  /** Lets nothing through and loses nothing, until `resume()`: the fault `stall`, added once. */
  stall(): void {
    if (this.#stall === undefined || !this.faults.includes(this.#stall)) this.#stall = this.addFault(stall());
  }

  /** Removes every `stall`, also those of single clients or directions: what waited goes on, in order. */
  resume(): void {
    for (const installed of this.faults) if (installed.fault.name === 'stall') installed.remove();
  }

  /** Ends a client's connection for both sides at once, past all faults. Throws UsageError BAD_OPTION when it is gone. */
  drop(client: number, how: 'fin' | 'reset'): void {
    this.#find(client).drop(how);
  }

  /** Ends all connections for both sides at once, past all faults. Returns how many there were. */
  dropAll(how: 'fin' | 'reset'): number {
    const connections = [...this.#connections.values()];
    for (const connection of connections) connection.drop(how);
    return connections.length;
  }

  /**
   * Takes no more clients and ends all connections in good order; one that has not ended after `closeTimeoutMs` is reset.
   * Afterwards no timer is armed and no socket is open. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    const closed = this.#front.close();
    this.#board.close();
    this.dropAll('fin');
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
    }
    await closed;
    this.#timers.disarmAll();
    this.#hub.clear();
  }

  #createFront(): ProxyFront {
    const { listen, maxClients, maxWebSocketMessageBytes: maxMessageBytes } = this.#options;
    // Of those who ask for no WebSocket, or have been refused, some may be there as well.
    const maxConnections = 2 * maxClients;
    const owner = {
      door: (caller: Caller, peerName: string) => this.#answer(caller, peerName),
      join: (client: OpenSide, server: OpenSide, dialAgain: DialAgain) => this.#join(client, server, dialAgain),
      onUnreachable: (peerName: string, why: string) => this.#hub.emit('unreachable', peerName, why),
    };
    if (listen.kind === 'tcp') {
      return new TcpFront({ ...this.#options, clock: this.#timers, maxConnections }, owner);
    }
    const { host, port } = listen;
    return new WebSocketFront({ ...this.#options, host, port, maxConnections, maxMessageBytes }, owner);
  }

  #answer(caller: Caller, peerName: string): () => void {
    if (this.#callers >= this.#options.maxClients) {
      caller.refuse();
      this.#hub.emit('clientRefused', peerName);
      return () => {};
    }
    this.#callers++;
    const leave = this.#board.door(caller);
    return () => {
      this.#callers--;
      leave();
    };
  }

  #join(client: OpenSide, server: OpenSide, dialAgain: DialAgain): void {
    let isFirst = true;
    client.take((real) =>
      this.#recorders.accept(real, (link) =>
        this.#board.accept(link, (front) => {
          // A duplicate of the client comes through the same link, and gets a connection to the server of its own.
          if (!isFirst) return this.#connectLate(front, client, dialAgain);
          isFirst = false;
          return this.#connect({ link, closeCode: client.closeCode }, front, client, server);
        }),
      ),
    );
  }

  #connect(client: ProxySide, front: Link, clientSide: OpenSide, serverSide: OpenSide): LinkListener | undefined {
    let fromClient: LinkListener | undefined;
    serverSide.take((link) => {
      const connection = this.#create(client, front, { link, closeCode: serverSide.closeCode });
      for (const side of [clientSide, serverSide]) side.onDrain(() => connection.onDrain());
      fromClient = connection.fromClient;
      return connection.fromServer;
    });
    return fromClient;
  }

  #connectLate(front: Link, clientSide: OpenSide, dialAgain: DialAgain): LinkListener {
    let serverCloseCode = (): number | undefined => undefined;
    const cancel = dialAgain({
      onOpen: (side) => {
        serverCloseCode = side.closeCode;
        side.onDrain(() => connection.onDrain());
        side.take((opened) => late.open(opened));
      },
      onFail: () => late.fail(),
    });
    const late = new LateLink(front.kind, this.target, cancel);
    const client = { link: front, closeCode: clientSide.closeCode };
    const connection = this.#create(client, front, { link: late, closeCode: () => serverCloseCode() });
    late.attach(connection.fromServer);
    return connection.fromClient;
  }

  #create(client: ProxySide, front: Link, server: ProxySide): ProxyConnection {
    const connection = new ProxyConnection({
      id: ++this.#lastId,
      clock: this.#timers,
      client,
      front,
      server,
      maxHeldBytes: this.#options.maxHeldBytesPerClient,
      closeTimeoutMs: this.#options.closeTimeoutMs,
      onGone: (ending) => this.#onGone(connection, ending),
    });
    this.#connections.set(connection.id, connection);
    this.#hub.emit('clientOpen', connection);
    if (this.#isClosed) connection.drop('reset');
    return connection;
  }

  #onGone(connection: ProxyConnection, ending: ProxyEnding): void {
    this.#connections.delete(connection.id);
    this.#hub.emit('clientClose', connection, ending);
    if (this.#connections.size === 0) this.#whenEmpty();
  }

  #find(client: number): ProxyConnection {
    const connection = this.#connections.get(client);
    if (connection !== undefined) return connection;
    throw new UsageError('BAD_OPTION', `client ${String(client)} is not connected to this proxy`);
  }
}

/** Opens a proxy with faults before any server. Rejects with the host's error when it cannot listen, and with UsageError BAD_OPTION. */
export const createFaultProxy = (options: FaultProxyOptions): Promise<FaultProxy> => FaultProxy.open(options);
