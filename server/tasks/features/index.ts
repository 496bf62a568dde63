import type { Feature } from '../feature.ts';
import { addFeature } from './add.ts';
import { completeFeature } from './complete.ts';
import { deleteFeature } from './delete.ts';
import { listFeature } from './list.ts';
import { reopenFeature } from './reopen.ts';
import { updateFeature } from './update.ts';

/** All that people can do: the agent's tools and the widgets' actions are made from this list. */
export const features: readonly Feature[] = [
  listFeature,
  addFeature,
  completeFeature,
  reopenFeature,
  updateFeature,
  deleteFeature,
];
