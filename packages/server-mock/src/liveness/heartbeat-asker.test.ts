import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { HeartbeatAsker } from './heartbeat-asker.ts';

const createBench = (
  when: 'always' | 'idle' = 'always',
): { clock: VirtualClock; asker: HeartbeatAsker; seen: string[]; hearAt: (...times: number[]) => void } => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const asker = new HeartbeatAsker(
    clock,
    { intervalMs: 1000, timeoutMs: 3000, when },
    {
      ask: () => {
        asker.noteSaid();
        seen.push(`${clock.now()} ask`);
      },
      onUnanswered: (waitedMs) => seen.push(`${clock.now()} gone after ${waitedMs}`),
    },
  );
  asker.start();
  const hearAt = (...times: number[]): void => {
    for (const at of times) clock.after(at - clock.now(), () => asker.noteHeard());
  };
  return { clock, asker, seen, hearAt };
};

describe('HeartbeatAsker', () => {
  it('asks once per interval while answers come, and counts one without a byte as the end', async () => {
    const { clock, seen, hearAt } = createBench();
    hearAt(1010, 2010, 3010);
    await clock.advance(60_000);
    expect(seen).toEqual(['1000 ask', '2000 ask', '3000 ask', '4000 ask', '7000 gone after 3000']);
    expect(clock.armedCount).toBe(0);
  });

  it('does not ask again while a question is open, and at once when its answer came late', async () => {
    const { clock, seen, hearAt } = createBench();
    hearAt(3500);
    await clock.advance(3600);
    expect(seen).toEqual(['1000 ask', '3500 ask']);
  });

  it('touches no timer for bytes but the first behind a question', async () => {
    const { clock, asker } = createBench();
    await clock.advance(500);
    let armed = 0;
    const { after } = clock;
    clock.after = (...args) => {
      armed++;
      return after.apply(clock, args);
    };
    for (let i = 0; i < 100; i++) asker.noteHeard();
    expect(armed).toBe(0);
    await clock.advance(500);
    armed = 0;
    for (let i = 0; i < 100; i++) asker.noteHeard();
    expect(armed).toBe(1);
  });

  it('takes as many heartbeats for answers as it asked questions, and the rest for questions', async () => {
    const { clock, asker } = createBench();
    expect(asker.takeAnswer()).toBe(false);
    await clock.advance(1000);
    expect([asker.takeAnswer(), asker.takeAnswer()]).toEqual([true, false]);
  });

  it('asks nobody in idle mode before bytes went both ways, nor while they come', async () => {
    const { clock, asker, seen, hearAt } = createBench('idle');
    hearAt(5000);
    await clock.advance(20_000);
    asker.noteSaid();
    expect(seen).toEqual([]);
    hearAt(20_100, 20_900, 21_700, 22_500);
    await clock.advance(3000);
    expect(seen).toEqual([]);
    await clock.advance(500);
    expect(seen).toEqual(['23500 ask']);
  });

  it('asks nobody in idle mode who was spoken to and never spoke', async () => {
    const { clock, asker, seen } = createBench('idle');
    asker.noteSaid();
    await clock.advance(60_000);
    expect(seen).toEqual([]);
  });

  it('asks once per interval in idle mode while nothing but answers comes', async () => {
    const { clock, asker, seen, hearAt } = createBench('idle');
    asker.noteSaid();
    hearAt(100, 1150, 2200);
    await clock.advance(3300);
    expect(seen).toEqual(['1100 ask', '2150 ask', '3200 ask']);
  });

  it('judges nobody by a deadline that was looked at late, but asks anew, at most twice in a row', async () => {
    const { clock, seen } = createBench();
    await clock.advance(1000);
    for (let i = 0; i < 3; i++) await clock.sleep(60_000);
    expect(seen).toEqual(['1000 ask', '61000 ask', '121000 ask', '181000 gone after 60000']);
  });

  it('forgets its verdicts of lateness once a byte comes', async () => {
    const { clock, asker, seen } = createBench();
    await clock.advance(1000);
    for (let i = 0; i < 5; i++) {
      await clock.sleep(60_000);
      asker.noteHeard();
      await clock.advance(1000);
    }
    expect(seen.filter((line) => line.includes('gone'))).toEqual([]);
  });

  it('rests when stopped, and forgives an open question when started again', async () => {
    const { clock, asker, seen } = createBench();
    await clock.advance(1000);
    asker.stop();
    asker.noteHeard();
    await clock.advance(60_000);
    expect([seen.length, clock.armedCount]).toEqual([1, 0]);
    asker.start();
    await clock.advance(3999);
    expect(seen).toEqual(['1000 ask', '62000 ask']);
    await clock.advance(1);
    expect(seen.at(-1)).toBe('65000 gone after 3000');
  });
});
