/** The strokes of the icons, on a field of 16 by 16. */
export const ICONS = {
  close: 'M4 4l8 8M12 4l-8 8',
  fold: 'M4 6l4 4 4-4',
  unfold: 'M4 10l4-4 4 4',
  dock: 'M2.5 3.5h11v9h-11zM2.5 9.5h11',
  pause: 'M5.5 4v8M10.5 4v8',
  resume: 'M5 3.5l7 4.5-7 4.5z',
  clear: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4 4l8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  save: 'M8 2.5v7M5 6.5l3 3 3-3M3 12.5h10',
} as const;
