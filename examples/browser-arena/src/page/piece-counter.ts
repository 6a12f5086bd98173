/** Counts the pieces in which bytes arrive, by standing in for the WebSocket that NetMgr dials with. */
export class PieceCounter {
  /** How many WebSocket messages came. */
  pieces = 0;
  /** When the last one came, on the page's clock. */
  lastAtMs = 0;
  /** What NetMgr is to dial with. */
  readonly webSocket: typeof WebSocket;

  constructor() {
    const note = (): void => {
      this.pieces++;
      this.lastAtMs = performance.now();
    };
    this.webSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('message', note);
      }
    };
  }
}
