import { UsageError } from '../errors.ts';

// The part of the `wx` object that the SDK uses. A game that has WeChat's own typings can hand its `wx` over as it is.

/** What a `fail` callback of `wx` and `onError` give. */
export interface WechatFailure {
  readonly errMsg: string;
}

/** What every asynchronous call of `wx` can be told. They say whether the call was taken, not what came of it. */
export interface WechatCallbacks {
  success?(result: unknown): void;
  fail?(failure: WechatFailure): void;
}

/** What `wx.connectSocket` is called with. */
export interface WechatConnectOptions extends WechatCallbacks {
  url: string;
  header?: Record<string, string>;
  protocols?: string[];
  tcpNoDelay?: boolean;
  timeout?: number;
}

/** What `SocketTask.send` is called with. A typed array is refused. */
export interface WechatSendOptions extends WechatCallbacks {
  data: ArrayBuffer;
}

/** What `SocketTask.close` is called with. */
export interface WechatCloseOptions extends WechatCallbacks {
  code?: number;
  reason?: string;
}

/** One WebSocket of `wx`. Its listeners stay for its life. */
export interface WechatSocketTask {
  send(options: WechatSendOptions): void;
  close(options: WechatCloseOptions): void;
  onOpen(listener: () => void): void;
  onMessage(listener: (message: { readonly data: string | ArrayBuffer }) => void): void;
  onError(listener: (failure: WechatFailure) => void): void;
  onClose(listener: (end: { readonly code: number; readonly reason: string }) => void): void;
}

/** What `wx.onNetworkStatusChange` tells. */
export interface WechatNetworkStatus {
  readonly isConnected: boolean;
}

/** The `wx` object of a WeChat mini game, as far as the SDK uses it. */
export interface WechatApi {
  connectSocket(options: WechatConnectOptions): WechatSocketTask;
  onShow(listener: () => void): void;
  offShow(listener: () => void): void;
  onNetworkStatusChange(listener: (status: WechatNetworkStatus) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: WeChat's own typings let its listener hear something else than onNetworkStatusChange tells
  offNetworkStatusChange(listener: (status: any) => void): void;
}

declare const wx: WechatApi | undefined;

/** Gives the `wx` to use, or throws `UsageError` `NO_WEB_SOCKET` when none was given and the runtime has none. */
export const requireWechat = (given?: WechatApi): WechatApi => {
  // By name, as `wx` need not be a property of the global object.
  const found = given ?? (typeof wx === 'object' ? wx : undefined);
  if (typeof found?.connectSocket === 'function') return found;
  throw new UsageError('NO_WEB_SOCKET', 'this runtime has no wx.connectSocket; give the wx object in the option wx');
};
