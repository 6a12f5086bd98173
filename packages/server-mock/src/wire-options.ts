import { DEFAULT_SYSTEM_IDS, FRAME_LAYOUTS, type FrameLayout, type SystemIds } from '@netmgr/client/protocol';
import { badOption, checkOptions } from './check-option.ts';

const LAYOUT_NUMBERS = ['idOffset', 'idBytes', 'lengthOffset', 'lengthBytes', 'headerBytes', 'countedBytes'] as const;

/** Checks a frame layout; the unity layout fills its place. Throws UsageError BAD_OPTION. */
export const resolveLayout = (layout: FrameLayout = FRAME_LAYOUTS.unity): FrameLayout => {
  const isLayout = LAYOUT_NUMBERS.every((name) => Number.isInteger(layout?.[name]));
  if (isLayout && typeof layout.bigEndian === 'boolean') return layout;
  throw badOption('layout', 'one of FRAME_LAYOUTS or made by defineFrameLayout()', layout);
};

/** Checks the ids of the system messages and fills the gaps. Throws UsageError BAD_OPTION. */
export const resolveSystemIds = (options: Partial<SystemIds> | undefined): SystemIds => {
  const ids = { ...DEFAULT_SYSTEM_IDS, ...checkOptions('systemIds', options, ['heart', 'quit']) };
  if (isInt(ids.heart) && isInt(ids.quit) && ids.heart !== ids.quit) return ids;
  throw badOption('systemIds', 'two different ints', options);
};

const isInt = (id: unknown): boolean => Number.isInteger(id) && id === ((id as number) | 0);
