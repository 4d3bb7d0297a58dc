// Shares of a whole: `1%` or `0.01` in the file, 0.01 in the program.

export const percentPattern = /^(?:\d+(?:\.\d+)?|\.\d+)%$/;

/** Reads `1%` as 0.01, rounded once: dividing by 100 would make 0.7% into 0.006999999999999999. */
export function parsePercent(value: number | string): number {
  return typeof value === "number" ? value : Number(`${value.slice(0, -1)}e-2`);
}

/** Writes 0.01 as `1%`, with up to four significant digits. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(4))}%`;
}

/**
 * Below this a tolerance would be finer than the bias that the measurement itself may have: of pairs of identical models,
 * renamed, written anew or reordered, none was measured to differ by 0.3% on average, two standard errors included
 * (docs/measurement.md).
 */
export const smallestTolerance = 0.003;
