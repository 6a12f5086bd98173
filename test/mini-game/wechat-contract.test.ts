import { createWechatTransport } from '@netmgr/client/wechat';
import { describeTransport } from '../contract/transport.contract.ts';
import { openWebSocketWorld } from '../contract/web-socket-world.ts';
import { WechatHost, type WechatHostOptions } from './wechat-host.ts';

const openWorld = (framing: 'coalesce' | 'single', options: WechatHostOptions = {}) => {
  const { wx } = new WechatHost(options);
  return openWebSocketWorld({}, false, (port) =>
    createWechatTransport({ wx, framing, timeoutMs: 300, url: `ws://127.0.0.1:${port}` }),
  );
};

// Nothing in `wx` cuts a connection, and nothing is heard behind one's own close.
const traits = { abortsAtOnce: false, hearsAfterClose: false };

describeTransport('wechat', () => openWorld('coalesce'), traits);
describeTransport('wechat with one frame per message', () => openWorld('single'), traits);
describeTransport(
  'wechat on a host that cannot close early',
  () => openWorld('coalesce', { refusesEarlyClose: true }),
  traits,
);
