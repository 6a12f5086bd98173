import { UsageError } from '@netmgr/client/protocol';
import { formatAddress } from '../listen/listen-on.ts';

/** What a proxy speaks. */
export type ProxyKind = 'tcp' | 'ws';

/** Where a proxy listens, or what it forwards to. */
export interface ProxyAddress {
  readonly kind: ProxyKind;
  /** A host name, an IPv4 or an IPv6 address, the last without its brackets. */
  readonly host: string;
  readonly port: number;
  /** What stands before the path of every WebSocket request, such as `/game`; empty when nothing does. */
  readonly path: string;
}

const SHAPE = /^(tcp|ws):(?:\/\/)?(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]\\]+)):(\d{1,5})(\/[^\s?#\\]*)?$/i;

/** Reads an address such as `tcp:127.0.0.1:9000` or `ws://localhost:8080/game`. Throws UsageError BAD_OPTION naming it. */
export const parseProxyAddress = (name: string, text: unknown): ProxyAddress => {
  const [, kind, v6, host, digits, path = ''] = SHAPE.exec(String(text)) ?? [];
  const port = Number(digits);
  if (kind !== undefined && port <= 65_535) {
    const prefix = path.replace(/\/+$/, '');
    const address = { kind: kind.toLowerCase() as ProxyKind, host: v6 ?? host!, port, path: prefix };
    if (address.kind === 'ws' || path === '') return address;
  }
  throw new UsageError('BAD_OPTION', `${name} takes tcp:host:port or ws:host:port, not '${String(text)}'`);
};

/** Writes an address as a URL. */
export const formatProxyAddress = ({ kind, host, port, path }: ProxyAddress): string =>
  `${kind}://${formatAddress(host, port)}${path}`;
