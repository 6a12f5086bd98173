// A page of any site can open a WebSocket to this machine, and a name of any site can be made to mean this machine (DNS
// rebinding). So a browser's Origin and everybody's Host must be on a list; programs that are no browser send no Origin.

import { UsageError } from '@netmgr/client/protocol';

/** Who may connect besides loopback. */
export interface AdmissionOptions {
  /** Origins such as `https://game.example`, or `*` for any. */
  readonly allowedOrigins: readonly string[];
  /** Host names without port, such as `game.example`, or `*` for any. */
  readonly allowedHosts: readonly string[];
}

/** Gives an allow-list back, empty by default. Throws `BAD_OPTION` when it is none: a string in its place would match by its parts. */
export const checkAllowList = (name: keyof AdmissionOptions, list: readonly string[] = []): readonly string[] => {
  if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) return list;
  throw new UsageError('BAD_OPTION', `${name} must be a list of strings, not ${typeof list}`);
};

/** The part of an HTTP request that decides. */
export interface AdmissionRequest {
  readonly origin: string | undefined;
  readonly host: string | undefined;
}

/** Tells why a request is refused; `undefined` admits it. */
export const findRefusal = (request: AdmissionRequest, options: AdmissionOptions): string | undefined => {
  if (!isHostAllowed(request.host, options.allowedHosts)) return `Host '${request.host ?? ''}' is not allowed`;
  if (!isOriginAllowed(request.origin, options.allowedOrigins)) return `Origin '${request.origin}' is not allowed`;
  return undefined;
};

const isHostAllowed = (host: string | undefined, allowed: readonly string[]): boolean => {
  const name = host === undefined ? undefined : hostNameOf(`http://${host}`);
  if (name === undefined) return false;
  return isLoopback(name) || allowed.includes('*') || allowed.some((each) => nameOfHost(each) === name);
};

const isOriginAllowed = (origin: string | undefined, allowed: readonly string[]): boolean => {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  const name = hostNameOf(origin);
  return name !== undefined && isLoopback(name);
};

/** Writes a name or address as URLs do: in lower case, an IPv6 address in brackets. */
const nameOfHost = (host: string): string | undefined =>
  hostNameOf(`http://${host.includes(':') ? `[${host}]` : host}`);

const hostNameOf = (url: string): string | undefined => {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
};

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
