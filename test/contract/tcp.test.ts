import { openTcpWorld } from './tcp-world.ts';
import { describeTransport } from './transport.contract.ts';

describeTransport('tcp', openTcpWorld);
