import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Backdrop } from './backdrop.ts';
import { Camera } from './camera.ts';
import { SCENE_PALETTES } from './scene-palette.ts';

beforeEach(() => {
  const Path = class {
    moveTo(): void {}
    lineTo(): void {}
    arc(): void {}
    roundRect(): void {}
  };
  vi.stubGlobal('Path2D', Path);
});

afterEach(() => void vi.unstubAllGlobals());

/** Lists by how much the layers of stars lag behind the floor, to the right. */
const lagsOf = (backdrop: Backdrop): number[] => {
  const lags: number[] = [];
  const g = {
    translate: (x: number) => lags.push(x),
    createRadialGradient: () => ({ addColorStop() {} }),
    fill() {},
    stroke() {},
  } as unknown as CanvasRenderingContext2D;
  const camera = new Camera();
  camera.look(800, 600, { x: 1200, y: 900 });
  backdrop.draw(g, SCENE_PALETTES.dark, 'blue', camera);
  return lags.filter((_, i) => i % 2 === 0);
};

it('lets far stars lag behind, and none for who asked for less motion', () => {
  expect(lagsOf(new Backdrop(() => false)).map((lag) => lag > 50)).toEqual([true, false]);
  expect(lagsOf(new Backdrop(() => true)).map(Math.abs)).toEqual([0, 0]);
});
