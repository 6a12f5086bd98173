import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';
import { fromHex, toHex } from './hex.ts';

/** One dial of a scripted transport: the test plays the network. */
export class ScriptedLink implements Transport {
  /** What was sent, one hex string per write. */
  readonly writes: string[] = [];
  bufferedBytes = 0;
  closeCalls = 0;
  abortCalls = 0;
  /** Thrown by every `send`. */
  sendFailure: Error | undefined;
  /** Thrown by every `close`. */
  closeFailure: Error | undefined;
  /** Thrown by every `abort`. */
  abortFailure: Error | undefined;
  readonly #listener: TransportListener;

  constructor(listener: TransportListener) {
    this.#listener = listener;
  }

  /** All that was sent, as one hex string. */
  get sent(): string {
    return this.writes.join('');
  }

  send(bytes: Uint8Array): void {
    if (this.sendFailure !== undefined) throw this.sendFailure;
    this.writes.push(toHex(bytes));
  }

  close(): void {
    this.closeCalls++;
    if (this.closeFailure !== undefined) throw this.closeFailure;
  }

  abort(): void {
    this.abortCalls++;
    if (this.abortFailure !== undefined) throw this.abortFailure;
  }

  /** The dial succeeded. */
  open(): void {
    this.#listener.onOpen();
  }

  /** Bytes came. */
  receive(hex: string): void {
    this.receiveBytes(fromHex(hex));
  }

  /** Bytes came, in an array of the test's choice. */
  receiveBytes(bytes: Uint8Array): void {
    this.#listener.onBytes(bytes);
  }

  /** The connection ended. */
  end(info: TransportCloseInfo): void {
    this.#listener.onClose(info);
  }
}

/** A transport whose every dial is played by the test; `links` holds them in order. */
export const createScriptedTransport = (): { readonly links: ScriptedLink[]; readonly transport: TransportFactory } => {
  const links: ScriptedLink[] = [];
  return {
    links,
    transport: (listener) => {
      const link = new ScriptedLink(listener);
      links.push(link);
      return link;
    },
  };
};
