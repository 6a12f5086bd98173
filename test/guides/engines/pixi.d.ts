// The part of PixiJS 8.22 that the guide uses, as PixiJS's own types have it. The whole package is 76 MB.

declare module 'pixi.js' {
  export interface ApplicationOptions {
    resizeTo: Window | HTMLElement;
    background: string | number;
  }

  export class Application {
    stage: Container;
    ticker: Ticker;
    init(options?: Partial<ApplicationOptions>): Promise<void>;
    get canvas(): HTMLCanvasElement;
    destroy(): void;
  }

  export class Container {
    constructor();
    x: number;
    y: number;
    addChild<U extends Container>(...children: U[]): U;
    destroy(): void;
  }

  export class Graphics extends Container {
    circle(x: number, y: number, radius: number): this;
    fill(style?: string | number): this;
  }

  export type TickerCallback<T> = (this: T, ticker: Ticker) => unknown;

  export class Ticker {
    deltaMS: number;
    add<T = unknown>(fn: TickerCallback<T>, context?: T, priority?: number): this;
    remove<T = unknown>(fn: TickerCallback<T>, context?: T): this;
  }

  export enum UPDATE_PRIORITY {
    INTERACTION = 50,
    HIGH = 25,
    NORMAL = 0,
    LOW = -25,
    UTILITY = -50,
  }
}
