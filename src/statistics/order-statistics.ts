// Robust summaries of a list of numbers: quantile, trimmed mean, mean of the middle half.
import { StatisticsError } from "./statistics-error.ts";

export type Sorted = ArrayLike<number>;

/** Sorting first makes every sum below the same for every order of the values, to the last bit. */
export function ascending(values: readonly number[]): Sorted {
  if (values.length === 0) {
    throw new StatisticsError({
      what: "There are no values to summarise.",
      remedy: "Measure again; no launch or pair was left.",
    });
  }
  return values.length <= fewValues ? insertionSort(values) : new Float64Array(values).sort();
}

/** Up to here a typed array and the call into its sort cost more than the sorting: an instance has about ten pairs. */
const fewValues = 40;

function insertionSort(values: readonly number[]): Sorted {
  // Not-a-number makes it a list of doubles from the start. Durations are integers and log ratios are not: sorting
  // both kinds of list with the same code takes the engine a third longer.
  const sorted = new Array<number>(values.length).fill(Number.NaN);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    // The engine's order, in which NaN is last.
    if (Number.isNaN(value)) return new Float64Array(values).sort();
    let place = index - 1;
    for (; place >= 0; place -= 1) {
      const before = sorted[place] ?? Number.NaN;
      if (before <= value) break;
      sorted[place + 1] = before;
    }
    sorted[place + 1] = value;
  }
  return sorted;
}

function at(sorted: Sorted, index: number): number {
  return sorted[Math.min(Math.max(index, 0), sorted.length - 1)] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return meanOfRange(ascending(values), 0, values.length);
}

function meanOfRange(sorted: Sorted, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) sum += at(sorted, index);
  return sum / (to - from);
}

/** Linear between order statistics: definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996). */
export function quantile(values: readonly number[], probability: number): number {
  return quantileOfSorted(ascending(values), values.length, probability);
}

/** Of the smallest `count`. */
export function quantileOfSorted(sorted: Sorted, count: number, probability: number): number {
  const position = (count - 1) * probability;
  const below = Math.floor(position);
  const low = at(sorted, below);
  return low + (position - below) * (at(sorted, Math.min(below + 1, count - 1)) - low);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Mean after dropping `share` of the values at each end. */
export function trimmedMean(values: readonly number[], share: number): number {
  const cut = Math.floor(values.length * share);
  return meanOfRange(ascending(values), cut, values.length - cut);
}

/** Mean of the middle half: of four values the middle two, of up to three all. */
export function middleHalfMean(values: readonly number[]): number {
  return trimmedMean(values, 0.25);
}
