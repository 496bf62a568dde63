/**
 * Stands where a task names the operation that made it, or changed it last, when an export does not tell. The product's
 * names of operations have more parts.
 */
export function toMovedName(number: number): string {
  return `moved:${number}`;
}

export function isMovedName(operation: string): boolean {
  return /^moved:\d+$/.test(operation);
}
