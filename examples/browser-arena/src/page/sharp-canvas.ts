/** A canvas whose pixels are the screen's, whatever its size becomes. */
export class SharpCanvas {
  readonly element: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  /** In pixels of CSS. */
  width = 0;
  height = 0;

  constructor(element: HTMLCanvasElement) {
    const context = element.getContext('2d');
    if (context === null) throw new Error('this browser has no canvas');
    this.element = element;
    this.#context = context;
    new ResizeObserver(() => this.#fit()).observe(element);
    this.#fit();
  }

  /** Clears the canvas and gives its context, in pixels of CSS. */
  begin(): CanvasRenderingContext2D {
    this.#context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.#context.clearRect(0, 0, this.width, this.height);
    return this.#context;
  }

  #fit(): void {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.element.width = Math.round(this.width * devicePixelRatio);
    this.element.height = Math.round(this.height * devicePixelRatio);
  }
}
