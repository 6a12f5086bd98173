import type { DropError } from './connection/state.ts';
import { ConnectionError, ProtocolError } from './errors.ts';
import type { TransportCloseInfo } from './transport/transport.ts';

// How an end becomes an error, and which errors are dialled again by default:
//
// | what the transport saw                                        | error              | retried |
// |---------------------------------------------------------------|--------------------|---------|
// | never opened                                                  | CONNECT_FAILED     | yes     |
// | FIN, or any WebSocket close code not named below              | CONNECTION_LOST    | yes     |
// | RST, a socket error, or a WebSocket without a close frame     | CONNECTION_RESET   | yes     |
// | WebSocket 1002 1003 1007 1008 1009 1010, private 4000–4999    | SERVER_REFUSED     | no      |
// | a WebSocket text message                                      | TEXT_MESSAGE       | no      |
//
// 1000 and 1001 are retried: runtimes close with them when they background a page, and a server that means goodbye says Quit.

/** "What you sent will never do" (RFC 6455, section 7.4.1): the same client would be refused again. */
const REFUSING_CODES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010]);
const isPrivate = (code: number): boolean => code >= 4000 && code <= 4999;

/** 1012: the service restarts. All of its clients come back at once, so they are spread wider. */
const SERVICE_RESTART = 1012;

/** Tells whether the server said that it restarts. */
export const saysRestart = (error: DropError): boolean =>
  error instanceof ConnectionError && error.closeCode === SERVICE_RESTART;

/** Turns the end of a transport into the error that the machine decides on. */
export const dropErrorOf = (info: TransportCloseInfo, opened: boolean): DropError => {
  const { how, code: closeCode, cause } = info;
  const detail = info.detail ?? '';
  const says = (what: string): string => (detail === '' ? what : `${what}: ${detail}`);
  if (how === 'text') return new ProtocolError('TEXT_MESSAGE', says('the server sent a text message'));
  if (!opened || how === 'failed')
    return new ConnectionError('CONNECT_FAILED', says('the dial failed'), { cause, closeCode });
  if (how === 'reset')
    return new ConnectionError('CONNECTION_RESET', says('the connection broke'), { cause, closeCode });
  if (closeCode !== undefined && (REFUSING_CODES.has(closeCode) || isPrivate(closeCode))) {
    return new ConnectionError('SERVER_REFUSED', says(`the server closed with code ${closeCode}`), {
      cause,
      closeCode,
    });
  }
  const seen =
    closeCode === undefined
      ? 'the server closed without a Quit'
      : `the server closed with code ${closeCode}, without a Quit`;
  return new ConnectionError('CONNECTION_LOST', says(seen), { cause, closeCode });
};
