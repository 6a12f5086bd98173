import { isAnyArrayBuffer } from 'node:util/types';

import type {
  WechatApi,
  WechatCallbacks,
  WechatCloseOptions,
  WechatConnectOptions,
  WechatFailure,
  WechatNetworkStatus,
  WechatSendOptions,
  WechatSocketTask,
} from '@netmgr/client/wechat';
import { WebSocket } from 'ws';

// A stand-in for the host of a WeChat mini game, bridged to real servers by the `ws` package. What it does is what the documentation of
// `wx.connectSocket`, `SocketTask`, "network" and "life cycle" says, and the failure texts are those that games report:
//
// - every callback and event comes from a later task; `success` means only that the call was taken
// - strings and ArrayBuffers are sent, nothing else; ArrayBuffers arrive
// - five sockets at a time; a dial may take 60 seconds, or as long as it is told
// - `send` needs an open socket, `close` one that is open or opening
// - some seconds behind `onHide` every socket is cut, with code 1000 and reason "interrupted"; until `onShow` no dial is taken

const MAX_SOCKETS = 5;
const DIAL_TIMEOUT_MS = 60_000;
const NOT_OPEN = 'SocketTask.send:fail SocketTask.readyState is not OPEN';
const NOT_CONNECTED = 'closeSocket:fail WebSocket is not connected';

/** How a host differs from what is documented. */
export interface WechatHostOptions {
  /** How long a hidden game keeps its sockets. @default 5000 ms, as documented */
  readonly graceMs?: number;
  /** Refuses `close` while a socket opens, as some versions do. @default false */
  readonly refusesEarlyClose?: boolean;
}

/** One phone with one mini game on it. */
export class WechatHost {
  readonly wx: WechatApi;
  readonly #graceMs: number;
  readonly #shown = new Set<() => void>();
  readonly #networkChanged = new Set<(status: WechatNetworkStatus) => void>();
  readonly #tasks = new Set<StandInTask>();
  #isHidden = false;
  #isCut = false;
  #cutTimer: ReturnType<typeof setTimeout> | undefined;

  constructor({ graceMs = 5000, refusesEarlyClose = false }: WechatHostOptions = {}) {
    this.#graceMs = graceMs;
    this.wx = {
      connectSocket: (options) => this.#connect(options, refusesEarlyClose),
      onShow: (listener) => void this.#shown.add(listener),
      offShow: (listener) => void this.#shown.delete(listener),
      onNetworkStatusChange: (listener) => void this.#networkChanged.add(listener),
      offNetworkStatusChange: (listener) => void this.#networkChanged.delete(listener),
    };
  }

  get openSockets(): number {
    return this.#tasks.size;
  }

  get listeners(): number {
    return this.#shown.size + this.#networkChanged.size;
  }

  /** The player goes elsewhere. */
  hide(): void {
    this.#isHidden = true;
    this.#cutTimer = setTimeout(() => this.#cut(), this.#graceMs);
  }

  /** The player comes back. */
  show(): void {
    clearTimeout(this.#cutTimer);
    this.#isHidden = this.#isCut = false;
    for (const listener of this.#shown) later(listener);
  }

  /** The phone finds or loses its network; what is connected stays as it is, as a phone does not tell its sockets. */
  changeNetwork(isConnected: boolean): void {
    for (const listener of this.#networkChanged) later(() => listener({ isConnected }));
  }

  /** Ends what the game left open. */
  dispose(): void {
    clearTimeout(this.#cutTimer);
    for (const task of this.#tasks) task.cut();
  }

  #cut(): void {
    if (!this.#isHidden) return;
    this.#isCut = true;
    for (const task of this.#tasks) task.cut();
  }

  #connect(options: WechatConnectOptions, refusesEarlyClose: boolean): WechatSocketTask {
    const objection = this.#objectionTo(options);
    if (objection !== undefined) {
      answer(options, objection);
      return new InertTask();
    }
    answer(options);
    const task = new StandInTask(options, refusesEarlyClose, () => this.#tasks.delete(task));
    this.#tasks.add(task);
    return task;
  }

  #objectionTo({ url }: WechatConnectOptions): string | undefined {
    if (typeof url !== 'string') return 'connectSocket:fail parameter error: parameter.url should be String';
    if (!/^wss?:\/\//.test(url)) return `connectSocket:fail invalid url "${url}"`;
    if (this.#isCut) return 'connectSocket:fail interrupted';
    if (this.#tasks.size >= MAX_SOCKETS) {
      return `connectSocket:fail fail reach max websocket connect count ${MAX_SOCKETS}`;
    }
    return undefined;
  }
}

/** Calls from a task of its own, as everything from the host's native side comes. */
const later = (call: () => void): void => void setImmediate(call);

const answer = (callbacks: WechatCallbacks, errMsg?: string): void =>
  later(() => {
    if (errMsg === undefined) callbacks.success?.({ errMsg: 'ok' });
    else callbacks.fail?.({ errMsg });
  });

/** What a refused `connectSocket` returns: it never opens. */
class InertTask implements WechatSocketTask {
  send(options: WechatSendOptions): void {
    answer(options, NOT_OPEN);
  }

  close(options: WechatCloseOptions): void {
    answer(options, NOT_CONNECTED);
  }

  onOpen(): void {}
  onMessage(): void {}
  onError(): void {}
  onClose(): void {}
}

interface Listeners {
  open: (() => void)[];
  message: ((message: { data: string | ArrayBuffer }) => void)[];
  error: ((failure: WechatFailure) => void)[];
  close: ((end: { code: number; reason: string }) => void)[];
}

class StandInTask implements WechatSocketTask {
  readonly #socket: WebSocket;
  readonly #listeners: Listeners = { open: [], message: [], error: [], close: [] };
  readonly #refusesEarlyClose: boolean;
  readonly #onGone: () => void;
  #isGone = false;

  constructor(options: WechatConnectOptions, refusesEarlyClose: boolean, onGone: () => void) {
    this.#refusesEarlyClose = refusesEarlyClose;
    this.#onGone = onGone;
    const { url, header, protocols = [], timeout = DIAL_TIMEOUT_MS } = options;
    const socket = new WebSocket(url, protocols, {
      headers: header ?? {},
      handshakeTimeout: timeout,
      perMessageDeflate: false,
    });
    socket.binaryType = 'arraybuffer';
    socket.on('open', () => this.#tell('open'));
    socket.on('message', (data: ArrayBuffer, isBinary) => {
      // What still comes behind one's own close is dropped, as in the standard.
      if (socket.readyState !== WebSocket.OPEN) return;
      this.#tell('message', { data: isBinary ? data : Buffer.from(data).toString() });
    });
    socket.on('error', ({ message }) => this.#tell('error', { errMsg: `connectSocket:fail ${message}` }));
    socket.on('close', (code, reason) => this.#end(code, reason.toString()));
    this.#socket = socket;
  }

  onOpen(listener: () => void): void {
    this.#listeners.open.push(listener);
  }

  onMessage(listener: (message: { data: string | ArrayBuffer }) => void): void {
    this.#listeners.message.push(listener);
  }

  onError(listener: (failure: WechatFailure) => void): void {
    this.#listeners.error.push(listener);
  }

  onClose(listener: (end: { code: number; reason: string }) => void): void {
    this.#listeners.close.push(listener);
  }

  send(options: WechatSendOptions): void {
    const { data }: { data: unknown } = options;
    if (typeof data !== 'string' && !isAnyArrayBuffer(data)) {
      answer(options, 'SocketTask.send:fail parameter error: parameter.data should be String or ArrayBuffer');
    } else if (this.#socket.readyState !== WebSocket.OPEN) answer(options, NOT_OPEN);
    else
      this.#socket.send(data, (error) => answer(options, error ? `SocketTask.send:fail ${error.message}` : undefined));
  }

  close(options: WechatCloseOptions): void {
    const { readyState } = this.#socket;
    const isEarly = readyState === WebSocket.CONNECTING;
    if ((isEarly && this.#refusesEarlyClose) || readyState > WebSocket.OPEN) {
      answer(options, NOT_CONNECTED);
      return;
    }
    this.#socket.close(options.code ?? 1000, options.reason);
    answer(options);
  }

  /** The host takes the network away. */
  cut(): void {
    this.#end(1000, 'interrupted');
    this.#socket.terminate();
  }

  #end(code: number, reason: string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#onGone();
    this.#tell('close', { code, reason: code === 1006 ? 'abnormal closure' : reason });
  }

  /** Listeners that were added behind an event have missed it. */
  #tell<E extends keyof Listeners>(event: E, ...args: Parameters<Listeners[E][number]>): void {
    const listeners = [...this.#listeners[event]] as ((...args: Parameters<Listeners[E][number]>) => void)[];
    later(() => {
      for (const listener of listeners) listener(...args);
    });
  }
}
