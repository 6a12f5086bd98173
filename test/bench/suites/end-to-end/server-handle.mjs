import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WorkError } from '../../harness/timing.mjs';

const PROCESS = fileURLToPath(new URL('server-process.mjs', import.meta.url));
const PATIENCE_MS = 30_000;
const GRACE_MS = 3000;

/** The server of one measurement, as the client's process sees it. */
export class ServerHandle {
  /** How many messages it has seen for certain. */
  seen = 0;
  checksum = 0;
  /** @type {import('node:child_process').ChildProcess} */
  #process;
  /** @type {((news: any) => void)[]} */
  #waiting = [];
  /** @type {string | undefined} */
  #broken;

  constructor() {
    this.#process = fork(PROCESS, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#process.on('message', (news) => this.#hear(news));
    this.#process.on('exit', (code) => this.#hear({ failed: `the server ended with code ${code}` }));
  }

  /** Starts to serve. @param {string} module @param {import('./workload.mjs').EndToEndParams} params */
  async serve(module, params) {
    this.#process.send({ module, params });
    return /** @type {import('./server-process.mjs').Serving} */ (await this.#next(`the server does not come up`));
  }

  /** Waits until it has seen `count` messages; throws `WorkError` when they do not come. @param {number} count */
  async see(count) {
    if (this.seen < count) this.#process.send({ expect: count });
    while (this.seen < count) await this.#next(`the server saw ${this.seen} of ${count} messages`);
  }

  /** Waits, asking nothing, until it has told of `count` messages. @param {number} count */
  async reach(count) {
    while (this.seen < count) await this.#next(`the server is stuck at ${this.seen} messages`);
  }

  /** Lets it end by itself, as it may have a program of its own to end. */
  async end() {
    const server = this.#process;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    const timer = setTimeout(() => server.kill('SIGKILL'), GRACE_MS);
    if (server.connected) server.disconnect();
    await ended;
    clearTimeout(timer);
  }

  /** @param {string} lateness @returns {Promise<any>} */
  #next(lateness) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new WorkError(lateness)), PATIENCE_MS);
      this.#waiting.push((news) => {
        clearTimeout(timer);
        if (this.#broken) reject(new WorkError(this.#broken));
        else resolve(news);
      });
      if (this.#broken) this.#hear({});
    });
  }

  /** @param {any} news */
  #hear(news) {
    if ('count' in news) {
      this.seen = news.count;
      this.checksum = news.checksum;
    }
    this.#broken ??= news.failed ?? news.complaint;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tell of waiting) tell(news);
  }
}
