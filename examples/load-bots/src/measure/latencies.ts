import { build, type Histogram } from 'hdr-histogram-js';

/** What a report tells about latencies, in milliseconds; all of it `undefined` but `count` when there are none. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: number | undefined;
  readonly p90: number | undefined;
  readonly p99: number | undefined;
  readonly p999: number | undefined;
  readonly max: number | undefined;
}

const MAX_US = 3_600_000_000;

/** Latencies in an HDR histogram: microseconds up to an hour, to three significant digits. */
export class Latencies {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_US,
    numberOfSignificantValueDigits: 3,
    // Counts of 32 bits end at two thousand million, those of 64 do not.
    bitBucketSize: 64,
    useWebAssembly: false,
  });

  /** Takes a latency in; longer ones than an hour count as an hour. */
  record(ms: number): void {
    this.#histogram.recordValue(Math.min(Math.max(Math.round(ms * 1000), 0), MAX_US));
  }

  /** Forgets all. */
  reset(): void {
    this.#histogram.reset();
  }

  /** Tells the latency that so many percent do not exceed; `undefined` when there are none. */
  percentileMs(percent: number): number | undefined {
    return this.#histogram.totalCount === 0 ? undefined : this.#histogram.getValueAtPercentile(percent) / 1000;
  }

  get summary(): LatencySummary {
    const at = (percent: number): number | undefined => this.percentileMs(percent);
    return { count: this.#histogram.totalCount, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) };
  }
}
