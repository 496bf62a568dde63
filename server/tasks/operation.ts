import { createHash } from 'node:crypto';

/** Names an effect so that the store knows a repeat of it (see `TaskStore`). */
export type NameOperation = (effect: unknown) => string;

/**
 * Names the effects of one feature in one turn: equal effects get equal names in a second run of the same turn, and the
 * second equal effect within a run gets another name than the first.
 *
 * An effect is what one write does, not what one call asks: a model that splits the same tasks into other calls when it
 * is asked again still adds nothing twice.
 */
export function createOperations(turnOperation: string): (feature: string) => NameOperation {
  const occurrences = new Map<string, number>();
  return (feature) => (effect) => {
    const hash = createHash('sha256').update(JSON.stringify(effect)).digest('hex').slice(0, 32);
    const name = `${turnOperation}:${feature}:${hash}`;
    const occurrence = occurrences.get(name) ?? 0;
    occurrences.set(name, occurrence + 1);
    return `${name}:${occurrence}`;
  };
}
