import type { MockServer } from '@netmgr/server-mock';

/** How the arena's server is. */
export type ServerCondition = 'running' | 'stalled' | 'restarting';

/** How long a restart keeps the ports closed: long enough to watch dials being refused. */
const RESTART_DOWN_MS = 2500;

/** What the page's buttons do to the arena's server. */
export class ServerControl {
  readonly #server: MockServer;
  readonly #onFailure: (error: unknown) => void;

  /** `onFailure` hears when the server does not come back, such as for a port that was taken meanwhile. */
  constructor(server: MockServer, onFailure: (error: unknown) => void) {
    this.#server = server;
    this.#onFailure = onFailure;
  }

  /** Tells how the server is. */
  get condition(): ServerCondition {
    if (!this.#server.isOpen) return 'restarting';
    return this.#server.isStalled ? 'stalled' : 'running';
  }

  /** Carries out a command by its name; tells whether there is one of that name. While the server restarts, commands do nothing. */
  run(command: string): boolean {
    const commands: Readonly<Record<string, () => void>> = {
      stall: () => this.#server.stall(),
      resume: () => this.#server.resume(),
      drop: () => this.#server.dropAll('reset'),
      restart: () => void this.#server.restart({ downMs: RESTART_DOWN_MS }).catch(this.#onFailure),
    };
    const action = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (action !== undefined && this.condition !== 'restarting') action();
    return action !== undefined;
  }
}
