import type { NetMgrOptions } from '@netmgr/client';
import fc from 'fast-check';
import {
  type Call,
  type Happening,
  type Operation,
  type Passing,
  type PlannedReaction,
  TRIGGERS,
} from './operations.ts';
import type { WorldOptions } from './world.ts';

const padBytes = fc.oneof({ weight: 8, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.constantFrom(300, 70_000) });
const whenOffline = fc.constantFrom('queue', 'drop', 'throw');

const send = fc.record({ do: fc.constant('send'), bytes: padBytes, whenOffline }, { requiredKeys: ['do', 'bytes'] });

const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Call>({ do: 'connect' }) },
  { weight: 3, arbitrary: fc.constant<Call>({ do: 'close' }) },
  { weight: 2, arbitrary: fc.constant<Call>({ do: 'reconnectNow' }) },
  { weight: 1, arbitrary: fc.constant<Call>({ do: 'flush' }) },
  { weight: 3, arbitrary: fc.constant<Call>({ do: 'wake' }) },
  { weight: 1, arbitrary: fc.constant<Call>({ do: 'offlineHint' }) },
  { weight: 1, arbitrary: fc.constant<Call>({ do: 'sendTooLarge' }) },
  { weight: 5, arbitrary: send as fc.Arbitrary<Call> },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('update' as const), maxMessages: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      wantsAnswer: fc.boolean(),
      timeoutMs: fc.constantFrom(0, 500, 5000),
    }),
  },
);

const how = fc.constantFrom('fin' as const, 'reset' as const);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('tick' as const), count: fc.integer({ min: 1, max: 8 }), bytes: padBytes }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('drop' as const), how }) },
  { weight: 2, arbitrary: fc.constantFrom<Happening>({ do: 'stall' }, { do: 'resume' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Happening>(
      { do: 'kick' },
      { do: 'heartbeat' },
      { do: 'quit' },
      { do: 'broken' },
      { do: 'unknown' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('restart' as const), how, downMs: fc.constantFrom(0, 100, 5000) }),
  },
);

const passing: fc.Arbitrary<Passing> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('turns' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(0, 0, 1, 50, 300, 1000, 2000, 4000, 6001, 20_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.constantFrom(100, 3000, 60_000, 86_400_000) }),
  },
);

/** Draws one step of a simulation. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: call },
  { weight: 3, arbitrary: happening },
  { weight: 4, arbitrary: passing },
);

/** Draws something that a callback does once. */
export const plannedReaction: fc.Arbitrary<PlannedReaction> = fc.record({
  on: fc.constantFrom(...TRIGGERS),
  reaction: fc.oneof(
    { weight: 4, arbitrary: call },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ do: 'throw' } as const, { do: 'reject' } as const, { do: 'remove' } as const),
    },
  ),
});

const heartbeat: fc.Arbitrary<NonNullable<NetMgrOptions['heartbeat']>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ intervalMs: 2000, replyTimeoutMs: 4000 }) },
  fc.constant({ intervalMs: 500, replyTimeoutMs: 4000 }),
  fc.constant({ intervalMs: 3000, replyTimeoutMs: 1000 }),
  fc.constant({ intervalMs: 2000, replyTimeoutMs: 4000, when: 'idle' as const }),
  fc.constant({ intervalMs: 2000, replyTimeoutMs: 4000, expectReply: false }),
  fc.constant(false as const),
);

const shouldReconnect = fc.constantFrom<NonNullable<NetMgrOptions['shouldReconnect']>>(
  () => true,
  ({ retryable }) => retryable && { afterMs: 700 },
  () => {
    throw new Error('planned');
  },
);

const netOptions: fc.Arbitrary<Partial<NetMgrOptions>> = fc.record(
  {
    dispatch: fc.constantFrom('immediate', 'manual'),
    heartbeat,
    retryFirstConnect: fc.boolean(),
    whenOffline: whenOffline as fc.Arbitrary<'queue' | 'drop' | 'throw'>,
    reconnect: fc.constantFrom(false, { maxAttempts: 2 }, { baseDelayMs: 50, maxDelayMs: 500, stableAfterMs: 500 }),
    offlineQueue: fc.record({
      maxMessages: fc.constantFrom(0, 1, 3),
      maxBytes: fc.constantFrom(60, 100_000),
      maxAgeMs: fc.constantFrom(400, 60_000),
      overflow: fc.constantFrom('dropOldest', 'dropNewest', 'throw'),
    }),
    inbox: fc.constant({ maxMessages: 10, maxBytes: 2000 }),
    highWaterBytes: fc.constantFrom(0, 100),
    maxBufferedBytes: fc.constant(150_000),
    shouldReconnect,
  },
  { requiredKeys: ['dispatch', 'heartbeat'] },
) as fc.Arbitrary<Partial<NetMgrOptions>>;

/** Draws what a simulation is made of. */
export const worldOptions: fc.Arbitrary<WorldOptions> = fc.record({
  net: netOptions,
  target: fc.constantFrom('transport' as const, 'url' as const),
  reactions: fc.array(plannedReaction, { maxLength: 8 }),
  seed: fc.nat(1_000_000),
});
