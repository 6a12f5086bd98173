import { UsageError } from './errors.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { checkCallback, checkThat } from './option-checks.ts';
import type { TransportFactory } from './transport/transport.ts';

/** Turns a URL into a transport. May throw a `UsageError` when this runtime cannot dial it. */
export type Dialer = (url: string, options: NetMgrOptions) => TransportFactory;

/** The dialers of an entry, by URL scheme. */
export type Dialers = Readonly<Record<string, Dialer>>;

// No `URL` class here: mini-game runtimes have none.
const dialerOf = (url: string, dialers: Dialers): Dialer => {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/[^/?#]/i.exec(url)?.[1]?.toLowerCase();
  const refuse = (why: string): never => {
    throw new UsageError('UNSUPPORTED_URL', why);
  };
  if (scheme === undefined) return refuse(`"${url}" is no absolute URL`);
  if (Object.hasOwn(dialers, scheme)) return dialers[scheme]!;
  return refuse(
    scheme === 'tcp' || scheme === 'tls'
      ? `${scheme}: needs a raw socket, which browsers do not give; use ws: or wss:`
      : `${scheme}: is none of ${Object.keys(dialers).join(', ')}`,
  );
};

/** What is dialled: always the same, or what is asked for at every dial. */
export interface DialTarget {
  readonly factory?: TransportFactory;
  readonly askFactory?: () => Promise<TransportFactory>;
}

/** The game's own transport, which may pass on what it is given without its object, as in `socket.onopen = listener.onOpen`. */
const withFreeListener = (transport: TransportFactory): TransportFactory => {
  return (listener) =>
    transport({
      onOpen: () => listener.onOpen(),
      onBytes: (bytes) => listener.onBytes(bytes),
      onClose: (info) => listener.onClose(info),
    });
};

/** Finds what is dialled: the given transport, or that for the URL of the moment. A constant URL is checked at once. */
export const findDialTarget = (options: NetMgrOptions, dialers: Dialers): DialTarget => {
  const { url, transport } = options;
  checkThat((url === undefined) !== (transport === undefined), 'one of url and transport is needed');
  if (transport !== undefined) {
    checkCallback('transport', transport);
    return { factory: withFreeListener(transport) };
  }
  if (typeof url === 'function') return { askFactory: () => askFactory(url, options, dialers) };
  return { factory: factoryFor(String(url), options, dialers) };
};

const factoryFor = (url: string, options: NetMgrOptions, dialers: Dialers): TransportFactory =>
  dialerOf(url, dialers)(url, options);

const askFactory = async (
  url: () => string | Promise<string>,
  options: NetMgrOptions,
  dialers: Dialers,
): Promise<TransportFactory> => factoryFor(await url(), options, dialers);
