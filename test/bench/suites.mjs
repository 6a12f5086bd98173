import { allocation } from './suites/allocation/suite.mjs';
import { broadcast } from './suites/broadcast/suite.mjs';
import { codec } from './suites/codec/suite.mjs';
import { endToEnd } from './suites/end-to-end/suite.mjs';
import { receive } from './suites/receive/suite.mjs';
import { scale } from './suites/scale/suite.mjs';
import { size } from './suites/size/suite.mjs';
import { storm } from './suites/storm/suite.mjs';

/** Every suite, in the order in which they run. @type {readonly import('./harness/suite.mjs').Suite[]} */
export const SUITES = [receive, codec, endToEnd, scale, broadcast, storm, allocation, size];
