import { bandwidth, coalesce, latency, slowReader, split } from '@netmgr/server-mock';
import { openMemoryWorld } from './memory-world.ts';
import { describeTransport } from './transport.contract.ts';

// Faults that only delay and cut break no promise of the seam.

describeTransport('memory behind a jittering network', () => openMemoryWorld([latency({ ms: 3, jitterMs: 3 })]));

describeTransport('memory behind a network that glues, cuts and chokes', () =>
  openMemoryWorld([
    coalesce({ ms: 1 }),
    split({ random: [1, 10_000] }),
    bandwidth({ bytesPerSecond: 100_000_000 }),
    slowReader({ bytesPerSecond: 100_000_000, everyMs: 1 }),
  ]),
);
