import type { ResolveOptions, Settings } from './options.ts';

// Thousands of NetMgrs in one process, as of bots, are mostly told the same, and what they make of it is a third of what each takes.

/** The options whose members are compared in place of the object or list itself, which a caller writes anew for each NetMgr. */
const GROUPS: ReadonlySet<string> = new Set([
  'messages',
  'heartbeat',
  'reconnect',
  'offlineQueue',
  'inbox',
  'systemIds',
  'tcp',
]);

/** The options that stay what they are, whatever their objects do. */
const OBJECTS: ReadonlySet<string> = new Set(['clock', 'layout']);

type Members = Readonly<Record<string, unknown>>;

/** Tells whether a list or an object literal can be copied whole. */
const isPlain = (value: unknown): value is Members => {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const isLiteral = Object.getPrototypeOf(value) === Object.prototype;
  return isLiteral && Reflect.ownKeys(value).length === Object.keys(value).length;
};

/** Tells whether nothing but the options themselves, their functions, and what those do, says what they come to. */
const canBeShared = (options: unknown): options is Members =>
  isPlain(options) &&
  Object.entries(options).every(
    ([key, value]) => Object(value) !== value || typeof value === 'function' || OBJECTS.has(key) || isGroup(key, value),
  );

const isGroup = (key: string, value: unknown): boolean => GROUPS.has(key) && isPlain(value);

const haveSameMembers = (a: Members, b: Members, isSame: (key: string) => boolean): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(key));
};

const isSameGroup = (a: unknown, b: unknown): boolean =>
  isPlain(a) &&
  isPlain(b) &&
  Array.isArray(a) === Array.isArray(b) &&
  haveSameMembers(a, b, (key) => Object.is(a[key], b[key]));

const areSameOptions = (a: Members, b: Members): boolean =>
  haveSameMembers(a, b, (key) => Object.is(a[key], b[key]) || (GROUPS.has(key) && isSameGroup(a[key], b[key])));

const copyGroup = (group: unknown): unknown => {
  if (Array.isArray(group)) return [...group];
  return Object(group) === group ? { ...(group as object) } : group;
};

const copyOptions = (options: Members): Members =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [key, GROUPS.has(key) ? copyGroup(value) : value]));

/**
 * Gives the settings of the call before again where the options say the same. They are made from a copy, so that whoever changes his options
 * does not change what others were told, and are kept no longer than somebody uses them. All calls give the same dialers.
 */
export const shareSettings = (resolve: ResolveOptions): ResolveOptions => {
  let latest: WeakRef<Settings> | undefined;
  const madeFrom = new WeakMap<Settings, Members>();
  return (options, dialers) => {
    if (!canBeShared(options)) return resolve(options, dialers);
    const before = latest?.deref();
    if (before && areSameOptions(madeFrom.get(before)!, options)) return before;
    const copy = copyOptions(options);
    const settings = resolve(copy as typeof options, dialers);
    madeFrom.set(settings, copy);
    latest = new WeakRef(settings);
    return settings;
  };
};
