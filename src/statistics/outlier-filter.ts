// Which durations of one side are stalls: above one and a half times that side's own first quartile.
import { ascending, quantileOfSorted } from "./order-statistics.ts";
import { StatisticsError } from "./statistics-error.ts";

/**
 * Factor of the duet study: durations on shared machines have a fast mode and a slow mode up to 1.45 times above it,
 * and stalls beyond. Each side has its own bound, since a pooled one would drop every call of a head that is 60% slower.
 */
const stallFactor = 1.5;

/** The largest duration that still counts. */
export function stallBound(durations: readonly number[]): number {
  check(durations);
  return stallFactor * quantileOfSorted(ascending(durations), durations.length, 0.25);
}

function check(durations: readonly number[]): void {
  for (const duration of durations) {
    if (!(Number.isFinite(duration) && duration > 0)) {
      throw new StatisticsError({
        what: `A duration is ${duration}; every duration must be a positive, finite number.`,
        remedy: "Measure again: these measurements are damaged.",
      });
    }
  }
}

/** The durations that are no stalls; never empty. */
export function withoutStalls(durations: readonly number[]): number[] {
  const bound = stallBound(durations);
  return durations.filter((duration) => duration <= bound);
}

/** `median(withoutStalls(durations))`, sorted once: the durations of all calls are many. */
export function medianWithoutStalls(durations: readonly number[]): number {
  check(durations);
  const sorted = ascending(durations);
  const bound = stallFactor * quantileOfSorted(sorted, sorted.length, 0.25);
  let kept = sorted.length;
  while (kept > 1 && (sorted[kept - 1] ?? 0) > bound) kept -= 1;
  return quantileOfSorted(sorted, kept, 0.5);
}
