import { actions } from './actions.ts';
import { agents } from './agents.ts';
import { answers } from './answers.ts';
import { connections } from './connections.ts';
import { firstServer } from './first-server.ts';
import type { Scenarios } from './scenario.ts';
import { storage } from './storage.ts';

export const scenarios: Scenarios = { ...firstServer, ...answers, ...actions, ...connections, ...storage, ...agents };
