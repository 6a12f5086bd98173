import { UsageError } from './errors.ts';
import type { NetMgrOptions } from './net-mgr-options.ts';
import { checkThat } from './option-checks.ts';
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
      ? `${scheme}: needs a raw socket, which browsers do not give to pages; use ws: or wss:, or run in Node`
      : `${scheme}: is none of ${Object.keys(dialers).join(', ')}`,
  );
};

/** Creates what is asked at every dial: the given transport, or one for the URL of the moment. A constant URL is checked at once. */
export const createDialTarget = (
  options: NetMgrOptions,
  dialers: Dialers,
): (() => TransportFactory | Promise<TransportFactory>) => {
  const { url, transport } = options;
  checkThat((url === undefined) !== (transport === undefined), 'one of url and transport is needed, and not both');
  if (transport !== undefined) {
    checkThat(typeof transport === 'function', 'transport is no function that dials');
    return () => transport;
  }
  const factoryFor = (resolved: string): TransportFactory => dialerOf(resolved, dialers)(resolved, options);
  if (typeof url === 'function') return async () => factoryFor(await url());
  const factory = factoryFor(String(url));
  return () => factory;
};
