import { openTlsWorld } from './tcp-world.ts';
import { describeTransport } from './transport.contract.ts';

describeTransport('tls', openTlsWorld, { hidesBreakBehindBytes: true });
