import type { DropError } from './connection/state.ts';
import { ConnectionError, type ConnectionErrorCode, ProtocolError } from './errors.ts';
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
const REFUSING_CODES: readonly number[] = [1002, 1003, 1007, 1008, 1009, 1010];
const isRefusal = (code: number): boolean => REFUSING_CODES.includes(code) || (code >= 4000 && code <= 4999);

/** 1012: the service restarts. All of its clients come back at once, so they are spread wider. */
const SERVICE_RESTART = 1012;

/** Tells whether the server said that it restarts. */
export const saysRestart = (error: DropError): boolean =>
  error instanceof ConnectionError && error.closeCode === SERVICE_RESTART;

/** Turns the end of a transport into the error that the machine decides on. */
export const dropErrorOf = (info: TransportCloseInfo, opened: boolean): DropError => {
  const { how, code: closeCode, cause, detail } = info;
  const says = (what: string): string => (detail ? `${what}: ${detail}` : what);
  if (how === 'text') return new ProtocolError('TEXT_MESSAGE', says('the server sent a text message'));
  const fails = (code: ConnectionErrorCode, what: string): DropError =>
    new ConnectionError(code, says(what), { cause, closeCode });
  if (!opened || how === 'failed') return fails('CONNECT_FAILED', 'the dial failed');
  if (how === 'reset') return fails('CONNECTION_RESET', 'the connection broke');
  if (closeCode === undefined) return fails('CONNECTION_LOST', 'the server closed without a Quit');
  const seen = `the server closed with code ${closeCode}`;
  return isRefusal(closeCode) ? fails('SERVER_REFUSED', seen) : fails('CONNECTION_LOST', `${seen}, without a Quit`);
};
