import os from 'node:os';

/** Where a run took place. */
export const describeMachine = () => {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    os: `${os.type()} ${os.arch()}`,
    node: process.version,
    loadAtStart: Number(os.loadavg()[0]?.toFixed(2)),
  };
};
