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

type Members = Readonly<Record<string, unknown>>;

/** Tells whether all of `value` is in its own members: an object literal or a list. */
const isPlain = (value: unknown): value is Members => {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
};

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
  if (!isPlain(group)) return group;
  return Array.isArray(group) ? [...group] : { ...group };
};

const copyOptions = (options: Members): Members =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [key, GROUPS.has(key) ? copyGroup(value) : value]));

/**
 * Gives the settings of the call before again where the options say the same. They are made from a copy, so that nobody can change what others
 * are told, and are kept no longer than somebody uses them. All calls give the same dialers.
 */
export const shareSettings = (resolve: ResolveOptions): ResolveOptions => {
  let latest: WeakRef<Settings> | undefined;
  const madeFrom = new WeakMap<Settings, Members>();
  return (options, dialers) => {
    if (!isPlain(options)) return resolve(options, dialers);
    const before = latest?.deref();
    if (before && areSameOptions(madeFrom.get(before)!, options)) return before;
    const copy = copyOptions(options);
    const settings = resolve(copy as typeof options, dialers);
    madeFrom.set(settings, copy);
    latest = new WeakRef(settings);
    return settings;
  };
};
