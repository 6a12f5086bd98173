import { describe, expect, it } from 'vitest';
import { lastCore, launch } from './one-core.mjs';

describe('the core that processes are bound to', () => {
  it.each([
    ["pid 4711's current affinity list: 0,1\n", 1],
    ["pid 4711's current affinity list: 0-3,8,10-14\n", 14],
    ["pid 4711's current affinity list: 0-14:2\n", 14],
    ["pid 4711's current affinity list: 0\n", 0],
    ['Aktuelle Affinitätsliste von PID 4711: 2-5\n', 5],
  ])('is the last of %j', (words, core) => {
    expect(lastCore(words)).toBe(core);
  });

  it('is none where taskset says something else', () => {
    expect(lastCore('taskset: failed to get affinity')).toBeUndefined();
  });

  it('is asked for in front of Node and its flags, and only where there is one', () => {
    expect(launch(['--expose-gc'])).toEqual({ execPath: process.execPath, execArgv: ['--expose-gc'] });
    expect(launch(['--expose-gc'], 3)).toEqual({
      execPath: 'taskset',
      execArgv: ['-c', '3', process.execPath, '--expose-gc'],
    });
  });
});
