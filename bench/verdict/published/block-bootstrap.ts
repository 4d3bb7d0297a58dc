// Bounds of a mean over figures that are alike where they are close in time: whole blocks are resampled.
import { drawSeed, type Random, seededRandom } from "../../../src/bench/seeded-random.ts";
import { quantile } from "../../../src/statistics/index.ts";
import { type Bounds, boundsLevel } from "./clopper-pearson.ts";

/** A part of the mean: its sum and what it weighs, such as the launches of one block of minutes and their number. */
export interface Part {
  readonly sum: number;
  readonly weight: number;
}
export interface Bootstrapped extends Bounds {
  /** Standard error. */
  readonly error: number;
}

/** Enough that the ends of the interval move by less than what a table shows. */
const resamples = 2000;

/** Fixed, so that the same records give the same figures. */
const seed = 1989;

/**
 * Of the sum of all sums over the sum of all weights. Runs of neighbouring parts are drawn with replacement until they
 * are as many as the parts; the last one is cut. A part is what must not be torn apart (C. A. Field and A. H. Welsh,
 * "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69, 2007); runs of several are for parts
 * that depend on the next (H. R. Künsch, "The jackknife and the bootstrap for general stationary observations", Annals
 * of Statistics 17, 1989).
 * @param parts in time order
 * @param length parts of a run
 */
export function blockBootstrap(parts: readonly Part[], length = 1): Bootstrapped {
  const sums = cumulated(parts.map(({ sum }) => sum));
  const weights = cumulated(parts.map(({ weight }) => weight));
  const random = seededRandom(drawSeed(seededRandom(seed)));
  const means: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const drawn = drawMean(sums, weights, Math.min(length, parts.length), random);
    // A resample of verdicts without a launch has no mean.
    if (drawn !== null) means.push(drawn);
  }
  const tail = (1 - boundsLevel) / 2;
  return { lower: quantile(means, tail), upper: quantile(means, 1 - tail), error: deviation(means) };
}

function drawMean(sums: Float64Array, weights: Float64Array, length: number, random: Random): number | null {
  const count = sums.length - 1;
  let sum = 0;
  let weight = 0;
  for (let drawn = 0; drawn < count; drawn += length) {
    const from = Math.floor(random() * (count - length + 1));
    const to = from + Math.min(length, count - drawn);
    sum += between(sums, from, to);
    weight += between(weights, from, to);
  }
  return weight > 0 ? sum / weight : null;
}

/** Entry n is the sum of the first n values, so that a run costs two look-ups whatever its length. */
function cumulated(values: readonly number[]): Float64Array {
  const result = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) result[index + 1] = (result[index] ?? 0) + value;
  return result;
}

function between(totals: Float64Array, from: number, to: number): number {
  return (totals[to] ?? Number.NaN) - (totals[from] ?? Number.NaN);
}

function deviation(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
