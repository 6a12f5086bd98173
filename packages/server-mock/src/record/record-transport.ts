import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';
import type { ConnectionRecord, Recorder } from './recorder.ts';

/** Wraps a client's transport so that every connection it dials is recorded, as the client sees it. */
export const recordTransport =
  (factory: TransportFactory, recorder: Recorder): TransportFactory =>
  (listener) =>
    new RecordedTransport(factory, listener, recorder.begin());

class RecordedTransport implements Transport {
  readonly #record: ConnectionRecord;
  readonly #inner: Transport;
  #isOpen = false;

  constructor(factory: TransportFactory, listener: TransportListener, record: ConnectionRecord) {
    this.#record = record;
    record.dial();
    this.#inner = factory({
      onOpen: () => {
        this.#isOpen = true;
        record.open();
        this.#tell(() => listener.onOpen());
      },
      onBytes: (bytes) => {
        record.bytes('down', bytes);
        this.#tell(() => listener.onBytes(bytes));
      },
      onClose: (info) => {
        this.#noteClose(info);
        listener.onClose(info);
      },
    });
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes;
  }

  get wantsFrameEnds(): boolean {
    return this.#inner.wantsFrameEnds === true;
  }

  send(bytes: Uint8Array, frameEnds?: readonly number[]): void {
    this.#record.bytes('up', bytes);
    if (frameEnds === undefined) this.#inner.send(bytes);
    else this.#inner.send(bytes, frameEnds);
  }

  close(): void {
    if (this.#isOpen) this.#record.end('up');
    else this.#record.reset('up');
    this.#inner.close();
  }

  abort(): void {
    this.#record.reset('up');
    this.#inner.abort();
  }

  /** A listener that throws breaks its connection from the client's side. */
  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#record.reset('up');
      throw error;
    }
  }

  #noteClose({ how, code }: TransportCloseInfo): void {
    if (how === 'fin') {
      this.#record.end('down', code);
      // The transport has answered with an end of its own by now, if nobody asked it before.
      this.#record.end('up');
      return;
    }
    if (how === 'failed') this.#record.fail();
    if (how === 'text') this.#record.violation('down');
    this.#record.reset('down');
  }
}
