import { describe, expect, it } from 'vitest';
import type { Link } from '../link/link.ts';
import { FaultHold } from './installed-fault.ts';
import { stall } from './stall.ts';

const createHold = (target?: Link) => {
  const log: string[] = [];
  const onRemove = (): void => void log.push('removed');
  const fault = stall();
  const hold = new FaultHold({ number: 1, fault, direction: 'both', probability: 1, target, onRemove });
  return { hold, log };
};

const link = (): Link => ({ kind: 'memory' }) as Link;

describe('FaultHold', () => {
  it('is active from its begin to its removal', () => {
    const { hold, log } = createHold();
    const states = [hold.isActive];
    hold.begin();
    states.push(hold.isActive);
    hold.remove();
    hold.remove();
    states.push(hold.isActive);
    expect([states, log]).toEqual([[false, true, false], ['removed']]);
  });

  it('takes itself out of every link that it was put into, and disarms its timer', () => {
    const { hold, log } = createHold();
    const one = link();
    hold.keepTimer(() => log.push('disarmed'));
    hold.keep(one, () => log.push('one up'));
    hold.keep(one, () => log.push('one down'));
    hold.keep(link(), () => log.push('other'));
    hold.remove();
    expect(log).toEqual(['disarmed', 'removed', 'one up', 'one down', 'other']);
  });

  it('forgets links that are gone, and ends with the only one that it was for', () => {
    const only = link();
    const { hold, log } = createHold(only);
    const other = link();
    hold.keep(other, () => log.push('other'));
    hold.keep(only, () => log.push('only'));
    hold.forget(other);
    expect(log).toEqual([]);
    hold.forget(only);
    expect(log).toEqual(['removed']);
  });
});
