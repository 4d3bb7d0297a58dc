// The best cuts of a series into stretches of one mean each: PELT, for normal noise of one known deviation.
import { StatisticsError } from "./statistics-error.ts";

export interface PeltSettings {
  /** Of the noise around each stretch's mean, the same everywhere. */
  readonly deviation: number;
  /** What one more change must at least save of the cost, which is the sum of squares over the variance. */
  readonly penalty: number;
  /** Values that a stretch must have. */
  readonly leastLength: number;
}

export interface Cuts {
  /** Number of values before each change, rising; so also the index of the first value after it. */
  readonly changePoints: readonly number[];
  /** Sum of squares over the variance, plus the penalty of each change. */
  readonly cost: number;
}

/**
 * Killick, Fearnhead and Eckley, "Optimal Detection of Changepoints With a Linear Computational Cost" (2012): the
 * exact optimum of optimal partitioning, without the starts that can no longer be best. As a stretch has a least
 * length, a beaten start is dropped only once the one that beats it may end a stretch itself.
 */
export function pelt(values: readonly number[], settings: PeltSettings): Cuts {
  const { deviation, penalty, leastLength } = checked(settings);
  const cost = stretchCost(values, deviation);
  const total = new Float64Array(values.length + 1).fill(Number.POSITIVE_INFINITY);
  total[0] = -penalty;
  const start = new Int32Array(values.length + 1);
  // From which end on a start is left out.
  const beatenFrom = new Float64Array(values.length + 1).fill(Number.POSITIVE_INFINITY);
  let candidates = [0];
  for (let end = leastLength; end <= values.length; end += 1) {
    candidates = candidates.filter((at) => end < get(beatenFrom, at));
    for (const at of candidates) {
      if (end - at < leastLength) break;
      const sum = get(total, at) + cost(at, end) + penalty;
      if (sum < get(total, end)) {
        total[end] = sum;
        start[end] = at;
      }
    }
    for (const at of candidates) {
      if (end - at < leastLength) break;
      if (get(beatenFrom, at) === Number.POSITIVE_INFINITY && get(total, at) + cost(at, end) >= get(total, end)) {
        beatenFrom[at] = end + leastLength;
      }
    }
    candidates.push(end);
  }
  // Shorter than one stretch: nothing to cut.
  if (values.length < leastLength) return { changePoints: [], cost: cost(0, values.length) };
  return { changePoints: traceBack(start), cost: get(total, values.length) };
}

function traceBack(start: Int32Array): number[] {
  const changePoints: number[] = [];
  for (let at = start[start.length - 1] ?? 0; at > 0; at = start[at] ?? 0) changePoints.unshift(at);
  return changePoints;
}

/** Cost of the values from `from` up to but not with `to`, around their own mean. */
function stretchCost(values: readonly number[], deviation: number): (from: number, to: number) => number {
  // Around the first value, so that a far-off series loses no digits to its height.
  const origin = values[0] ?? 0;
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    const scaled = (value - origin) / deviation;
    sums[index + 1] = get(sums, index) + scaled;
    squares[index + 1] = get(squares, index) + scaled ** 2;
  });
  return (from, to) => {
    if (to === from) return 0;
    const sum = get(sums, to) - get(sums, from);
    return Math.max(0, get(squares, to) - get(squares, from) - sum ** 2 / (to - from));
  };
}

function checked(settings: PeltSettings): PeltSettings {
  const { deviation, penalty, leastLength } = settings;
  const positive = Number.isFinite(deviation) && deviation > 0 && Number.isFinite(penalty) && penalty > 0;
  if (positive && Number.isInteger(leastLength) && leastLength >= 1) return settings;
  throw new StatisticsError({
    what: `A series cannot be cut with deviation ${deviation}, penalty ${penalty} and least length ${leastLength}.`,
    remedy: "This is a defect of Pacegate: all three must be positive, and the length whole.",
  });
}

function get(array: Float64Array, index: number): number {
  return array[index] ?? Number.NaN;
}
