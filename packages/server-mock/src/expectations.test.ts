import { defineMessage, t } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { Expectations } from './expectations.ts';
import type { MockClient } from './mock-client.ts';
import { ReceivedLog, type ReceivedMessage } from './received-log.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const NumberMsg = defineMessage(1001, 'NumberMsg', { n: t.int });

interface ExpectationsBench {
  readonly clock: VirtualClock;
  readonly expectations: Expectations;
  readonly receive: (n: number, id?: number) => void;
}

const createBench = (maxRecorded = 100): ExpectationsBench => {
  const clock = new VirtualClock();
  const log = new ReceivedLog(maxRecorded, 10_000);
  const expectations = new Expectations(clock, log, () => '');
  const receive = (n: number, id = 1001): void => {
    const received: ReceivedMessage = {
      client: { id: 1 } as MockClient,
      id,
      name: 'NumberMsg',
      value: { n },
      body: undefined,
      bodyBytes: 4,
      receivedAt: clock.now(),
    };
    log.add(received);
    expectations.offer(received);
  };
  return { clock, expectations, receive };
};

describe('Expectations', () => {
  it('gives each message to one expectation only, the earliest one that it fits', async () => {
    const { expectations, receive } = createBench();
    const any = expectations.expect(NumberMsg);
    const two = expectations.expect(NumberMsg, ({ n }) => n === 2);
    const another = expectations.expect(NumberMsg);
    for (const n of [1, 2, 3]) receive(n);
    expect(await Promise.all([any, two, another])).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('takes what came before, earliest first, but not twice', async () => {
    const { clock, expectations, receive } = createBench();
    receive(1);
    receive(2);
    expect(await expectations.expect(NumberMsg)).toEqual({ n: 1 });
    expect(await expectations.expect(NumberMsg)).toEqual({ n: 2 });
    const third = expect(expectations.expect(NumberMsg)).rejects.toThrow(/claimed by an earlier expectMessage/);
    await clock.advance(1000);
    await third;
  });

  it('looks at messages of its own type only', async () => {
    const { expectations, receive } = createBench();
    receive(1, 2002);
    const waiting = expectations.expect(NumberMsg);
    receive(5, 2002);
    receive(6);
    expect(await waiting).toEqual({ n: 6 });
  });

  it('is not fooled by a record that has forgotten', async () => {
    const { clock, expectations, receive } = createBench(1);
    receive(1);
    receive(2);
    expect(await expectations.expect(NumberMsg)).toEqual({ n: 2 });
    const gone = expect(expectations.expect(NumberMsg)).rejects.toMatchObject({ code: 'EXPECTATION_FAILED' });
    await clock.advance(1000);
    await gone;
  });

  it('fails by its own predicate only, at once', async () => {
    const { expectations, receive } = createBench();
    const bad = expectations.expect(NumberMsg, () => {
      throw new Error('bad predicate');
    });
    const failed = expect(bad).rejects.toThrow('bad predicate');
    const good = expectations.expect(NumberMsg);
    receive(1);
    await failed;
    expect(await good).toEqual({ n: 1 });
  });

  it('fails by a predicate that is async, whose promise would fit whatever it comes to', async () => {
    const { expectations, receive } = createBench();
    const never = (async () => false) as never;
    const expected = expect(expectations.expect(NumberMsg, never)).rejects.toThrow('returned a promise');
    const unexpected = expect(expectations.expectNone(NumberMsg, never)).rejects.toThrow('returned a promise');
    receive(1);
    await Promise.all([expected, unexpected]);
  });

  it('fails by its predicate also over what came before, and asks it no more', async () => {
    const { clock, expectations, receive } = createBench();
    receive(1);
    receive(2);
    let askedCount = 0;
    const bad = expectations.expect(NumberMsg, () => {
      askedCount++;
      throw new Error('bad predicate');
    });
    await expect(bad).rejects.toThrow('bad predicate');
    expect([askedCount, clock.armedCount]).toEqual([1, 0]);
  });

  it('leaves no timer behind, however it ends', async () => {
    const { clock, expectations, receive } = createBench();
    const first = expectations.expect(NumberMsg);
    receive(1);
    await first;
    expect(clock.armedCount).toBe(0);
    const second = expect(expectations.expect(NumberMsg)).rejects.toThrow('the end');
    expectations.rejectAll(new Error('the end'));
    await second;
    expect(clock.armedCount).toBe(0);
  });

  it.each([-1, Number.NaN, '5'])('refuses to wait for %s', async (withinMs) => {
    const { expectations } = createBench();
    const waiting = expectations.expect(NumberMsg, undefined, { withinMs: withinMs as number });
    await expect(waiting).rejects.toThrow(/withinMs/);
  });
});

describe('Expectations of nothing', () => {
  it('are met when nothing that fits came in time, whatever came before and else', async () => {
    const { clock, expectations, receive } = createBench();
    receive(1);
    let isMet = false;
    const none = expectations
      .expectNone(NumberMsg, ({ n }) => n < 5, { forMs: 500 })
      .then(() => {
        isMet = true;
      });
    receive(5);
    receive(1, 2002);
    await clock.advance(499);
    expect(isMet).toBe(false);
    await clock.advance(1);
    await none;
    expect(clock.armedCount).toBe(0);
  });

  it('fail as soon as one comes, and leave it to who expects it', async () => {
    const { clock, expectations, receive } = createBench();
    const failed = expect(expectations.expectNone(NumberMsg)).rejects.toThrow(
      '[EXPECTATION_FAILED] a NumberMsg came after 300 ms, and none was to come for 1000 ms; received last:\n' +
        '  NumberMsg {"n":1} from client 1, 0 ms ago',
    );
    const wanted = expectations.expect(NumberMsg);
    await clock.advance(300);
    receive(1);
    await failed;
    expect(await wanted).toEqual({ n: 1 });
    expect(clock.armedCount).toBe(0);
  });

  it('fail by their own predicate, and with the server', async () => {
    const { clock, expectations, receive } = createBench();
    const bad = expectations.expectNone(NumberMsg, () => {
      throw new Error('bad predicate');
    });
    const badFailed = expect(bad).rejects.toThrow('bad predicate');
    receive(1);
    await badFailed;
    const late = expect(expectations.expectNone(NumberMsg)).rejects.toThrow('the end');
    expectations.rejectAll(new Error('the end'));
    await late;
    expect(clock.armedCount).toBe(0);
    expect(() => expectations.expectNone(NumberMsg, undefined, { forMs: -1 })).toThrow(/forMs/);
  });
});
