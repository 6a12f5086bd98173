import type { Identity } from '../shared/arena-client.ts';
import { Hull, MAX_NAME_LENGTH } from '../shared/messages.ts';
import { COLORS } from '../shared/palette.ts';

const FIRST = ['Swift', 'Quiet', 'Lucky', 'Bold', 'Merry', 'Clever', 'Brave', 'Sunny'];
const LAST = ['Otter', 'Falcon', 'Lynx', 'Heron', 'Badger', 'Marten', 'Swallow', 'Fox'];
const STORED_AT = 'netmgr-arena-pilot';

type Look = Pick<Identity, 'name' | 'color' | 'hull'>;

/**
 * Tells who flies in this tab: the same name and colour after a reload, `?name=Ann` to choose the name. The key is new for each
 * load, so a duplicated tab is a second pilot.
 */
export const loadIdentity = (): Identity => {
  const look = storedLook() ?? drawLook();
  const chosen = new URLSearchParams(location.search).get('name')?.trim().slice(0, MAX_NAME_LENGTH);
  const named = chosen ? { ...look, name: chosen } : look;
  storeLook(named);
  return { ...named, key: crypto.randomUUID(), isBot: false };
};

/** Keeps a look for the next load of this tab. */
export const storeLook = ({ name, color, hull }: Look): void =>
  sessionStorage.setItem(STORED_AT, JSON.stringify({ name, color, hull }));

const storedLook = (): Look | undefined => {
  try {
    const { name, color, hull } = JSON.parse(sessionStorage.getItem(STORED_AT) ?? '{}') as Partial<Look>;
    const isWhole = typeof name === 'string' && typeof color === 'number' && Object.values(Hull).includes(hull as Hull);
    return isWhole ? { name, color, hull: hull as Hull } : undefined;
  } catch {
    return undefined;
  }
};

const drawLook = (): Look => ({
  name: `${oneOf(FIRST)} ${oneOf(LAST)}`,
  color: oneOf(COLORS),
  hull: oneOf(Object.values(Hull)),
});

const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(Math.random() * choices.length)]!;
