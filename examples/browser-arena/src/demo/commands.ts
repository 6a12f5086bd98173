import type { MockServer } from '@netmgr/server-mock/node';
import { type BotCrew, MAX_BOTS } from '../bot/bot-crew.ts';
import type { World } from '../server/world.ts';
import type { LinkFaults } from './visitor-link.ts';
import type { VisitorLinks } from './visitor-links.ts';

/** What a command answers: a status of HTTP, and what to say. */
export interface CommandAnswer {
  readonly status: number;
  readonly body: string | object;
}

/** What commands act on. */
export interface CommandTargets {
  readonly server: MockServer;
  readonly world: World;
  readonly bots: BotCrew;
  readonly links: VisitorLinks;
  /** Hears when the server does not come back from a restart, such as for a port that was taken meanwhile. */
  readonly onFailure: (error: unknown) => void;
}

type Values = Readonly<Record<string, unknown>>;
type Command = (targets: CommandTargets, values: Values) => CommandAnswer | Promise<CommandAnswer>;

/** How long a restart keeps the ports closed: long enough to watch dials being refused. */
const RESTART_DOWN_MS = 2500;
const MAX_LATENCY_MS = 1000;

const OK: CommandAnswer = { status: 200, body: {} };
const BAD: CommandAnswer = { status: 400, body: 'the command does not fit' };
const NO_LINK: CommandAnswer = { status: 404, body: 'there is no such link' };

const COMMANDS: Readonly<Record<string, Command>> = {
  /** Asks for a link of one's own, or for the one that there is. */
  link: async ({ links }, { link }) => {
    if (link !== undefined && typeof link !== 'string') return BAD;
    const opened = await links.open(link);
    return opened === undefined ? { status: 503, body: 'there are too many visitors' } : { status: 200, body: opened };
  },
  /** Says what is to be wrong with one's own link. */
  faults: ({ links }, { link, ...wish }) => {
    const faults = readFaults(wish);
    if (faults === undefined) return BAD;
    const found = links.find(String(link));
    found?.apply(faults);
    return found === undefined ? NO_LINK : OK;
  },
  /** Strikes one's own connection. */
  strike: ({ links }, { link, blow }) => {
    if (blow !== 'halfOpen' && blow !== 'reset') return BAD;
    const found = links.find(String(link));
    found?.strike(blow);
    return found === undefined ? NO_LINK : OK;
  },
  /** Sends one's own pilot away: its key is known to nobody else. */
  kick: ({ world }, { key }) => (world.kick(String(key)) ? OK : { status: 404, body: 'there is no such pilot' }),
  /** Restarts the server, for everybody. While it restarts, it does nothing. */
  restart: ({ server, onFailure }) => {
    if (server.isOpen) server.restart({ downMs: RESTART_DOWN_MS }).catch(onFailure);
    return OK;
  },
  /** Says how many bots fly, for everybody. */
  bots: ({ bots, world }, { count }) => {
    if (!isNumber(count, MAX_BOTS) || !Number.isInteger(count)) return BAD;
    void bots.resize(count);
    world.tellBots(count);
    return { status: 200, body: { count } };
  },
};

/** Carries out a command by its name. */
export const runCommand = async (targets: CommandTargets, name: string, values: unknown): Promise<CommandAnswer> => {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return { status: 404, body: 'no such command' };
  if (typeof values !== 'object' || values === null) return BAD;
  return command(targets, values as Values);
};

const readFaults = ({ latencyMs, jitterMs, splits, stalls }: Values): LinkFaults | undefined => {
  if (!isNumber(latencyMs, MAX_LATENCY_MS) || !isNumber(jitterMs, MAX_LATENCY_MS)) return undefined;
  if (typeof splits !== 'boolean' || typeof stalls !== 'boolean') return undefined;
  return { latencyMs, jitterMs, splits, stalls };
};

const isNumber = (value: unknown, max: number): value is number =>
  typeof value === 'number' && value >= 0 && value <= max;
