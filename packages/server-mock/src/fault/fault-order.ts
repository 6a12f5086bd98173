/**
 * The places of the faults between sender and receiver, whatever the order in which they were added; two of one kind stand as they
 * were added. First what happens at the sender, then under way, then at the receiver.
 */
export const FAULT_ORDER = [
  // Before there is a connection.
  'refuse',
  'slowAccept',
  'duplicateConnection',
  // At the sender.
  'muteHeartbeat',
  'coalesce',
  // Under way.
  'bandwidth',
  'latency',
  'slowClose',
  'stall',
  'halfOpen',
  // At the receiver. The cutters count what has really arrived; bits flip last, so that frames can still be told before.
  'slowReader',
  'split',
  'truncate',
  'limitBytes',
  'reset',
  'corrupt',
] as const;

/** The kinds of faults. */
export type FaultName = (typeof FAULT_ORDER)[number];
