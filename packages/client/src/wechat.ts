// The entry for WeChat mini games.

import type { Lifecycle } from './lifecycle/lifecycle.ts';
import type { TransportFactory } from './transport/transport.ts';
import { requireWechat } from './wechat/wechat-api.ts';
import { wechatLifecycle } from './wechat/wechat-lifecycle.ts';
import { createWechatTransport, type WechatTransportOptions } from './wechat/wechat-transport.ts';

export type { Lifecycle, LifecycleListener } from './lifecycle/lifecycle.ts';
export type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from './transport/transport.ts';
export type {
  WechatApi,
  WechatCallbacks,
  WechatCloseOptions,
  WechatConnectOptions,
  WechatFailure,
  WechatNetworkStatus,
  WechatSendOptions,
  WechatSocketTask,
} from './wechat/wechat-api.ts';
export { createWechatTransport, type WechatTransportOptions, wechatLifecycle };

/** The options that make a NetMgr at home in a mini game. */
export interface WechatNetMgrOptions {
  readonly transport: TransportFactory;
  readonly lifecycle: Lifecycle;
}

/**
 * Gives the options for a NetMgr in a WeChat mini game: `new NetMgr({ ...wechat({ url }), messages })`.
 * Throws a `UsageError` when there is no `wx`, or a constant URL is none for it.
 */
export const wechat = (options: WechatTransportOptions): WechatNetMgrOptions => {
  const wx = requireWechat(options.wx);
  return { transport: createWechatTransport({ ...options, wx }), lifecycle: wechatLifecycle(wx) };
};
