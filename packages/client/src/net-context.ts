import { type Counters, createCounters } from './counters.ts';
import { IsolatedEmitter } from './emitter.ts';
import type { Settings } from './options.ts';
import { MessageRegistry } from './protocol/message-registry.ts';
import type { MessageType } from './protocol/message-type.ts';
import { ResolvedPolicy } from './resolved-policy.ts';
import type { NetTap, Tapped } from './tap.ts';

/** What the parts of one NetMgr share: what it was told and decides by, what it counts, where it reports, and what it knows. */
export class NetContext extends ResolvedPolicy implements Tapped {
  readonly counters: Counters = createCounters();
  tell: NetTap['onFrame'] | undefined;
  observers: Set<NetTap['onFrame']> | undefined;
  #registry: MessageRegistry;

  constructor(settings: Settings) {
    super(settings, new IsolatedEmitter());
    this.#registry = settings.registry;
  }

  /** Finds the type of an id. */
  typeOf(id: number): MessageType<unknown> | undefined {
    return this.#registry.get(id);
  }

  /** Makes a type known; throws as `MessageRegistry.add` does. The registry of the settings is not this NetMgr's alone, so what is new goes into a copy. */
  learn(type: MessageType<unknown>): void {
    if (type && this.typeOf(type.id) === type) return;
    const { registry, reservedIds } = this.settings;
    if (this.#registry === registry) this.#registry = new MessageRegistry(registry, reservedIds);
    this.#registry.add(type);
  }
}
