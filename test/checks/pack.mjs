// What users get: packs both packages as for publishing, looks into the tarballs, and installs them in an empty project.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installConsumer } from './pack/consumer.mjs';
import { manifestFaults } from './pack/manifest-faults.mjs';
import { packPackage } from './pack/pack-package.mjs';
import { strayFiles } from './pack/stray-files.mjs';

const PACKAGES = ['packages/client', 'packages/server-mock'];

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'netmgr-pack-'));
try {
  const packed = await Promise.all(PACKAGES.map((path) => packPackage(path, folder)));
  const consumer = await installConsumer(packed, join(folder, 'consumer'));
  const faults = [
    ...packed.flatMap(strayFiles),
    ...(await Promise.all(packed.map(manifestFaults))).flat(),
    ...(await consumer.importFaults()),
    ...(await consumer.vitestFaults()),
    ...(await consumer.typeFaults()),
    ...(await consumer.browserFaults()),
    ...(await consumer.commandFaults()),
  ];
  for (const fault of faults) console.error(fault);
  for (const { name, files } of packed) console.log(`pack: ${name}, ${files.length} files`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
