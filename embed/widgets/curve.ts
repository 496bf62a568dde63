/** A point of a drawing; `undefined` is a gap. */
export type Point = readonly [x: number, y: number];

/**
 * The way through some points that are equally far apart, as the rest of a path that has begun before the first of them.
 * What is neither straight nor stepped is smooth, and never rises above the points nor falls below them.
 */
export function trace(points: readonly Point[], curve: string): string {
  const rise = (index: number) => {
    const at = Math.max(0, Math.min(index, points.length - 2));
    return (points[at + 1]?.[1] ?? 0) - (points[at]?.[1] ?? 0);
  };
  // Flat where it turns; else the harmonic mean, which keeps it between its neighbours.
  const slope = (index: number) => {
    const [before, after] = [rise(index - 1), rise(index)];
    return before * after > 0 ? (2 * before * after) / (before + after) : 0;
  };
  return points
    .map(([x, y], index) => {
      const [fromX, fromY] = points[index - 1] ?? [];
      if (fromX === undefined || fromY === undefined) return `${x} ${y}`;
      const width = x - fromX;
      if (curve === 'step') return `H${x - width / 2}V${y}H${x}`;
      // Areas are traced back along their other side.
      if (curve.startsWith('step')) return (curve === 'stepBefore') === width > 0 ? `V${y}H${x}` : `H${x}V${y}`;
      if (curve.startsWith('linear')) return `L${x} ${y}`;
      const third = width / 3;
      return `C${fromX + third} ${fromY + slope(index - 1) / 3} ${x - third} ${y - slope(index) / 3} ${x} ${y}`;
    })
    .join('');
}
