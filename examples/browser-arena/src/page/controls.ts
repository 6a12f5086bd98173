import type { NetMgr } from '@netmgr/client';
import { element } from './element.ts';
import type { EventLog } from './event-log.ts';

/** What the page is told when it begins. */
export interface PageConfig {
  readonly wsUrl: string;
  readonly token: string;
  readonly server: string;
}

const COMMANDS: Readonly<Record<string, string>> = {
  stall: 'you stall the server: its sockets stay open, and it says nothing',
  resume: 'you let the server go on',
  drop: 'you reset every connection',
  restart: 'you restart the server',
};

/** Fetches what the page is told when it begins. */
export const loadConfig = async (): Promise<PageConfig> => {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as PageConfig;
};

/** Gives the buttons their meaning. */
export class Controls {
  readonly #net: NetMgr;
  readonly #log: EventLog;
  readonly #config: PageConfig;

  constructor(net: NetMgr, log: EventLog, config: PageConfig) {
    this.#net = net;
    this.#log = log;
    this.#config = config;
    for (const [name, button] of buttons()) button.addEventListener('click', () => this.#press(name));
    this.#showServer(config.server);
    net.on('state', () => this.#showClient());
    // A server that is back is no longer stalled, whoever let it go on.
    net.on('connected', () => this.#showServer('running'));
    this.#showClient();
  }

  #press(name: string): void {
    if (name === 'close') void this.#net.close();
    else if (name === 'connect') this.#connect();
    else void this.#command(name);
  }

  #connect(): void {
    // What keeps the dial from succeeding is in the log; the promise says it again.
    if (this.#net.state === 'backingOff') this.#net.reconnectNow();
    else this.#net.connect().catch(() => {});
  }

  async #command(name: string): Promise<void> {
    this.#log.add('soft', COMMANDS[name] ?? name);
    try {
      const headers = { 'x-arena-token': this.#config.token };
      const response = await fetch(`control/${name}`, { method: 'POST', headers });
      if (!response.ok) throw new Error(await response.text());
      const { server } = (await response.json()) as { server: string };
      this.#showServer(server);
    } catch (error) {
      this.#log.add('bad', `the demo did not answer: ${error instanceof Error ? error.message.trim() : error}`);
    }
  }

  #showClient(): void {
    const { state } = this.#net;
    for (const [name, button] of buttons()) {
      if (name === 'connect') {
        button.disabled = state === 'connected' || state === 'connecting';
        button.textContent = state === 'backingOff' ? 'Connect now' : 'Connect';
      }
      if (name === 'close') button.disabled = state === 'closing' || state === 'closed' || state === 'idle';
    }
  }

  #showServer(condition: string): void {
    element('server-condition').textContent = condition === 'running' ? '' : `is ${condition}`;
    for (const [name, button] of buttons()) {
      button.classList.toggle('called', name === 'resume' && condition === 'stalled');
    }
  }
}

const buttons = (): (readonly [name: string, button: HTMLButtonElement])[] =>
  [...document.querySelectorAll<HTMLButtonElement>('button[data-do]')].map((button) => [
    button.dataset.do ?? '',
    button,
  ]);
