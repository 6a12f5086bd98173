import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Where a run took place. */
export const describeMachine = () => {
  const cpus = os.cpus();
  return {
    cpu: [cpus[0]?.model.trim() ?? 'unknown', ...generation()].join(', '),
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    os: `${os.type()} ${os.arch()}`,
    node: process.version,
    loadAtStart: Number(os.loadavg()[0]?.toFixed(2)),
  };
};

/** Tells which of the processors it is that share a name, where it is told (Linux): of two AMD EPYC one took up to twice the other's time. */
const generation = () => {
  try {
    const told = readFileSync('/proc/cpuinfo', 'utf8');
    return ['cpu family', 'model'].flatMap((name) => {
      const value = told.match(new RegExp(`^${name}\\s*: (\\d+)$`, 'm'))?.[1];
      return value ? [`${name} ${value}`] : [];
    });
  } catch {
    return [];
  }
};
