import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ConnectionError } from '../errors.ts';
import type { Input } from './input.ts';
import { type ConnectionState, INITIAL_STATE } from './state.ts';
import { type ConnectionPolicy, illegal, TABLE, transition } from './transition.ts';

const DOCUMENT = new URL('../../docs/STATE-MACHINE.md', import.meta.url);
const BLOCK = /```mermaid\n[\s\S]*?```/;

const lost = new ConnectionError('CONNECTION_LOST', 'the server closed');
const epoch = INITIAL_STATE.epoch;
const STATES: readonly ConnectionState[] = [
  INITIAL_STATE,
  { status: 'connecting', epoch, failures: 0, everConnected: true },
  { status: 'connected', epoch, failures: 0, suspect: false },
  { status: 'backingOff', epoch, failures: 1, everConnected: true, cause: lost, delayMs: 100, mayHurry: true },
  { status: 'closing', epoch, reason: { kind: 'local' }, reopen: false },
  { status: 'closed', epoch, reason: { kind: 'local' } },
];
const INPUTS: Readonly<Record<string, Input>> = {
  'connect()': { type: 'connect' },
  'close()': { type: 'close' },
  'reconnectNow()': { type: 'reconnectNow' },
  opened: { type: 'opened', epoch },
  dropped: { type: 'dropped', epoch, error: lost },
  wake: { type: 'wake', mayAsk: true, untilRetryMs: 100 },
  'offline hint': { type: 'offlineHint', mayAsk: true, untilRetryMs: 100 },
  'Quit received': { type: 'quit', epoch },
  'connect timeout': { type: 'connectTimeout' },
  'server silent': { type: 'judged', verdict: { is: 'dead', waitedMs: 4000 } },
  'retry timer': { type: 'retryDue' },
  'quit timeout': { type: 'quitTimeout' },
};

const printDiagram = (): string => {
  const labels = new Map<string, Set<string>>();
  for (const delayMs of [100, undefined]) {
    const policy: ConnectionPolicy = {
      settings: {
        values: { connectTimeoutMs: 1, quitTimeoutMs: 1, retryFirstConnect: false },
        reconnect: { stableAfterMs: 1 },
        heartbeat: undefined,
        systemFrames: {},
      },
      retry: (error) =>
        error.code === 'SERVER_QUIT' || delayMs === undefined ? undefined : { delayMs, mayHurry: true },
      hurriedDelayMs: () => 50,
    };
    for (const state of STATES) {
      for (const [label, input] of Object.entries(INPUTS)) {
        if (TABLE[state.status][input.type] === illegal) continue;
        const next = transition(state, input, policy).state.status;
        if (next === state.status) continue;
        const drops = ['dropped', 'connect timeout', 'server silent'].includes(label) && state.status !== 'closing';
        const when = drops ? (delayMs === undefined ? ', given up' : ', to be retried') : '';
        const key = `  ${state.status} --> ${next}: `;
        labels.set(key, (labels.get(key) ?? new Set()).add(`${label}${when}`));
      }
    }
  }
  const rows = [...labels].map(([key, set]) => key + [...set].join(' · '));
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> idle', ...rows, '```'].join('\n');
};

it('is drawn in STATE-MACHINE.md as the table has it (UPDATE_DIAGRAM=1 redraws it)', () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  if (process.env.UPDATE_DIAGRAM === '1') writeFileSync(DOCUMENT, document.replace(BLOCK, printDiagram()));
  expect(BLOCK.exec(readFileSync(DOCUMENT, 'utf8'))?.[0]).toBe(printDiagram());
});
