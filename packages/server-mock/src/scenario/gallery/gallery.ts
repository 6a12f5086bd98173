import type { Scenario } from '../scenario.ts';
import { badHotelWifi } from './bad-hotel-wifi.ts';
import { duplicateLogin } from './duplicate-login.ts';
import { kick } from './kick.ts';
import { laptopSleep } from './laptop-sleep.ts';
import { lift } from './lift.ts';
import { natTimeout } from './nat-timeout.ts';
import { overloadedServer } from './overloaded-server.ts';
import { rollingRestart } from './rolling-restart.ts';
import { serverDeploy } from './server-deploy.ts';
import { trainTunnel } from './train-tunnel.ts';
import { wifiTo4g } from './wifi-to-4g.ts';

/** The scenarios that come with the mock: what happens to real players, ready to run. */
export const scenarios: Readonly<Record<ScenarioKey, Scenario>> = {
  trainTunnel,
  lift,
  wifiTo4g,
  laptopSleep,
  serverDeploy,
  overloadedServer,
  badHotelWifi,
  natTimeout,
  kick,
  duplicateLogin,
  rollingRestart,
};

/** The names of `scenarios`. */
export type ScenarioKey =
  | 'trainTunnel'
  | 'lift'
  | 'wifiTo4g'
  | 'laptopSleep'
  | 'serverDeploy'
  | 'overloadedServer'
  | 'badHotelWifi'
  | 'natTimeout'
  | 'kick'
  | 'duplicateLogin'
  | 'rollingRestart';
