import { openMemoryWorld } from './memory-world.ts';
import { describeTransport } from './transport.contract.ts';

describeTransport('memory', () => openMemoryWorld());
