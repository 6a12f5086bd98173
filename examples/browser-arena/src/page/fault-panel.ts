import type { NetMgr } from '@netmgr/client';
import { type DemoApi, type FaultWish, NO_FAULTS } from './demo-api.ts';
import { element, setText } from './element.ts';
import type { Story } from './story.ts';

const SEND_AFTER_MS = 120;

/** The controls that break the own link, and those that the server answers to. */
export class FaultPanel {
  readonly #net: NetMgr;
  readonly #api: DemoApi;
  readonly #story: Story;
  readonly #latency: HTMLInputElement = element('latency');
  readonly #jitter: HTMLInputElement = element('jitter');
  readonly #splits: HTMLInputElement = element('splits');
  readonly #stalls: HTMLInputElement = element('stalls');
  readonly #bots: HTMLInputElement = element('bots');
  readonly #leave: HTMLButtonElement = element('leave');
  readonly #waiting: Map<string, number> = new Map();

  /** `bots` is how many fly now. */
  constructor(net: NetMgr, api: DemoApi, story: Story, bots: number) {
    this.#net = net;
    this.#api = api;
    this.#story = story;
    this.#bots.value = String(bots);
    for (const input of [this.#latency, this.#jitter, this.#splits, this.#stalls]) {
      input.addEventListener('input', () => this.#wishSoon());
    }
    this.#bots.addEventListener('input', () => {
      this.#showValues();
      this.#soon('bots', () => this.#api.bots(Number(this.#bots.value)));
    });
    this.#onClick('heal', () => this.#heal());
    this.#onClick('half-open', () =>
      this.#tell('this connection is dead now, and nobody is told', api.strike('halfOpen')),
    );
    this.#onClick('reset', () => this.#tell('this connection is reset', api.strike('reset')));
    this.#onClick('kick', () => this.#run(api.kick()));
    this.#onClick('restart', () => this.#tell('the server restarts', api.restart()));
    this.#leave.addEventListener('click', () => this.#leaveOrConnect());
    net.on('state', () => this.#showState());
    this.#showValues();
    this.#showState();
  }

  /** Shows how many bots fly by anybody's wish, unless this visitor is about to say another number. */
  showBots(count: number): void {
    if (this.#waiting.has('bots') || this.#bots.matches(':active')) return;
    this.#bots.value = String(count);
    this.#showValues();
  }

  get #wish(): FaultWish {
    return {
      latencyMs: Number(this.#latency.value),
      jitterMs: Number(this.#jitter.value),
      splits: this.#splits.checked,
      stalls: this.#stalls.checked,
    };
  }

  #onClick(id: string, act: () => void): void {
    element(id).addEventListener('click', act);
  }

  #heal(): void {
    this.#latency.value = String(NO_FAULTS.latencyMs);
    this.#jitter.value = String(NO_FAULTS.jitterMs);
    this.#splits.checked = NO_FAULTS.splits;
    this.#stalls.checked = NO_FAULTS.stalls;
    this.#wishSoon();
  }

  #wishSoon(): void {
    this.#showValues();
    this.#soon('wish', () => this.#api.wish(this.#wish));
  }

  /** A slider tells every step of its way; the last one counts. */
  #soon(what: string, act: () => Promise<void>): void {
    clearTimeout(this.#waiting.get(what));
    this.#waiting.set(
      what,
      window.setTimeout(() => {
        this.#waiting.delete(what);
        this.#run(act());
      }, SEND_AFTER_MS),
    );
  }

  #tell(text: string, doing: Promise<void>): void {
    this.#story.note(text);
    this.#run(doing);
  }

  #run(doing: Promise<void>): void {
    doing.catch((error: Error) => this.#story.fail(`the demo did not do it: ${error.message}`));
  }

  #leaveOrConnect(): void {
    if (this.#net.state === 'closed' || this.#net.state === 'idle') this.#net.connect().catch(() => {});
    else void this.#net.close();
  }

  #showValues(): void {
    const { latencyMs, jitterMs, splits, stalls } = this.#wish;
    setText(element('latency-value'), `${latencyMs} ms`);
    setText(element('jitter-value'), `± ${jitterMs} ms`);
    setText(element('bots-value'), this.#bots.value);
    element<HTMLButtonElement>('heal').disabled = latencyMs === 0 && jitterMs === 0 && !splits && !stalls;
  }

  #showState(): void {
    const { state } = this.#net;
    setText(this.#leave, state === 'closed' || state === 'idle' ? 'Connect' : 'Leave');
    this.#leave.disabled = state === 'closing';
    for (const id of ['half-open', 'reset', 'kick']) element<HTMLButtonElement>(id).disabled = state !== 'connected';
  }
}
