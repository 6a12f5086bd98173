import { UsageError, wordsOf } from '../errors.ts';
import { GatedTransport } from '../transport/gated-transport.ts';
import { bytesOf, kindOf } from '../transport/message-bytes.ts';
import type { TransportFactory, TransportListener } from '../transport/transport.ts';
import { requireWechat, type WechatApi, type WechatFailure, type WechatSocketTask } from './wechat-api.ts';

// Speaks to `wx.connectSocket`. What sets it apart from a WebSocket: bytes go out as ArrayBuffers only, listeners can only be added, failures
// of `send` come by callback, nothing tells how much is buffered, five sockets are all a game may have, and a game in the background is cut off
// with code 1000, as if somebody had said goodbye.

/** What `createWechatTransport` can be told. */
export interface WechatTransportOptions {
  /** Where to connect, `wss:` in production, or a function asked at every dial. Its domain has to be on the mini game's list. */
  readonly url: string | (() => string | Promise<string>);
  /** The API object. @default the runtime's own `wx` */
  readonly wx?: WechatApi | undefined;
  /**
   * When the host gives a dial up by itself. Hosts that cannot close a socket while it opens keep it for so long, and five are all there are.
   * @default 10000 ms
   */
  readonly timeoutMs?: number | undefined;
  /** Headers of the handshake. @default none */
  readonly header?: Readonly<Record<string, string>> | undefined;
  /** Subprotocols to offer. @default none */
  readonly protocols?: readonly string[] | undefined;
  /** `coalesce` puts all frames of one `send` into one message, `single` sends one message per frame. @default 'coalesce' */
  readonly framing?: 'coalesce' | 'single' | undefined;
}

const DIAL_TIMEOUT_MS = 10_000;
const NORMAL_CLOSURE = 1000;
const ABNORMAL_CLOSURE = 1006;

/** What the host says when it cuts a game off that is in the background: by `reason`, next to code 1000, and in `errMsg`. */
const INTERRUPTED = 'interrupted';

const ignore = (): void => {};

/**
 * Creates the factory that dials by `wx.connectSocket`. Throws a `UsageError` when there is no `wx`, a constant URL is none for it, or `framing` is unknown;
 * whatever fails later is reported by `onClose`.
 */
export const createWechatTransport = (options: WechatTransportOptions): TransportFactory => {
  const api = requireWechat(options.wx);
  const { url, framing = 'coalesce' } = options;
  if (typeof url !== 'function') checkUrl(url);
  if (!['coalesce', 'single'].includes(framing))
    throw new UsageError('BAD_OPTION', `framing is ${framing}, not coalesce or single`);
  return (listener) => new WechatTransport(api, options, listener);
};

const checkUrl = (url: string): string => {
  if (/^wss?:\/\/[^/?#]/i.test(url)) return url;
  throw new UsageError('UNSUPPORTED_URL', `wx.connectSocket dials wss: and ws:, not "${url}"`);
};

class WechatTransport extends GatedTransport {
  readonly wantsFrameEnds: boolean;
  readonly #api: WechatApi;
  readonly #options: WechatTransportOptions;
  #task: WechatSocketTask | undefined;
  #isClosing = false;
  #isOver = false;
  #bufferedBytes = 0;

  constructor(api: WechatApi, options: WechatTransportOptions, listener: TransportListener) {
    super(listener);
    this.wantsFrameEnds = options.framing === 'single';
    this.#api = api;
    this.#options = options;
    const { url } = options;
    if (typeof url === 'string') this.#dial(url);
    else void this.#dialWhenKnown(url);
  }

  get bufferedBytes(): number {
    return this.#isOver ? 0 : this.#bufferedBytes;
  }

  protected write(bytes: Uint8Array, frameEnds?: readonly number[]): void {
    if (!this.wantsFrameEnds || frameEnds === undefined) {
      this.#sendMessage(bytes);
      return;
    }
    let start = 0;
    for (const end of frameEnds) {
      this.#sendMessage(bytes.subarray(start, end));
      start = end;
    }
  }

  async #dialWhenKnown(source: () => string | Promise<string>): Promise<void> {
    try {
      const url = checkUrl(String(await source()));
      if (!this.#isOver) this.#dial(url);
    } catch (error) {
      this.fail(`no URL to dial: ${wordsOf(error)}`, { cause: error });
    }
  }

  #dial(url: string): void {
    const { header, protocols, timeoutMs = DIAL_TIMEOUT_MS } = this.#options;
    try {
      const task = this.#api.connectSocket({
        url,
        tcpNoDelay: true,
        timeout: timeoutMs,
        ...(header && { header: { ...header } }),
        ...(protocols && { protocols: [...protocols] }),
        success: () => this.#checkTask(),
        fail: (failure) => this.fail(errMsgOf(failure)),
      });
      if (!task) return;
      if (this.#isOver) closeTask(task);
      else this.#listen(task);
    } catch (error) {
      this.fail(wordsOf(error), { cause: error });
    }
  }

  /** A host that says yes and gives no task would be waited for in vain. Later, as some say yes before they return. */
  #checkTask(): void {
    void Promise.resolve().then(() => this.#task ?? this.fail('wx.connectSocket gave no SocketTask'));
  }

  #listen(task: WechatSocketTask): void {
    this.#task = task;
    task.onOpen(() => {
      // Hosts refuse to close what is not open yet, and then open it after all.
      if (this.#isOver) closeTask(task);
      else this.open();
    });
    task.onMessage(({ data }) => this.#receive(data));
    task.onError((failure) => this.fail(errMsgOf(failure)));
    task.onClose((end) => this.#hearClose(end ?? {}));
  }

  #sendMessage(bytes: Uint8Array): void {
    // The frame before may have failed.
    if (this.#task === undefined) return;
    const { byteOffset, length } = bytes;
    const taken = (): void => {
      this.#bufferedBytes -= length;
    };
    this.#bufferedBytes += length;
    try {
      this.#task.send({
        data: bytes.buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer,
        success: taken,
        fail: (failure) => this.fail(`send failed: ${errMsgOf(failure)}`),
      });
    } catch (error) {
      this.fail(`send failed: ${wordsOf(error)}`, { cause: error });
    }
  }

  protected sayGoodbye(): void {
    this.#isClosing = true;
    try {
      this.#task?.close({
        code: NORMAL_CLOSURE,
        fail: (failure) => this.fail(`close failed: ${errMsgOf(failure)}`),
      });
    } catch (error) {
      this.fail(`close failed: ${wordsOf(error)}`, { cause: error });
    }
  }

  #receive(data: unknown): void {
    const bytes = bytesOf(data);
    if (bytes !== undefined) this.bytes(bytes);
    else if (typeof data === 'string') {
      this.end({ how: 'text', detail: `a text message of ${data.length} characters` });
    } else this.fail(`wx gave ${kindOf(data)} where an ArrayBuffer was due`);
  }

  #hearClose({ code, reason }: { readonly code?: number; readonly reason?: string }): void {
    // There is nothing left to close, and hosts complain about the attempt.
    this.#task = undefined;
    const wasCut = code === undefined || code === ABNORMAL_CLOSURE || reason?.includes(INTERRUPTED);
    if (this.isOpen && !wasCut) this.end({ how: 'fin', code, ...(reason && { detail: reason }) });
    else this.fail(reason || 'closed without a close frame', { ...(code !== undefined && { code }) });
  }

  protected letGo(): void {
    this.#isOver = true;
    const task = this.#task;
    this.#task = undefined;
    if (task !== undefined && !this.#isClosing) closeTask(task);
  }
}

const closeTask = (task: WechatSocketTask): void => {
  try {
    // With `fail`, because a host reports a failure that nobody asked for as an error of the game.
    task.close({ code: NORMAL_CLOSURE, fail: ignore });
  } catch {
    // The connection is over for its listener; a host that cannot even close has nothing more to lose.
  }
};

const errMsgOf = (failure: WechatFailure | undefined): string => failure?.errMsg || 'wx gave no reason';
