import { describeTransport } from './transport.contract.ts';
import { openWebSocketWorld } from './web-socket-world.ts';

describeTransport('web-socket', () => openWebSocketWorld());
describeTransport('web-socket with one frame per message', () => openWebSocketWorld({ framing: 'single' }));
describeTransport('web-socket with compression', () => openWebSocketWorld({}, true));
