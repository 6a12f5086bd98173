import { badOption } from '../check-option.ts';
import { formatAddress } from '../listen/listen-on.ts';

/** What a proxy speaks, with TLS below or without. */
export type ProxyKind = 'tcp' | 'ws';

/** Where a proxy listens, or what it forwards to. */
export interface ProxyAddress {
  readonly kind: ProxyKind;
  /** Tells that TLS lies below, as with `tls:` and `wss:`. */
  readonly isSecure: boolean;
  /** A host name, an IPv4 or an IPv6 address, the last without its brackets. */
  readonly host: string;
  readonly port: number;
  /** What stands before the path of every WebSocket request, such as `/game`; empty when nothing does. */
  readonly path: string;
}

const SHAPE = /^(tcp|tls|ws|wss):(?:\/\/)?(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]\\]+)):(\d{1,5})(\/[^\s?#\\]*)?$/i;

/** Each scheme that is understood, and what it means. */
const SCHEMES: Readonly<Record<string, { readonly kind: ProxyKind; readonly isSecure: boolean }>> = {
  tcp: { kind: 'tcp', isSecure: false },
  tls: { kind: 'tcp', isSecure: true },
  ws: { kind: 'ws', isSecure: false },
  wss: { kind: 'ws', isSecure: true },
};

/**
 * Reads an address such as `tcp:127.0.0.1:9000` or `wss://localhost:8443/game`. The proxy listens without TLS, so `listen` takes neither
 * `tls:` nor `wss:`. Throws UsageError BAD_OPTION naming it.
 */
export const parseProxyAddress = (name: 'listen' | 'to', text: unknown): ProxyAddress => {
  const [, scheme = '', v6, host, digits, path = ''] = typeof text === 'string' ? (SHAPE.exec(text) ?? []) : [];
  const known = SCHEMES[scheme.toLowerCase()];
  const port = Number(digits);
  if (known !== undefined && port <= 65_535 && !(name === 'listen' && known.isSecure)) {
    const address = { ...known, host: v6 ?? host!, port, path: path.replace(/\/+$/, '') };
    if (address.kind === 'ws' || path === '') return address;
  }
  const secure = name === 'listen' ? '' : ', or tls:host:port or wss:host:port';
  throw badOption(name, `tcp:host:port or ws:host:port${secure}`, text);
};

/** Writes an address as a URL. */
export const formatProxyAddress = ({ kind, isSecure, host, port, path }: ProxyAddress): string => {
  const scheme = Object.keys(SCHEMES).find(
    (each) => SCHEMES[each]?.kind === kind && SCHEMES[each]?.isSecure === isSecure,
  );
  return `${scheme}://${formatAddress(host, port)}${path}`;
};
