import { WebSocket } from 'ws';

/**
 * Dials from Node by the `ws` package, without compression, which costs every connection memory and lets a server turn a few
 * arriving bytes into many. The four `on…` are plain properties here, and one set of listeners serves all sockets: those of the package make
 * four wrappers for each, some 800 bytes, and an event object for each message.
 */
export class NodeWebSocket extends WebSocket {
  override onopen: WebSocket['onopen'] = null;
  override onmessage: WebSocket['onmessage'] = null;
  override onerror: WebSocket['onerror'] = null;
  override onclose: WebSocket['onclose'] = null;

  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols, { perMessageDeflate: false });
    this.on('open', hearOpen);
    this.on('message', hearMessage);
    this.on('error', hearError);
    this.on('close', hearClose);
  }
}

function hearOpen(this: WebSocket): void {
  this.onopen?.({ type: 'open', target: this });
}

function hearMessage(this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
  this.onmessage?.({ type: 'message', target: this, data: isBinary ? data : String(data) });
}

function hearError(this: WebSocket, error: Error): void {
  this.onerror?.({ type: 'error', target: this, error, message: error.message });
}

function hearClose(this: WebSocket, code: number, reason: Buffer): void {
  this.onclose?.({ type: 'close', target: this, code, reason: String(reason), wasClean: code !== ABNORMAL_CLOSURE });
}

/** RFC 6455, section 7.1.5: no close frame came. */
const ABNORMAL_CLOSURE = 1006;
