import type { Fault } from '../stage.ts';
import { connectionCut } from './connection.ts';
import { databaseKilled, databaseStopped, fileLocked, steppedDown } from './database.ts';
import { ordinaryClicks, sentFiveTimes } from './requests.ts';
import { clocksApart, serverKilled } from './server.ts';

/** All that goes wrong. */
export const FAULTS: readonly Fault[] = [
  serverKilled,
  databaseKilled,
  databaseStopped,
  steppedDown,
  fileLocked,
  connectionCut,
  sentFiveTimes,
  ordinaryClicks,
  clocksApart,
];
