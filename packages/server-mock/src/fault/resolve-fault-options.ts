import { badOption, checkNumber, checkOptions, checkWord } from '../check-option.ts';
import type { Fault, FaultDirection } from './fault.ts';
import { FAULT_ORDER } from './fault-order.ts';

/** How a fault is added. */
export interface FaultOptions {
  /** The way it acts: `up` is from client to server. Faults that act before a connection is open have none. @default the fault's own */
  readonly direction?: FaultDirection;
  /** The chance of each connection to be hit, from 0 to 1; drawn once for it. @default 1 */
  readonly probability?: number;
  /** When it begins, from now. @default 0 */
  readonly afterMs?: number;
  /** How long it lasts once it has begun; then it is removed. @default until it is removed */
  readonly durationMs?: number;
}

/** The names of `FaultOptions`. */
export const FAULT_OPTION_NAMES: readonly (keyof FaultOptions)[] = [
  'direction',
  'probability',
  'afterMs',
  'durationMs',
];

/** Checks a fault and how it is added, and fills the gaps. Throws UsageError BAD_OPTION naming the first that is wrong. */
export const resolveFaultOptions = (fault: Fault, options: FaultOptions | undefined): Required<FaultOptions> => {
  checkFault(fault);
  const given = checkOptions('addFault', options, FAULT_OPTION_NAMES);
  const { direction = fault.direction, probability = 1, afterMs = 0, durationMs = Number.POSITIVE_INFINITY } = given;
  checkWord('direction', direction, ['up', 'down', 'both']);
  if (direction !== 'both') checkHasClient(fault, 'direction', direction);
  checkNumber('probability', probability, { min: 0, max: 1 });
  checkNumber('afterMs', afterMs, { min: 0 });
  if (durationMs !== Number.POSITIVE_INFINITY) checkNumber('durationMs', durationMs, { min: 0 });
  return { direction, probability, afterMs, durationMs };
};

/** Checks that a fault acts where there is a client, as `option` needs it. Throws UsageError BAD_OPTION. */
export const checkHasClient = (fault: Fault, option: string, seen: unknown): void => {
  if (fault.effect.at !== 'stream')
    throw badOption(option, `left out: ${fault.name} acts before there is a client`, seen);
};

const checkFault = (fault: Fault): void => {
  const { name, settings, effect }: Partial<Fault> = fault ?? {};
  if (name !== undefined && FAULT_ORDER.includes(name) && settings !== undefined && effect !== undefined) return;
  throw badOption('the fault', 'made by a function such as latency({ ms: 80 })', fault);
};
