import { Hull } from '../shared/messages.ts';

/** The outlines of ships that look to the right, as SVG paths in units of the arena. */
export const HULL_PATHS: Readonly<Record<Hull, string>> = {
  [Hull.dart]: 'M22 0 L-15 14 L-8 0 L-15 -14 Z',
  [Hull.manta]: 'M19 0 C10 3 2 17 -15 20 C-9 9 -9 -9 -15 -20 C2 -17 10 -3 19 0 Z',
  [Hull.comet]: 'M20 0 C14 12 -2 15 -16 11 L-9 0 L-16 -11 C-2 -15 14 -12 20 0 Z',
};

/** Creates a ship's icon, for text beside which it stands. */
export const createHullIcon = (hull: Hull, color: string): SVGSVGElement => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '-22 -22 44 44');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', HULL_PATHS[hull]);
  path.setAttribute('fill', color);
  svg.append(path);
  return svg;
};
