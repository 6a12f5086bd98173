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
    fc.property(fc.array(anyOperation, { maxLength: 400, size: 'max' }), (operations) => {
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
          for (let i = 0; i < (operation === 'take' ? 1 : 50); i++) expect(fifo.take()).toBe(model.shift());
        }
        expect(fifo.size).toBe(model.length);
        expect(fifo.toArray()).toEqual(model);
      }
    }),
  );
});

it('keeps nothing alive that was taken', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const fifo = new Fifo<Uint8Array>();
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 50; i++) {
    fifo.add(new Uint8Array(1_000_000));
    fifo.take();
  }
  collectGarbage();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  expect(fifo.size).toBe(0);
});
