import { describe, expect, it } from 'vitest';
import { packPlace, unpackPlace } from './pack-place.ts';
import { ARENA, motionAt, SHIP_RADIUS, turnBetween } from './simulation.ts';

describe('packPlace', () => {
  it('keeps every place of the arena to a fraction of a unit, and every angle to a degree', () => {
    for (let share = 0; share <= 1; share += 0.013) {
      const motion = motionAt(
        SHIP_RADIUS + share * (ARENA.width - 2 * SHIP_RADIUS),
        ARENA.height - SHIP_RADIUS - share * 900,
        Math.PI * (2 * share - 1),
      );
      const packed = packPlace(7, motion);
      const { x, y, angle } = unpackPlace(packed);

      expect(packed.id).toBe(7);
      for (const [value, max] of [
        [packed.x, 65_535],
        [packed.y, 65_535],
        [packed.angle, 255],
      ] as const) {
        expect(Number.isInteger(value) && value >= 0 && value <= max).toBe(true);
      }
      expect(Math.hypot(x - motion.x, y - motion.y)).toBeLessThan(0.05);
      expect(Math.abs(turnBetween(angle, motion.angle))).toBeLessThan(0.013);
    }
  });
});
