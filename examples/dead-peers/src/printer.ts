import { styleText } from 'node:util';

/** Who saw something: a program's view of the connection, or what a bare socket tells it; `act` is what is done to them. */
export type Layer = 'act' | 'server' | 'client' | 'socket';

const COLORS: Readonly<Record<Layer, Parameters<typeof styleText>[0]>> = {
  act: 'bold',
  server: 'magenta',
  client: 'cyan',
  socket: 'yellow',
};

const TIME_WIDTH = 7;
const LAYER_WIDTH = 8;

/** Prints in columns: seconds since the way began, who saw it, and what it was. */
export class Printer {
  readonly #write: (line: string) => void;
  readonly #isColored: boolean;
  #beganAt = performance.now();

  constructor(write: (line: string) => void, isColored: boolean) {
    this.#write = write;
    this.#isColored = isColored;
  }

  /** Prints the heading of a way and starts its time. */
  begin(name: string, title: string): void {
    this.#write(`\n${this.#isColored ? styleText('bold', name) : name} – ${title}`);
    this.#beganAt = performance.now();
  }

  /** Prints a line. */
  say(layer: Layer, text: string): void {
    const time = ((performance.now() - this.#beganAt) / 1000).toFixed(2).padStart(TIME_WIDTH);
    const label = layer.padEnd(LAYER_WIDTH);
    this.#write(`${time}  ${this.#isColored ? styleText(COLORS[layer], label) : label}${text}`);
  }
}
