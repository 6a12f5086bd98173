import { describe, expect, it } from 'vitest';
import { describeFault } from '../fault/fault.ts';
import { FAULT_ORDER } from '../fault/fault-order.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import { parseFaultText } from './fault-text.ts';

const read = (text: string): string => {
  const { fault, options } = parseFaultText(text);
  return [describeFault(fault), ...Object.entries(options).flat()].join(' ');
};

const messageOf = (text: string): string => {
  try {
    parseFaultText(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('parseFaultText', () => {
  it.each([
    ['latency=100±20', 'latency({ ms: 100, jitterMs: 20 })'],
    ['latency=100+-20', 'latency({ ms: 100, jitterMs: 20 })'],
    ['latency=100+/-20', 'latency({ ms: 100, jitterMs: 20 })'],
    ['latency = 0.1s ± 20ms', 'latency({ ms: 100, jitterMs: 20 })'],
    ['LATENCY=1m', 'latency({ ms: 60000, jitterMs: 0 })'],
    ['bandwidth=16kB', 'bandwidth({ bytesPerSecond: 16000, bufferBytes: 65536 })'],
    ['bandwidth=1.5MiB', 'bandwidth({ bytesPerSecond: 1572864, bufferBytes: 65536 })'],
    ['split=1', 'split({ bytes: 1 })'],
    ['split=1-4@5ms', 'split({ random: [1, 4], gapMs: 5 })'],
    ['split=id, length', "split({ at: ['id', 'length'] })"],
    ['coalesce=50', 'coalesce({ ms: 50 })'],
    ['coalesce=512B', 'coalesce({ bytes: 512 })'],
    ['coalesce=512B,50ms', 'coalesce({ ms: 50, bytes: 512 })'],
    ['stall', 'stall()'],
    ['halfOpen', 'halfOpen()'],
    ['half-open', 'halfOpen()'],
    ['slowClose=500', 'slowClose({ ms: 500 })'],
    ['reset', 'reset()'],
    ['reset=2s', 'reset({ afterMs: 2000 })'],
    ['reset=1000B', 'reset({ afterBytes: 1000 })'],
    ['reset=1kB,1s', 'reset({ afterMs: 1000, afterBytes: 1000 })'],
    ['limitBytes=1000', "limitBytes({ bytes: 1000, how: 'fin' })"],
    ['limit-bytes=1kB,reset', "limitBytes({ bytes: 1000, how: 'reset' })"],
    ['corrupt=1%', 'corrupt({ probability: 0.01, bits: 1 })'],
    ['corrupt=0.5,3bits', 'corrupt({ probability: 0.5, bits: 3 })'],
    ['corrupt=100B', 'corrupt({ everyBytes: 100, bits: 1 })'],
    ['truncate', "truncate({ afterFrames: 0, at: 'length' })"],
    ['truncate=3', "truncate({ afterFrames: 3, at: 'length' })"],
    ['truncate=body,2', "truncate({ afterFrames: 2, at: 'body' })"],
    ['refuse', 'refuse()'],
    ['slowAccept=500±100', 'slowAccept({ ms: 500, jitterMs: 100 })'],
    ['muteHeartbeat', 'muteHeartbeat()'],
    ['duplicateConnection', 'duplicateConnection({ lingerMs: 0 })'],
    ['duplicateConnection=30s', 'duplicateConnection({ lingerMs: 30000 })'],
    ['slowReader=1kB', 'slowReader({ bytesPerSecond: 1000, everyMs: 100, windowBytes: 4096 })'],
  ])('reads %s', (text, meaning) => {
    expect(read(text)).toBe(meaning);
  });

  it('knows every kind of fault', () => {
    expect(Object.keys(FAULT_KINDS).toSorted()).toEqual([...FAULT_ORDER].toSorted());
  });

  it('reads whom it hits and when, in any order', () => {
    expect(read('stall up client 3')).toBe('stall() direction up client 3');
    expect(read('  stall  for 10s client #12 after 500 chance 50%  down ')).toBe(
      'stall() durationMs 10000 client 12 afterMs 500 probability 0.5 direction down',
    );
    expect(read('latency=1 both chance 0.25')).toBe('latency({ ms: 1, jitterMs: 0 }) direction both probability 0.25');
  });

  it.each([
    ['', /^\[BAD_OPTION\] there is no fault ''; there are latency, /],
    ['lag=100', /^\[BAD_OPTION\] there is no fault 'lag'; there are latency, bandwidth/],
    ['constructor', /^\[BAD_OPTION\] there is no fault 'constructor'/],
    ['latency', /^\[BAD_OPTION\] 'latency' is not understood; write latency=100±20$/],
    ['latency=', /^\[BAD_OPTION\] 'latency=' is not understood/],
    ['latency=soon', /^\[BAD_OPTION\] 'latency=soon' is not understood; write latency=100±20$/],
    ['latency=-5', /^\[BAD_OPTION\] 'latency=-5' is not understood/],
    ['latency=1,2', /^\[BAD_OPTION\] 'latency=1,2' is not understood/],
    ['bandwidth=fast', /^\[BAD_OPTION\] 'bandwidth=fast' is not understood; write bandwidth=16kB$/],
    ['bandwidth=0', /^\[BAD_OPTION\] bandwidth: bytesPerSecond must be a number from 1 up, not 0$/],
    ['split=0', /^\[BAD_OPTION\] split: bytes must be a whole number from 1 up, not 0$/],
    ['split=4-1', /^\[BAD_OPTION\] split: random\[1\] must be a whole number from 4 up, not 1$/],
    ['split=middle', /^\[BAD_OPTION\] 'split=middle' is not understood; write split=1, /],
    ['split=1@soon', /^\[BAD_OPTION\] 'split=1@soon' is not understood/],
    ['coalesce', /^\[BAD_OPTION\] 'coalesce' is not understood/],
    ['coalesce=5ms,6ms', /^\[BAD_OPTION\] 'coalesce=5ms,6ms' is not understood/],
    ['stall=5', /^\[BAD_OPTION\] 'stall=5' is not understood; write stall$/],
    ['halfOpen=1', /is not understood; write halfOpen$/],
    ['slowClose', /is not understood; write slowClose=500$/],
    ['reset=never', /is not understood; write reset, /],
    ['limitBytes', /is not understood; write limitBytes=1000/],
    ['limitBytes=reset', /is not understood; write limitBytes=1000/],
    ['corrupt', /is not understood; write corrupt=1%/],
    ['corrupt=150%', /^\[BAD_OPTION\] corrupt: probability must be a number from 0 to 1, not 1\.5$/],
    ['corrupt=1%,9bits', /^\[BAD_OPTION\] corrupt: bits must be a whole number from 1 to 8, not 9$/],
    ['truncate=end', /is not understood; write truncate/],
    ['refuse=1', /is not understood; write refuse$/],
    ['slowAccept=x', /is not understood; write slowAccept=500±100$/],
    ['muteHeartbeat=1', /is not understood; write muteHeartbeat$/],
    ['duplicateConnection=x', /is not understood; write duplicateConnection/],
    ['slowReader=x', /is not understood; write slowReader=1kB$/],
    ['stall sideways', /^\[BAD_OPTION\] 'sideways' is not understood; behind a fault may stand \[up\|down\|both\]/],
    ['stall client', /^\[BAD_OPTION\] 'client' must be followed by a number such as 3, not 'nothing'$/],
    ['stall chance maybe', /^\[BAD_OPTION\] 'chance' must be followed by a chance such as 50% or 0\.5, not 'maybe'$/],
    ['stall after x', /^\[BAD_OPTION\] 'after' must be followed by a duration such as 2s, not 'x'$/],
    ['latency=5 up down', /^\[BAD_OPTION\] 'down' is one too many; behind a fault may stand \[up\|down\|both\]/],
    ['stall up up', /^\[BAD_OPTION\] 'up' is one too many/],
    ['stall client 1 client 2', /^\[BAD_OPTION\] 'client' is one too many/],
    ['stall for 1s for 2s', /^\[BAD_OPTION\] 'for' is one too many/],
    ['stall chance 200%', /^\[BAD_OPTION\] probability must be a number from 0 to 1, not 2$/],
    ['refuse up', /^\[BAD_OPTION\] direction must be left out: refuse acts before there is a client, not 'up'$/],
    [
      'slowAccept=5 client 3',
      /^\[BAD_OPTION\] client must be left out: slowAccept acts before there is a client, not 3$/,
    ],
    ['stall for', /^\[BAD_OPTION\] 'for' must be followed by a duration such as 10s, not 'nothing'$/],
  ])('says in one line what is wrong with %j', (text, message) => {
    expect(messageOf(text)).toMatch(message);
    expect(messageOf(text)).not.toContain('\n');
  });
});
