/** What is counted over the life of a NetMgr, across its connections. Shared by the parts that count. */
export interface Counters {
  bytesIn: number;
  bytesOut: number;
  framesIn: number;
  framesOut: number;
  heartbeatsOut: number;
  /** Connections that followed a lost one. */
  reconnects: number;
  /** Messages handed to `send` that will never reach the network. */
  dropped: number;
  /** Inbound messages that nothing waited for. */
  unhandled: number;
  /** Inbound messages of a connection that ended before `update()` reached them. */
  discarded: number;
  /** How long the server had been silent when it was last declared dead. */
  lastDetectionMs: number | undefined;
  /** How long the last reconnect took, from the drop to the next `connected`. */
  lastReconnectMs: number | undefined;
}

/** Creates counters at zero. */
export const createCounters = (): Counters => ({
  bytesIn: 0,
  bytesOut: 0,
  framesIn: 0,
  framesOut: 0,
  heartbeatsOut: 0,
  reconnects: 0,
  dropped: 0,
  unhandled: 0,
  discarded: 0,
  lastDetectionMs: undefined,
  lastReconnectMs: undefined,
});
