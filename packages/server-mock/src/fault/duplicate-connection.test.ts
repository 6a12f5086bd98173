import type { Link, LinkListener } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { createFaultBench } from '../../../../test/support/fault-bench.ts';
import { duplicateConnection } from './duplicate-connection.ts';
import { FaultBoard } from './fault-board.ts';

interface Twin {
  readonly link: Link;
  readonly heard: string[];
}

/** Accepts one real link, and lists the links that the server gets for it. */
const openTwins = (board: FaultBoard, now: () => number) => {
  const twins: Twin[] = [];
  const real = { reading: true, sent: [] as string[] };
  const link: Link = {
    kind: 'tcp',
    peerName: 'peer',
    bufferedBytes: 7,
    send: (bytes) => real.sent.push(bytes.join(' ')),
    end: (code) => real.sent.push(`end ${code}`),
    reset: () => real.sent.push('reset'),
    pause: () => {
      real.reading = false;
    },
    resume: () => {
      real.reading = true;
    },
  };
  const listener = board.accept(link, (twin) => {
    const heard: string[] = [];
    twins.push({ link: twin, heard });
    return {
      onBytes: (bytes) => heard.push(bytes.join(' ')),
      onEnd: () => heard.push(`${now()} end`),
      onViolation: (error) => heard.push(error.code),
      onClose: (how) => heard.push(`${now()} close ${how}`),
    };
  }) as LinkListener;
  return { twins, real, listener };
};

const createBench = () => {
  const bench = createFaultBench((options) => new FaultBoard(options));
  return { ...bench, open: () => openTwins(bench.board, () => bench.clock.now()) };
};

describe('duplicateConnection', () => {
  it('gives the server two links that hear the same, of which one can answer', async () => {
    const { clock, board, open } = createBench();
    board.add(duplicateConnection());
    const { twins, real, listener } = open();
    const [main, echo] = twins as [Twin, Twin];
    expect([main.link.peerName, echo.link.peerName]).toEqual(['peer', 'peer (duplicate)']);
    expect([main.link.kind, echo.link.kind]).toEqual(['tcp', 'tcp']);
    expect([main.link.bufferedBytes, echo.link.bufferedBytes]).toEqual([7, 0]);
    listener.onBytes(Uint8Array.of(1, 2));
    main.link.send(Uint8Array.of(3));
    echo.link.send(Uint8Array.of(4));
    listener.onEnd();
    main.link.end(1001);
    listener.onClose('fin');
    await clock.advance(0);
    expect(twins.map(({ heard }) => heard)).toEqual(Array(2).fill(['1 2', '0 end', '0 close fin']));
    expect(real.sent).toEqual(['3', 'end 1001']);
  });

  it('lets the second one end later', async () => {
    const { clock, board, open } = createBench();
    board.add(duplicateConnection({ lingerMs: 500 }));
    const { twins, listener } = open();
    listener.onEnd();
    await clock.advance(100);
    listener.onClose('reset');
    await clock.advance(1000);
    expect(twins.map(({ heard }) => heard)).toEqual([
      ['0 end', '100 close reset'],
      ['500 end', '600 close reset'],
    ]);
  });

  it.each(['end', 'reset'] as const)(
    'lets the server %s the second one without the first, and not from inside the call',
    async (act) => {
      const { clock, board, open } = createBench();
      board.add(duplicateConnection({ lingerMs: 500 }));
      const { twins, real, listener } = open();
      const [main, echo] = twins as [Twin, Twin];
      listener.onEnd();
      echo.link[act]();
      echo.link.reset();
      expect(echo.heard).toEqual([]);
      await clock.advance(1000);
      listener.onBytes(Uint8Array.of(1));
      expect([main.heard, echo.heard, real.sent]).toEqual([
        ['0 end', '1'],
        [act === 'end' ? '0 close fin' : '0 close reset'],
        [],
      ]);
    },
  );

  it('reads the socket only while neither is paused', async () => {
    const { clock, board, open } = createBench();
    board.add(duplicateConnection());
    const { twins, real } = open();
    const [main, echo] = twins as [Twin, Twin];
    const reading: boolean[] = [];
    const note = (): void => void reading.push(real.reading);
    main.link.pause();
    note();
    echo.link.pause();
    main.link.resume();
    note();
    echo.link.resume();
    note();
    echo.link.pause();
    note();
    echo.link.reset();
    await clock.advance(0);
    note();
    expect(reading).toEqual([false, false, true, false, true]);
  });

  it('accepts nothing twice that is refused, and goes on with one when only the second is', () => {
    const { board } = createBench();
    board.add(duplicateConnection());
    const link = { kind: 'tcp', peerName: 'peer', bufferedBytes: 0 } as Link;
    let offers = 0;
    expect(board.accept(link, () => void offers++)).toBeUndefined();
    expect(offers).toBe(1);
    const heard: string[] = [];
    const only: LinkListener = {
      onBytes: (bytes) => heard.push(bytes.join(' ')),
      onEnd: () => {},
      onViolation: () => {},
      onClose: () => {},
    };
    const listener = board.accept(link, () => (offers++ === 1 ? only : undefined));
    listener?.onBytes(Uint8Array.of(5));
    listener?.onClose('fin');
    expect([heard, offers]).toEqual([['5'], 3]);
  });

  it('hits connections that come, and none that are there', () => {
    const { board, open } = createBench();
    const before = open();
    board.add(duplicateConnection()).remove();
    const fault = board.add(duplicateConnection());
    const during = open();
    fault.remove();
    const after = open();
    expect([before, during, after].map(({ twins }) => twins.length)).toEqual([1, 2, 1]);
  });

  it('refuses a time that is none', () => {
    expect(() => duplicateConnection({ lingerMs: -1 })).toThrow('[BAD_OPTION] duplicateConnection: lingerMs must be');
  });
});
