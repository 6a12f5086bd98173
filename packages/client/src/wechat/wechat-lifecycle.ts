import { createBurstFilter } from '../lifecycle/burst-filter.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { requireWechat, type WechatApi, type WechatNetworkStatus } from './wechat-api.ts';

/**
 * Makes a lifecycle of what `wx` tells: a mini game that is shown again, and a network that comes back, are a wake; a network that goes
 * is a hint. What comes within a second of its like says nothing more. Throws `NO_WEB_SOCKET` when no `wx` was given and the runtime has none.
 */
export const wechatLifecycle = (wx?: WechatApi): Lifecycle => {
  const api = requireWechat(wx);
  return (listener, clock) => {
    let isFirst = createBurstFilter(clock);
    const onShow = (): void => {
      if (isFirst('show')) listener.onWake();
    };
    const onNetworkStatusChange = ({ isConnected }: WechatNetworkStatus): void => {
      if (isFirst(`${isConnected}`)) listener[isConnected ? 'onWake' : 'onOffline']();
    };
    api.onShow?.(onShow);
    api.onNetworkStatusChange?.(onNetworkStatusChange);
    return () => {
      // Old hosts can subscribe and not unsubscribe, and then keep calling.
      isFirst = () => false;
      api.offShow?.(onShow);
      api.offNetworkStatusChange?.(onNetworkStatusChange);
    };
  };
};
