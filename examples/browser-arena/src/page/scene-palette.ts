import type { Health } from './connection-view.ts';
import type { ThemeName } from './theme.ts';

/** The colours of the stage in one theme. */
export interface ScenePalette {
  readonly space: string;
  readonly floor: readonly [middle: string, edge: string];
  readonly grid: string;
  readonly stars: readonly [far: string, near: string];
  readonly label: string;
  readonly ownLabel: string;
  readonly halo: string;
  readonly outline: string;
  readonly cockpit: string;
  readonly spark: string;
  readonly ring: string;
  readonly map: string;
  /** How strong trails and glows are. */
  readonly glow: number;
  readonly walls: Readonly<Record<Health, string>>;
}

const DARK: ScenePalette = {
  space: '#070a12',
  floor: ['#131c33', '#0a0f1c'],
  grid: 'rgb(140 170 255 / 0.07)',
  stars: ['rgb(190 210 255 / 0.35)', 'rgb(210 225 255 / 0.6)'],
  label: '#b4c0d4',
  ownLabel: '#ffffff',
  halo: '#0a0f1c',
  outline: 'rgb(255 255 255 / 0.8)',
  cockpit: 'rgb(8 12 24 / 0.75)',
  spark: '#ffe9a8',
  ring: 'rgb(255 255 255 / 0.35)',
  map: 'rgb(17 23 36 / 0.75)',
  glow: 1,
  walls: {
    idle: '#5b6b8c',
    connecting: '#6aaeff',
    good: '#4f78c4',
    suspect: '#ffb84d',
    waiting: '#ff6b7d',
    dialling: '#6aaeff',
    kicked: '#ff6b7d',
    closed: '#5b6b8c',
  },
};

const LIGHT: ScenePalette = {
  space: '#dde4ef',
  floor: ['#ffffff', '#f1f5fb'],
  grid: 'rgb(40 75 140 / 0.08)',
  stars: ['rgb(60 95 160 / 0.22)', 'rgb(60 95 160 / 0.38)'],
  label: '#47546c',
  ownLabel: '#0d1420',
  halo: '#ffffff',
  outline: 'rgb(20 30 55 / 0.65)',
  cockpit: 'rgb(255 255 255 / 0.85)',
  spark: '#e6a100',
  ring: 'rgb(20 30 55 / 0.3)',
  map: 'rgb(255 255 255 / 0.8)',
  glow: 0.6,
  walls: {
    idle: '#8a96ad',
    connecting: '#1f64c8',
    good: '#7d9bd1',
    suspect: '#c77700',
    waiting: '#c4253a',
    dialling: '#1f64c8',
    kicked: '#c4253a',
    closed: '#8a96ad',
  },
};

/** The palettes by theme. */
export const SCENE_PALETTES: Readonly<Record<ThemeName, ScenePalette>> = { dark: DARK, light: LIGHT };
