// A fixed-step game loop as one command, with a server of its own: 50 steps a second for four seconds.

import { runFixedSteps } from './fixed-steps.ts';
import { Game } from './game.ts';
import { Narrator } from './narrator.ts';
import { CROWD, sendCrowd, startServer } from './server.ts';

const STEP_MS = 20;
const STEPS = 200;
const CROWD_AT_STEP = 100;

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupt.abort());

const server = await startServer();
const game = new Game(server.urls.tcp);
const narrator = new Narrator(game, (line) => console.log(line));

const onStep = (step: number): void => {
  if (step === CROWD_AT_STEP) {
    narrator.crowdComes(step, CROWD);
    sendCrowd(server);
  }
  const startedAt = performance.now();
  const report = game.fixedUpdate(step, STEP_MS);
  narrator.stepDone(step, report, performance.now() - startedAt);
};

await game.start();
console.log(`Connected to ${server.urls.tcp}: ${1000 / STEP_MS} steps a second, at most 1 ms of each for messages.`);
await runFixedSteps({ stepMs: STEP_MS, steps: STEPS, maxCatchUp: 5, onStep, signal: interrupt.signal });
await game.onDestroy();
await server.close();
console.log('Said Quit and closed.');
