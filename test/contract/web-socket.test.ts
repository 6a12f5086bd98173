import { createWebSocketTransport, type WebSocketTransportOptions } from '@netmgr/client/node';
import { describeTransport } from './transport.contract.ts';
import { openWebSocketWorld } from './web-socket-world.ts';

describeTransport('web-socket', () => openWebSocketWorld());
describeTransport('web-socket with one frame per message', () => openWebSocketWorld({ framing: 'single' }));
describeTransport('web-socket with compression', () => openWebSocketWorld({}, true));

const openNodeWorld = (options: WebSocketTransportOptions = {}, perMessageDeflate = false) =>
  openWebSocketWorld({}, perMessageDeflate, (port) => createWebSocketTransport(`ws://127.0.0.1:${port}`, options));

describeTransport("Node's web-socket", () => openNodeWorld());
describeTransport("Node's web-socket with one frame per message", () => openNodeWorld({ framing: 'single' }));
describeTransport("Node's web-socket at a server that would compress", () => openNodeWorld({}, true));
