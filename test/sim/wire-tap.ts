import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';
import { createFrameDecoder, decodeBody } from '@netmgr/client/protocol';
import { AskMsg, MoveMsg } from './messages.ts';

/** What the wire saw of one dial. */
export interface TappedDial {
  /** Counts the dials of a simulation, from 1. */
  readonly number: number;
  /** The serials that were written to it, in order. */
  readonly written: number[];
  openedAt: number | undefined;
  firstWriteAt: number | undefined;
  lastByteAt: number | undefined;
  /** Set once it closed by itself. */
  closeInfo: TransportCloseInfo | undefined;
  isAborted: boolean;
}

/** What a tap needs from its simulation. */
export interface TapOptions {
  readonly dial: TransportFactory;
  readonly now: () => number;
  readonly complain: (what: string) => void;
  readonly onDial: () => void;
  /** The NetMgr has taken bytes. */
  readonly onTaken: () => void;
}

/** Watches what a NetMgr does to its transports, and whether it does what a transport may expect. */
export class WireTap {
  readonly dials: TappedDial[] = [];
  readonly transport: TransportFactory;
  readonly #options: TapOptions;

  constructor(options: TapOptions) {
    this.#options = options;
    this.transport = (listener) => this.#dial(listener);
  }

  /** Counts the dials that neither closed nor were let go. */
  get openCount(): number {
    return this.dials.filter((dial) => dial.closeInfo === undefined && !dial.isAborted).length;
  }

  get latest(): TappedDial | undefined {
    return this.dials.at(-1);
  }

  #dial(listener: TransportListener): Transport {
    const { onDial, complain } = this.#options;
    const record: TappedDial = {
      number: this.dials.length + 1,
      written: [],
      openedAt: undefined,
      firstWriteAt: undefined,
      lastByteAt: undefined,
      closeInfo: undefined,
      isAborted: false,
    };
    if (this.openCount > 0) complain(`dial ${record.number} while another link is open`);
    this.dials.push(record);
    onDial();
    return this.#tap(record, this.#options.dial(this.#listen(record, listener)));
  }

  #listen(record: TappedDial, listener: TransportListener): TransportListener {
    const { now, onTaken } = this.#options;
    return {
      onOpen: () => {
        record.openedAt = now();
        listener.onOpen();
      },
      onBytes: (bytes) => {
        record.lastByteAt = now();
        listener.onBytes(bytes);
        onTaken();
      },
      onClose: (info) => {
        record.closeInfo = info;
        listener.onClose(info);
      },
    };
  }

  #tap(record: TappedDial, inner: Transport): Transport {
    const { now, complain } = this.#options;
    const decoder = createSerialReader(record.written);
    let isClosed = false;
    const mustBeOpen = (call: string): void => {
      const why = record.isAborted ? 'aborted' : isClosed ? 'closed' : record.openedAt === undefined ? 'not open' : '';
      if (why !== '') complain(`${call} on dial ${record.number}, which is ${why}`);
    };
    return {
      get bufferedBytes() {
        return inner.bufferedBytes;
      },
      send: (bytes) => {
        mustBeOpen('send');
        record.firstWriteAt ??= now();
        if (record.closeInfo === undefined) decoder.push(bytes);
        inner.send(bytes);
      },
      close: () => {
        mustBeOpen('close');
        isClosed = true;
        inner.close();
      },
      abort: () => {
        record.isAborted = true;
        inner.abort();
      },
    };
  }
}

/** Notes the serials in what a client writes. */
const createSerialReader = (serials: number[]): { push(bytes: Uint8Array): void } =>
  createFrameDecoder({
    onFrame: (id, bytes, start, end) => {
      if (id === MoveMsg.id) serials.push(decodeBody(MoveMsg, bytes, start, end).serial);
      if (id === AskMsg.id) serials.push(decodeBody(AskMsg, bytes, start, end).serial);
    },
  });
