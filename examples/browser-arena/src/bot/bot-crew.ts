import { randomUUID } from 'node:crypto';
import { Hull } from '../shared/messages.ts';
import { COLORS } from '../shared/palette.ts';
import { Bot } from './bot.ts';

const FLY_EVERY_MS = 50;

const NAMES =
  'Vega Rigel Altair Deneb Mira Atlas Lyra Orion Castor Pollux Spica Antares Sirius Adhara Bellatrix Capella Electra Maia Nashira Polaris Regulus Sabik Talitha Unuk Wezen Zosma Alcor Mizar Naos Saiph Tarazed Merope Kochab Izar Hamal Gacrux Fomalhaut Enif Diphda Chara Avior Alioth Sargas Shaula Thuban Menkar Markab Algol Mirach Almach'.split(
    ' ',
  );

/** The most bots at a time. */
export const MAX_BOTS: number = NAMES.length;

/** The bots of the demo, in its process: as many as somebody wishes. */
export class BotCrew {
  readonly #url: string;
  readonly #bots: Bot[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `url` is the server's, over TCP. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Counts the bots. */
  get count(): number {
    return this.#bots.length;
  }

  /** Lets bots come or go until there are so many. Returns when those that go have said goodbye. */
  async resize(count: number): Promise<void> {
    while (this.#bots.length < Math.min(count, MAX_BOTS)) this.#bots.push(this.#create(this.#bots.length));
    const leaving = this.#bots.splice(count);
    this.#keepTime();
    await Promise.all(leaving.map(({ net }) => net.close()));
  }

  #create(number: number): Bot {
    return new Bot(this.#url, {
      key: randomUUID(),
      name: NAMES[number % NAMES.length]!,
      color: COLORS[number % COLORS.length]!,
      hull: (number % Object.keys(Hull).length) as Hull,
      isBot: true,
    });
  }

  #keepTime(): void {
    if (this.#bots.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setInterval(() => this.#fly(), FLY_EVERY_MS);
  }

  #fly(): void {
    const nowMs = performance.now();
    for (const bot of this.#bots) bot.fly(nowMs);
  }
}
