import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';

/** A dialled transport together with everything that its listener heard. */
export interface Line {
  readonly transport: Transport;
  /** The events in the order they came, one word each. */
  readonly events: readonly string[];
  /** How the connection ended, once it has. */
  readonly ending: TransportCloseInfo | undefined;
  readonly receivedBytes: number;
  /** The events that came from inside the dial or a call to the transport, which is forbidden. */
  readonly heardInsideCall: readonly string[];
  received(): Uint8Array;
}

/** What a test does inside the listener's calls. */
export interface Reactions {
  onOpen?(transport: Transport): void;
  onBytes?(transport: Transport, bytes: Uint8Array): void;
  onClose?(transport: Transport): void;
}

/** Dials and writes down what the listener hears. */
export class RecordedLine implements Line {
  readonly events: string[] = [];
  readonly heardInsideCall: string[] = [];
  readonly transport: Transport;
  ending: TransportCloseInfo | undefined;
  receivedBytes = 0;
  readonly #pieces: Uint8Array[] = [];
  #callDepth = 0;

  constructor(factory: TransportFactory, reactions: Reactions) {
    const transport = this.#insideCall(() => factory(this.#listener(reactions)));
    this.transport = {
      send: (bytes, frameEnds) => this.#insideCall(() => transport.send(bytes, frameEnds)),
      close: () => this.#insideCall(() => transport.close()),
      abort: () => this.#insideCall(() => transport.abort()),
      get bufferedBytes() {
        return transport.bufferedBytes;
      },
      wantsFrameEnds: transport.wantsFrameEnds ?? false,
    };
  }

  received(): Uint8Array {
    // Not by Buffer: lines are recorded in pages too.
    const joined = new Uint8Array(this.receivedBytes);
    let at = 0;
    for (const piece of this.#pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  #listener(reactions: Reactions): TransportListener {
    return {
      onOpen: () => {
        this.#hear('open');
        reactions.onOpen?.(this.transport);
      },
      onBytes: (bytes) => {
        this.#hear('bytes');
        this.#pieces.push(bytes.slice());
        this.receivedBytes += bytes.length;
        reactions.onBytes?.(this.transport, bytes);
      },
      onClose: (info) => {
        this.#hear('close');
        this.ending = info;
        reactions.onClose?.(this.transport);
      },
    };
  }

  #hear(event: string): void {
    this.events.push(event);
    if (this.#callDepth > 0) this.heardInsideCall.push(event);
  }

  #insideCall<T>(call: () => T): T {
    this.#callDepth += 1;
    try {
      return call();
    } finally {
      this.#callDepth -= 1;
    }
  }
}
