/** A canvas whose pixels are the screen's, whatever its size becomes. The size is measured when it changes, never for a frame. */
export class SharpCanvas {
  readonly #element: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  /** In pixels of CSS. */
  width = 0;
  height = 0;

  constructor(element: HTMLCanvasElement) {
    // Opaque, as the stage fills it: the browser has nothing to blend it with.
    const context = element.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser has no canvas');
    this.#element = element;
    this.#context = context;
    new ResizeObserver(() => this.#fit()).observe(element);
    this.#fit();
  }

  /** Pixels of the screen per pixel of CSS; more than two are not worth their work. */
  get ratio(): number {
    return Math.min(2, devicePixelRatio);
  }

  /** Fills the canvas with a colour and gives its context, in pixels of CSS. */
  begin(color: string): CanvasRenderingContext2D {
    const g = this.#context;
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    g.globalAlpha = 1;
    g.fillStyle = color;
    g.fillRect(0, 0, this.width, this.height);
    return g;
  }

  #fit(): void {
    this.width = this.#element.clientWidth;
    this.height = this.#element.clientHeight;
    this.#element.width = Math.round(this.width * this.ratio);
    this.#element.height = Math.round(this.height * this.ratio);
  }
}
