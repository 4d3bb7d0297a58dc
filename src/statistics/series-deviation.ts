// How much a series scatters from one value to the next, whatever steps it has in between.
import { mean, median } from "./order-statistics.ts";

/** Makes the median absolute deviation of normal values their standard deviation. */
const madToDeviation = 1.4826;

/**
 * From the median absolute difference of neighbours, so that neither steps nor single outliers count. Where over half
 * of the neighbours are the same it is 0 and says nothing: then their mean square counts, which is 0 only in a constant
 * series.
 */
export function seriesDeviation(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  if (steps.length === 0) return 0;
  const typical = median(steps);
  // A difference of two has twice the variance of one.
  const single = Math.SQRT1_2;
  return typical > 0 ? madToDeviation * typical * single : Math.sqrt(mean(steps.map((step) => step ** 2))) * single;
}
