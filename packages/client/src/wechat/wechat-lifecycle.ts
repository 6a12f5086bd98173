import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { requireWechat, type WechatApi, type WechatNetworkStatus } from './wechat-api.ts';

/**
 * Makes a lifecycle of what `wx` tells: a mini game that is shown again, and a network that comes back, are a wake; a network that goes
 * is a hint. Throws `NO_WEB_SOCKET` when no `wx` was given and the runtime has none.
 */
export const wechatLifecycle = (wx?: WechatApi): Lifecycle => {
  const api = requireWechat(wx);
  return (listener) => {
    // Old hosts can subscribe and not unsubscribe, and then keep calling.
    let isListening = true;
    const onShow = (): void => {
      if (isListening) listener.onWake();
    };
    const onNetworkStatusChange = ({ isConnected }: WechatNetworkStatus): void => {
      if (!isListening) return;
      if (isConnected) listener.onWake();
      else listener.onOffline();
    };
    api.onShow?.(onShow);
    api.onNetworkStatusChange?.(onNetworkStatusChange);
    return () => {
      isListening = false;
      api.offShow?.(onShow);
      api.offNetworkStatusChange?.(onNetworkStatusChange);
    };
  };
};
