import { type CloseReason, NetMgr, type NetMgrStats } from '@netmgr/client/node';
import { LoginMsg, LoginReplyMsg, MESSAGES, type PlayerData, PlayerMsg } from './messages.ts';
import type { Printer } from './printer.ts';

const SPEAK_EVERY_MS = 700;
const LOGIN_TIMEOUT_MS = 2000;

/** A bot over TCP: logs in on every connection, speaks now and then, and prints all that happens to it. */
export class Bot {
  readonly net: NetMgr;
  readonly #printer: Printer;
  #data: PlayerData = { name: 'Rusty', atk: 3, lev: 1 };
  #playerID = 0;
  #logins = 0;
  #hasRoundTrip = false;
  #speaking: NodeJS.Timeout | undefined;

  /** `isQuick` lets it notice a silent server within 1.5 s in place of 6 s, so that nobody waits for the show. */
  constructor(url: string, isQuick: boolean, printer: Printer) {
    this.#printer = printer;
    this.net = new NetMgr({
      url,
      messages: MESSAGES,
      heartbeat: isQuick ? { intervalMs: 500, replyTimeoutMs: 1000 } : 'realtime',
      reconnect: isQuick ? { baseDelayMs: 600, stableAfterMs: 1000 } : {},
    });
    this.#tellConnection();
    this.net.on('connected', () => void this.#login());
    this.net.onMessage(PlayerMsg, ({ playerData }) => {
      this.#data = playerData;
      printer.say('message', `PlayerMsg: ${playerData.name} is level ${playerData.lev} now`);
    });
    this.net.on('unhandled', ({ id, body }) => printer.say('message', `id ${id}, ${body.length} bytes`));
  }

  /** Connects. Rejects when the server is not there. */
  async start(): Promise<void> {
    await this.net.connect();
    this.#speaking = setInterval(() => this.#speak(), SPEAK_EVERY_MS);
  }

  /** Says Quit and closes. */
  async leave(): Promise<void> {
    clearInterval(this.#speaking);
    await this.net.close();
  }

  #speak(): void {
    this.net.send(PlayerMsg, { playerID: this.#playerID, playerData: this.#data }, { whenOffline: 'drop' });
  }

  async #login(): Promise<void> {
    const login = { seq: ++this.#logins, name: this.#data.name };
    const options = { matchField: 'seq', timeoutMs: LOGIN_TIMEOUT_MS } as const;
    try {
      const { playerID, greeting } = await this.net.request(LoginMsg, login, LoginReplyMsg, options);
      this.#playerID = playerID;
      this.#printer.say('login', `${greeting}; you are player ${playerID}`);
    } catch (error) {
      this.#printer.say('login', error instanceof Error ? error.message : String(error));
    }
  }

  #tellConnection(): void {
    const { net } = this;
    const say = this.#printer.say.bind(this.#printer);
    net.on('state', (state, previous) => say('state', `${previous} → ${state}`));
    net.on('connected', () => {
      this.#hasRoundTrip = false;
    });
    net.on('latency', ({ rttMs, smoothedRttMs, jitterMs }) => {
      if (this.#hasRoundTrip) return;
      this.#hasRoundTrip = true;
      say('rtt', `${ms(rttMs)} (smoothed ${ms(smoothedRttMs)}, jitter ${ms(jitterMs)})`);
    });
    net.on('suspect', (isSuspect) => {
      if (isSuspect) say('suspect', 'poor connection: a heartbeat stays without answer');
      else if (net.state === 'connected') say('suspect', 'heard the server again');
    });
    net.on('disconnected', ({ error }) => {
      if (error !== undefined) say('lost', error.message);
    });
    net.on('reconnecting', ({ attempt, delayMs, cause }) =>
      say('reconnect', `attempt ${attempt} in ${Math.round(delayMs)} ms, after ${cause.code}`),
    );
    net.on('closed', (reason) => say('closed', describeClose(reason)));
  }
}

/** Sums up a connection in lines for people. */
export const describeStats = (stats: NetMgrStats): readonly string[] => [
  `${stats.framesOut} messages out (${stats.bytesOut} bytes), ${stats.framesIn} in (${stats.bytesIn} bytes)`,
  `${stats.heartbeatsOut} heartbeats, round trip ${ms(stats.smoothedRttMs)}`,
  `${stats.reconnects} reconnects; a silent server was noticed after ${ms(stats.lastDetectionMs)}`,
];

const ms = (value: number | undefined): string =>
  value === undefined ? '–' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;

const describeClose = (reason: CloseReason): string =>
  reason.kind === 'local' ? 'the bot said Quit and closed' : `${reason.kind}: ${reason.error.message}`;
