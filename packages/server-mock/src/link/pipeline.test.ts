import { FRAME_LAYOUTS } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { FrameCursor } from './frame-cursor.ts';
import { Pipeline } from './pipeline.ts';
import type { CreateStage, Mark, Stage, StageContext } from './stage.ts';

/** A stage that writes its name behind each piece, or keeps pieces until it is released. */
class LetterStage implements Stage {
  readonly isFull: boolean;
  readonly stops: string[];
  readonly context: StageContext;
  #kept: Uint8Array[] = [];
  readonly #letter: number;
  readonly #keeps: boolean;

  constructor(letter: string, context: StageContext, { keeps = false, isFull = false, stops = [] as string[] } = {}) {
    this.#letter = letter.charCodeAt(0);
    this.context = context;
    this.#keeps = keeps;
    this.isFull = isFull;
    this.stops = stops;
  }

  get held(): { bytes: number; count: number } {
    return { bytes: this.#kept.reduce((sum, { length }) => sum + length, 0), count: this.#kept.length };
  }

  bytes(piece: Uint8Array): void {
    if (this.#keeps) this.#kept.push(piece);
    else this.context.out.bytes(Uint8Array.of(...piece, this.#letter));
  }

  mark(mark: Mark): void {
    this.context.out.mark(mark);
  }

  release(): void {
    for (const piece of this.#kept.splice(0)) this.context.out.bytes(piece);
  }

  stop(): void {
    this.stops.push(String.fromCharCode(this.#letter));
    this.#kept = [];
  }
}

const createBench = (onBytes: (text: string) => void = () => {}) => {
  const clock = new VirtualClock();
  const cursor = new FrameCursor(FRAME_LAYOUTS.unity);
  const log: string[] = [];
  const cuts: string[] = [];
  const pipeline: Pipeline = new Pipeline({
    clock,
    cursor,
    maxHeldBytes: 1000,
    cut: (how) => cuts.push(how),
    onRest: () => log.push('.'),
    sink: {
      bytes: (piece) => {
        const text = String.fromCharCode(...piece);
        log.push(text);
        onBytes(text);
      },
      mark: (mark) => mark.deliver(),
    },
  });
  return { clock, cursor, pipeline, log, push: (text: string) => pipeline.bytes(Buffer.from(text)) };
};

const letter =
  (name: string, options: ConstructorParameters<typeof LetterStage>[2] = {}): CreateStage =>
  (context) =>
    new LetterStage(name, context, options);

describe('Pipeline', () => {
  it('sends pieces through its stages by rank, those of one rank as they were added', () => {
    const { pipeline, push, log } = createBench();
    pipeline.add(2, letter('c'));
    pipeline.add(1, letter('a'));
    pipeline.add(1, letter('b'));
    pipeline.add(3, letter('d'));
    log.length = 0;
    push('x');
    expect(log).toEqual(['xabcd', '.']);
  });

  it('takes a stage out, with what it holds going on through those behind it', () => {
    const { pipeline, push, log } = createBench();
    const remove = pipeline.add(1, letter('k', { keeps: true }));
    pipeline.add(2, letter('z'));
    push('1');
    push('2');
    expect(pipeline.heldBytes).toBe(2);
    // Each piece costs more than its bytes.
    expect(pipeline.weight).toBeGreaterThan(100);
    log.length = 0;
    remove();
    remove();
    push('3');
    expect(log).toEqual(['1z', '2z', '.', '.', '3z', '.']);
    expect(pipeline.isEmpty).toBe(false);
  });

  it('changes its row only when what is on its way has come to rest', () => {
    const removers: (() => void)[] = [];
    const bench = createBench((text) => {
      if (text.startsWith('1')) {
        removers[0]!();
        bench.pipeline.add(1, letter('n'));
      }
    });
    removers.push(bench.pipeline.add(2, letter('o')));
    bench.log.length = 0;
    bench.push('1');
    bench.push('2');
    expect(bench.log).toEqual(['1o', '.', '2n', '.']);
  });

  it('takes back what was to be added before it came to that', () => {
    const bench = createBench((text) => {
      if (text === '1') bench.pipeline.add(1, letter('n'))();
    });
    bench.push('1');
    bench.push('2');
    expect(bench.log).toEqual(['1', '.', '2', '.']);
    expect(bench.pipeline.isEmpty).toBe(true);
  });

  it('tells a new stage where in the frames it begins, behind what others hold before it', () => {
    const { pipeline, cursor } = createBench();
    const contexts: StageContext[] = [];
    const watch: CreateStage = (context) => {
      contexts.push(context);
      return new LetterStage('w', context, { keeps: true });
    };
    pipeline.add(2, letter('k', { keeps: true }));
    pipeline.bytes(Uint8Array.of(1, 2, 3));
    cursor.skim(Uint8Array.of(1, 2, 3));
    pipeline.add(1, watch);
    pipeline.add(3, watch);
    expect(contexts.map((context) => [context.cursor.isLeading, context.cursor.offset])).toEqual([
      [false, 3],
      [true, 3],
    ]);
  });

  it('lets everything out in order when it is cleared', () => {
    const { pipeline, push, log } = createBench();
    const remove = pipeline.add(2, letter('k', { keeps: true }));
    push('1');
    pipeline.add(1, letter('l', { keeps: true }));
    push('2');
    log.length = 0;
    pipeline.clear();
    remove();
    expect([log.filter((each) => each !== '.'), pipeline.isEmpty]).toEqual([['1', '2'], true]);
  });

  it('stops for good, from inside a piece too, and tells its stages', () => {
    const stops: string[] = [];
    const bench = createBench(() => bench.pipeline.stop());
    bench.pipeline.add(1, (context) => ({
      ...new LetterStage('q', context),
      held: { bytes: 0, count: 0 },
      bytes: (piece) => {
        context.out.bytes(piece);
        context.out.bytes(piece);
      },
      mark: () => {},
      release: () => {},
      stop: () => stops.push('q'),
    }));
    bench.pipeline.add(2, letter('r', { stops }));
    bench.log.length = 0;
    bench.push('1');
    bench.push('2');
    bench.pipeline.mark({ kind: 'inOrder', deliver: () => bench.log.push('mark') });
    bench.pipeline.add(1, letter('s'))();
    expect([bench.log, stops]).toEqual([
      ['1r', '.'],
      ['q', 'r'],
    ]);
  });

  it('stops a stage that has stopped the pipeline as it was made', () => {
    const { pipeline } = createBench();
    const stops: string[] = [];
    pipeline.add(1, (context) => {
      pipeline.stop();
      return new LetterStage('s', context, { stops });
    });
    expect([stops, pipeline.isEmpty]).toEqual([['s'], true]);
  });

  it('rests after timers of its stages too, and lets them make changes', async () => {
    const { clock, pipeline, log } = createBench();
    pipeline.add(1, (context) => {
      context.clock.after(10, () => context.out.bytes(Uint8Array.of(65)));
      return new LetterStage('t', context);
    });
    log.length = 0;
    await clock.advance(10);
    expect(log).toEqual(['A', '.']);
  });

  it('is full when any stage is', () => {
    const { pipeline } = createBench();
    pipeline.add(1, letter('a'));
    expect(pipeline.isFull).toBe(false);
    pipeline.add(2, letter('b', { isFull: true }));
    expect(pipeline.isFull).toBe(true);
  });

  it('opens again behind a receiver that throws', () => {
    const bench = createBench((text) => {
      if (text.startsWith('1')) throw new Error('thrown');
    });
    bench.pipeline.add(1, letter('a'));
    expect(() => bench.push('1')).toThrow('thrown');
    const remove = bench.pipeline.add(2, letter('b'));
    bench.push('2');
    remove();
    bench.push('3');
    expect(bench.log.filter((each) => each !== '.')).toEqual(['1a', '2ab', '3a']);
  });
});
