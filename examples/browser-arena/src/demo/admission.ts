// The page can stall and restart a server, so only the page may: not a site that happens to be open in the same browser, nor
// one whose name was made to mean this machine. Everything asks for a Host of ours, a command also for our Origin and the token.

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Where the token stands in a request. */
export const TOKEN_HEADER = 'x-arena-token';

/** Decides which requests the page's server answers. */
export class Admission {
  readonly #hosts: ReadonlySet<string>;
  readonly #token: Buffer;

  /** `port` is where the page is served, `token` what its commands must carry. */
  constructor(port: number, token: string) {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
    this.#token = Buffer.from(token);
  }

  /** Tells why a request is refused; `undefined` admits it. */
  refusalOf({ headers }: IncomingMessage): string | undefined {
    return this.#hosts.has(headers.host ?? '') ? undefined : 'this server does not go by that name';
  }

  /** Tells why a command is refused; `undefined` admits it. */
  refusalOfCommand(request: IncomingMessage): string | undefined {
    const { origin = '', [TOKEN_HEADER]: token } = request.headers;
    if (!this.#hosts.has(origin.replace(/^http:\/\//, '')) || !origin.startsWith('http://')) {
      return 'commands come from the page alone';
    }
    return this.#isToken(token) ? undefined : 'the token is missing or wrong';
  }

  #isToken(given: string | string[] | undefined): boolean {
    const bytes = Buffer.from(String(given ?? ''));
    return bytes.length === this.#token.length && timingSafeEqual(bytes, this.#token);
  }
}
