import { expect, it, vi } from 'vitest';
import { Effects } from './effects.ts';

const createCanvas = () => {
  const [arc, fillRect] = [vi.fn(), vi.fn()];
  const g = { arc, fillRect, beginPath() {}, stroke() {} } as unknown as CanvasRenderingContext2D;
  return { g, arc, fillRect };
};

it('draws bursts and ripples for who likes motion, and none for who asked for less', () => {
  for (const isCalm of [false, true]) {
    const effects = new Effects(() => isCalm);
    const { g, arc, fillRect } = createCanvas();
    effects.burst(10, 10, 'red', 0);
    effects.ripple('green', 0);
    effects.drawBursts(g, 100);
    effects.drawRipples(g, { x: 10, y: 10 }, 100);

    expect([isCalm, fillRect.mock.calls.length > 5, arc.mock.calls.length]).toEqual([isCalm, !isCalm, isCalm ? 0 : 1]);
  }
});
