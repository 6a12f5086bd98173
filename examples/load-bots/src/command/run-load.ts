import { open, writeFile } from 'node:fs/promises';
import type { Clock, NodeNetMgrOptions } from '@netmgr/client/node';
import { Fleet } from '../bots/fleet.ts';
import { loadScript } from '../bots/load-script.ts';
import { loadMessages } from '../bots/message-module.ts';
import { pause } from '../bots/pause.ts';
import { Progress, type Screen } from '../measure/progress.ts';
import { countOf, createReport, describeReport, type Report } from '../measure/report.ts';
import { Tally } from '../measure/tally.ts';
import type { LoadOptions } from './options.ts';

/** What a run is given besides its options. */
export interface Surroundings {
  readonly dial: Pick<NodeNetMgrOptions, 'url' | 'transport'>;
  /** Names the server in the report. */
  readonly target: string;
  readonly clock: Clock;
  readonly screen: Screen;
  /** Ends the run early; its report is given all the same. */
  readonly signal: AbortSignal;
}

/** Runs the load from the first bot to the last Quit, and gives the report. What cannot be loaded, dialled or written rejects before the first bot. */
export const runLoad = async (options: LoadOptions, surroundings: Surroundings): Promise<Report> => {
  const { dial, target, clock, screen, signal } = surroundings;
  const script = await loadScript(options.script);
  const messages = options.messagesPath === undefined ? [] : await loadMessages(options.messagesPath);
  if (options.jsonPath !== undefined) await proveWritable(options.jsonPath);
  const tally = new Tally(script.measures);
  const fleet = new Fleet({ ...options, dial, script, messages, clock, observer: tally });
  screen.write(`${countOf(options.bots, 'bot')} to ${target}\n`);
  const startedAt = clock.now();
  fleet.start();
  const progress = new Progress({ clock, screen, tally, status: () => fleet.status });
  await pause(options.durationMs, clock, signal);
  const elapsedMs = clock.now() - startedAt;
  progress.stop();
  await fleet.stop();
  const { bots, limits } = options;
  const measures = script.measures ?? 'requests';
  const report = createReport({
    target,
    script: options.script,
    measures,
    bots,
    elapsedMs,
    status: fleet.status,
    tally,
    limits,
  });
  screen.write(`${describeReport(report)}\n`);
  if (options.jsonPath !== undefined) await writeFile(options.jsonPath, `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
};

/** Whoever waits an hour for a report wants it to have a place. */
const proveWritable = async (path: string): Promise<void> => {
  const file = await open(path, 'a');
  await file.close();
};
