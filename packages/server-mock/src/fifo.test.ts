import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from './fifo.ts';

it('does what an array does by push and shift', () => {
  const anyOperation = fc.oneof(
    fc.nat(100).map((item) => ({ item })),
    fc.constant('take'),
    fc.constant('take many'),
    fc.constant('clear'),
  );
  fc.assert(
    fc.property(fc.array(anyOperation, { maxLength: 60, size: 'max' }), (operations) => {
      const fifo = new Fifo<number>();
      let model: number[] = [];
      for (const operation of operations) {
        if (typeof operation === 'object') {
          for (let i = 0; i < 20; i++) fifo.add(operation.item + i);
          for (let i = 0; i < 20; i++) model.push(operation.item + i);
        } else if (operation === 'clear' && model.length > 200) {
          fifo.clear();
          model = [];
        } else {
          const count = operation === 'take' ? 1 : 50;
          const taken = Array.from({ length: count }, () => fifo.take());
          expect(taken).toEqual(Array.from({ length: count }, () => model.shift()));
        }
        expect(fifo.size).toBe(model.length);
        expect(fifo.toArray().join()).toBe(model.join());
      }
    }),
  );
});

it('keeps nothing alive that was taken', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const fifo = new Fifo<object>();
  const taken = Array.from({ length: 50 }, () => {
    const item = {};
    fifo.add(item);
    fifo.take();
    return new WeakRef(item);
  });
  // A target that was just made or asked for stays alive until its task is over.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(taken.filter((ref) => ref.deref() !== undefined)).toEqual([]);
  expect(fifo.size).toBe(0);
});
