import { readFileSync } from 'node:fs';
import type { NetMgr, NetMgrEvents } from '@netmgr/client';

/** Reads the arrows of the diagram in STATE-MACHINE.md, as `from>to`. */
export const readDiagram = (): ReadonlySet<string> => {
  const path = new URL('../../packages/client/docs/STATE-MACHINE.md', import.meta.url);
  const arrows = readFileSync(path, 'utf8').matchAll(/^ {2}(\w+) --> (\w+)/gm);
  return new Set([...arrows].map(([, from, to]) => `${from}>${to}`));
};

/** Listens to a NetMgr and complains when what it tells breaks a promise of its life cycle. */
export class Watcher {
  readonly #net: NetMgr;
  readonly #complain: (what: string) => void;
  readonly #diagram: ReadonlySet<string> = readDiagram();
  readonly #arrows: Set<string> = new Set();
  #state = 'idle';
  #isUp = false;
  #isSuspect = false;
  #isHigh = false;
  #connectedCount = 0;
  #droppedCount = 0;

  constructor(net: NetMgr, complain: (what: string) => void) {
    this.#net = net;
    this.#complain = complain;
    net.on('state', (state, previous) => this.#onState(state, previous));
    net.on('connected', () => this.#onConnected());
    net.on('disconnected', (info) => this.#onDisconnected(info));
    net.on('reconnecting', () => this.#mustBe('reconnecting', 'backingOff', false));
    net.on('closed', () => this.#mustBe('closed', 'closed', false));
    net.on('suspect', (isSuspect) => this.#onSuspect(isSuspect));
    net.on('latency', () => this.#mustBe('latency', 'connected', true));
    net.on('backpressure', (isHigh) => this.#onBackpressure(isHigh));
    net.on('dropped', ({ count }) => {
      this.#droppedCount += count;
      if (!(count >= 1)) this.#complain(`dropped told a count of ${count}`);
    });
  }

  /** Tells whether `connected` was heard and its `disconnected` was not. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Tells whether the server is under suspicion. */
  get isSuspect(): boolean {
    return this.#isSuspect;
  }

  /** The arrows of the diagram that it went along. */
  get arrows(): ReadonlySet<string> {
    return this.#arrows;
  }

  /** Counts `connected` events. */
  get connectedCount(): number {
    return this.#connectedCount;
  }

  /** Adds up what `dropped` told. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Complains about what a NetMgr that was closed must not leave open. */
  atEnd(): void {
    if (this.#isUp) this.#complain('connected without its disconnected');
    if (this.#isSuspect) this.#complain('suspect was never taken back');
    if (this.#isHigh) this.#complain('backpressure was never taken back');
  }

  #onState(state: string, previous: string): void {
    if (previous !== this.#state) this.#complain(`state told ${previous} as previous, after ${this.#state}`);
    if (!this.#diagram.has(`${previous}>${state}`)) this.#complain(`no arrow from ${previous} to ${state}`);
    if (this.#net.state !== state) this.#complain(`state told ${state} while net.state is ${this.#net.state}`);
    this.#state = state;
    this.#arrows.add(`${previous}>${state}`);
  }

  #onConnected(): void {
    this.#mustBe('connected', 'connected', false);
    this.#isUp = true;
    this.#connectedCount++;
  }

  #onDisconnected({ willReconnect }: NetMgrEvents['disconnected'][0]): void {
    if (!this.#isUp) this.#complain('disconnected without connected');
    this.#isUp = false;
    if (willReconnect !== (this.#net.state === 'backingOff')) {
      this.#complain(`disconnected told willReconnect ${willReconnect} while ${this.#net.state}`);
    }
  }

  #onSuspect(isSuspect: boolean): void {
    if (isSuspect === this.#isSuspect) this.#complain(`suspect told ${isSuspect} twice`);
    if (isSuspect) this.#mustBe('suspect', 'connected', true);
    this.#isSuspect = isSuspect;
  }

  #onBackpressure(isHigh: boolean): void {
    if (isHigh === this.#isHigh) this.#complain(`backpressure told ${isHigh} twice`);
    this.#isHigh = isHigh;
  }

  #mustBe(event: string, state: string, isUp: boolean): void {
    if (this.#net.state !== state) this.#complain(`${event} while ${this.#net.state}`);
    if (this.#isUp !== isUp) this.#complain(`${event} ${isUp ? 'without' : 'after'} connected`);
  }
}
