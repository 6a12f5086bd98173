import { type Clock, createSystemClock } from '@netmgr/client';
import { type FrameLayout, type SystemIds, UsageError } from '@netmgr/client/protocol';
import { badOption, checkBoolean, checkClock, checkNumber, checkObject, checkOptions } from '../check-option.ts';
import { checkAllowList } from '../listen/admission.ts';
import type { Recorder } from '../record/recorder.ts';
import { resolveLayout, resolveSystemIds } from '../wire-options.ts';
import { type ProxyAddress, parseProxyAddress } from './proxy-address.ts';

/** What a fault proxy can be told. Times are milliseconds on `clock`. */
export interface FaultProxyOptions {
  /** Where clients connect: `tcp:host:port` or `ws:host:port`; port 0 takes a free one. Any host but loopback lets other machines in. */
  readonly listen: string;
  /** The server, and the only place that anything is forwarded to: of the same kind, such as `ws://127.0.0.1:8080/game`, or by TLS as `tls:` and `wss:`. */
  readonly to: string;
  /** Takes any certificate of a `tls:` or `wss:` server, such as a self-signed one. For tests. @default false */
  readonly insecure?: boolean;
  /** Seeds all that faults draw. @default 1 */
  readonly seed?: number;
  /** Time. @default the host's clock */
  readonly clock?: Clock;
  /** How frames look, for faults that act on frames. @default FRAME_LAYOUTS.unity */
  readonly layout?: FrameLayout;
  /** Ids of the system messages, for `muteHeartbeat`. @default { heart: 999, quit: 1003 } */
  readonly systemIds?: Partial<SystemIds>;
  /** How many clients are taken at a time, with those that wait for the server; more are refused, and told of by `clientRefused`. @default 10_000 */
  readonly maxClients?: number;
  /** How many bytes wait for one side before the other is stopped, in each direction of each client; each piece counts as 256 more. @default 262_144 */
  readonly maxHeldBytesPerClient?: number;
  /** The largest WebSocket message that is forwarded; a larger one ends its connection. @default 16_777_216 */
  readonly maxWebSocketMessageBytes?: number;
  /** How long the server may take to open a connection before its client is turned away. @default 10_000 */
  readonly dialTimeoutMs?: number;
  /** How long both sides may take to end once the proxy ends them; then they are reset. @default 1_000 */
  readonly closeTimeoutMs?: number;
  /** Origins that may connect by WebSocket besides pages from loopback; `*` is any. @default [] */
  readonly allowedOrigins?: readonly string[];
  /** Host names that WebSocket clients may use besides loopback and the one listened on; `*` is any. @default [] */
  readonly allowedHosts?: readonly string[];
  /** Records every client, from the first on, as its bytes pass on the wire. @default none */
  readonly recorder?: Recorder;
}

/** Options with every gap filled. */
export interface ResolvedProxyOptions
  extends Required<Omit<FaultProxyOptions, 'listen' | 'to' | 'systemIds' | 'recorder'>> {
  readonly listen: ProxyAddress;
  readonly to: ProxyAddress;
  readonly systemIds: SystemIds;
  readonly recorder: Recorder | undefined;
}

const MIB = 1_048_576;

/** Checks options and fills the gaps. Throws UsageError BAD_OPTION naming the first that is wrong. */
export const resolveProxyOptions = (options: FaultProxyOptions): ResolvedProxyOptions => {
  const resolved = fillGaps(checkObject('the proxy', options));
  checkOptions('the proxy', options, Object.keys(resolved));
  return resolved;
};

const fillGaps = (options: FaultProxyOptions): ResolvedProxyOptions => {
  const listen = parseProxyAddress('listen', options.listen);
  const to = parseProxyAddress('to', options.to);
  if (listen.kind !== to.kind) throw impossible(`a proxy from ${listen.kind} to ${to.kind} is not possible`);
  if (listen.path !== '') throw impossible(`listen takes no path, and '${listen.path}' is one`);
  if (to.port === 0) throw impossible('to needs a port from 1 to 65535, not 0');
  const { seed = 1, insecure = false, clock = createSystemClock() } = options;
  if (checkBoolean('insecure', insecure) && !to.isSecure) throw impossible('insecure is for a tls: or wss: server');
  const whole = (name: keyof FaultProxyOptions, byDefault: number): number =>
    checkNumber(name, options[name] === undefined ? byDefault : options[name], { min: 1, isWhole: true });
  return {
    listen,
    to,
    insecure,
    seed: checkNumber('seed', seed, { min: Number.NEGATIVE_INFINITY }),
    clock: checkClock('clock', clock),
    layout: resolveLayout(options.layout),
    systemIds: resolveSystemIds(options.systemIds),
    maxClients: whole('maxClients', 10_000),
    maxHeldBytesPerClient: whole('maxHeldBytesPerClient', MIB / 4),
    maxWebSocketMessageBytes: whole('maxWebSocketMessageBytes', 16 * MIB),
    dialTimeoutMs: whole('dialTimeoutMs', 10_000),
    closeTimeoutMs: whole('closeTimeoutMs', 1000),
    allowedOrigins: checkAllowList('allowedOrigins', options.allowedOrigins),
    allowedHosts: [listen.host, ...checkAllowList('allowedHosts', options.allowedHosts)],
    recorder: checkRecorder(options.recorder),
  };
};

const checkRecorder = (recorder: Recorder | undefined): Recorder | undefined => {
  if (recorder === undefined || typeof recorder?.begin === 'function') return recorder;
  throw badOption('recorder', 'a Recorder', recorder);
};

const impossible = (detail: string): UsageError => new UsageError('BAD_OPTION', detail);
