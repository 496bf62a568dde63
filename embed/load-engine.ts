import { Engine, type EngineHost } from './engine.ts';

/**
 * What the first picture does without. The build puts everything that nobody else uses inside of this function (see
 * scripts/build/evaluate-later.ts): it is evaluated when the function is called, which must not happen twice. What comes
 * back makes an engine and is not its class: one that is handed on cannot be closed (see scripts/build/close-classes.ts).
 */
export function loadEngine(): (host: EngineHost) => Engine {
  return (host) => new Engine(host);
}
