import { createHostClock, createSeededRandom, type Scenario, type ScenarioKey, scenarios } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { isRising, startTraffic } from '../support/steady-traffic.ts';

const SEEDS = 300;

/** How often a game may be disconnected, exactly; calm scenarios must not lose a message either. */
const DROPS: Readonly<Record<Exclude<ScenarioKey, 'rollingRestart'>, number>> = {
  trainTunnel: 1,
  lift: 0,
  wifiTo4g: 1,
  laptopSleep: 1,
  serverDeploy: 1,
  overloadedServer: 0,
  badHotelWifi: 1,
  natTimeout: 0,
  kick: 1,
  duplicateLogin: 0,
};

/** Plays a scenario at a moment, with a traffic and with dice that follow from the seed; lists what was wrong. */
const findFaults = async (key: keyof typeof DROPS, scenario: Scenario, seed: number): Promise<string[]> => {
  const faults: string[] = [];
  const random = createSeededRandom(seed);
  const rig = createRig({ server: { seed } });
  const host = createHostClock(rig.clock, { countsSleep: random() < 0.5 });
  const net = rig.createNet({ random, ...(key === 'laptopSleep' ? { clock: host } : {}) });
  let drops = 0;
  net.on('disconnected', () => drops++);
  void net.connect();
  await rig.clock.advance(Math.floor(random() * 5000));
  const everyMs = 90 + Math.floor(random() * 900);
  const traffic = startTraffic({ ...rig, net }, { everyMs, forMs: 60_000 });
  await scenario.run({ ...rig, seed, host }).catch((error: Error) => faults.push(error.message));
  await rig.clock.advance(60_000);
  if (drops !== DROPS[key]) faults.push(`${drops} disconnects`);
  if (net.state !== (key === 'kick' ? 'closed' : 'connected')) faults.push(`it is ${net.state}`);
  if (!isRising(traffic.heardByServer) || !isRising(traffic.heardByGame)) faults.push('out of order');
  if (DROPS[key] === 0) {
    if (traffic.heardByServer.length !== traffic.saidByGame.length) faults.push('the server missed something');
    if (traffic.heardByGame.length !== traffic.saidByServer.length) faults.push('the game missed something');
  }
  return faults.map((fault) => `seed ${seed}: ${fault}`);
};

it.each(Object.keys(DROPS) as (keyof typeof DROPS)[])('%s ends well whenever it begins, for any seed', async (key) => {
  const faults: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) faults.push(...(await findFaults(key, scenarios[key], seed)));
  expect(faults).toEqual([]);
});
