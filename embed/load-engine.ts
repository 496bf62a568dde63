import { Engine } from './engine.ts';

/**
 * What the first picture does without. The build puts everything that nobody else uses inside of this function (see
 * scripts/build/evaluate-later.ts): it is evaluated when the function is called, which must not happen twice.
 */
export function loadEngine(): typeof Engine {
  return Engine;
}
