// One visitor's own way to the server: a proxy of its own, whose faults reach nobody else. The page commands it over HTTP, so a
// command arrives when the game's connection is stalled or gone, too.

import {
  createFaultProxy,
  type FaultProxy,
  halfOpen,
  type InstalledFault,
  latency,
  refuse,
  split,
  stall,
} from '@netmgr/server-mock/node';

/** What is wrong with a link for as long as the visitor wants. */
export interface LinkFaults {
  /** One way. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Cuts all that passes, in both directions, into single bytes. */
  readonly splits: boolean;
  /** Lets nothing pass and nobody in; loses nothing. */
  readonly stalls: boolean;
}

/** What can happen to a link in one blow. */
export type Blow = 'halfOpen' | 'reset';

/** The link of one visitor. */
export class VisitorLink {
  readonly #proxy: FaultProxy;
  readonly #installed: Map<string, readonly InstalledFault[]> = new Map();
  #usedAtMs: number = performance.now();

  private constructor(proxy: FaultProxy) {
    this.#proxy = proxy;
  }

  /** Opens a link to a server, on a free port of this machine alone. */
  static async open(serverUrl: string): Promise<VisitorLink> {
    return new VisitorLink(await createFaultProxy({ listen: 'ws:127.0.0.1:0', to: serverUrl }));
  }

  /** Where the visitor's game connects. */
  get url(): string {
    return this.#proxy.url;
  }

  /** Tells for how long nobody has used the link; 0 while the game is connected. */
  idleMs(nowMs: number): number {
    if (this.#proxy.clients.length > 0) this.#usedAtMs = nowMs;
    return nowMs - this.#usedAtMs;
  }

  /** Notes that the visitor is there. */
  touch(): void {
    this.#usedAtMs = performance.now();
  }

  /** Lets go wrong what is wished, and no more than that. */
  apply({ latencyMs, jitterMs, splits, stalls }: LinkFaults): void {
    const isLate = latencyMs > 0 || jitterMs > 0;
    this.#set(`latency ${latencyMs} ${jitterMs}`, 'latency', isLate, () => [latency({ ms: latencyMs, jitterMs })]);
    this.#set('split', 'split', splits, () => [split({ bytes: 1 })]);
    this.#set('stall', 'stall', stalls, () => [stall(), refuse()]);
  }

  /** Strikes the present connection; the next one is whole. */
  strike(blow: Blow): void {
    if (blow === 'reset') this.#proxy.dropAll('reset');
    else for (const { id } of this.#proxy.clients) this.#proxy.addFault(halfOpen(), { client: id });
  }

  /** Ends the link. */
  close(): Promise<void> {
    return this.#proxy.close();
  }

  #set(key: string, kind: string, isWished: boolean, create: () => ReturnType<typeof stall>[]): void {
    if (isWished && this.#installed.has(key)) return;
    for (const [old, faults] of this.#installed) {
      if (old.split(' ', 1)[0] !== kind) continue;
      this.#installed.delete(old);
      for (const fault of faults) fault.remove();
    }
    if (isWished)
      this.#installed.set(
        key,
        create().map((fault) => this.#proxy.addFault(fault)),
      );
  }
}
