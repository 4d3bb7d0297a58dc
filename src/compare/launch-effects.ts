// What each launch of a cell saw; where nothing can be made of one, it is named.
import type { Launch } from "../bench/measurements.ts";
import { type LaunchEffect, type LaunchSums, launchEffect, NoiseError, StatisticsError } from "../statistics/index.ts";

/**
 * @param sums of each launch, in the same order
 * @throws StatisticsError, or NoiseError where it was one, that names the launch of which no effect can be had
 */
export function launchEffects(launches: readonly Launch[], sums: readonly LaunchSums[]): readonly LaunchEffect[] {
  return sums.map((launchSums, position) => {
    try {
      return launchEffect(launchSums);
    } catch (error) {
      throw error instanceof StatisticsError ? named(launches[position]?.index, error) : error;
    }
  });
}

function named(index: number | undefined, error: StatisticsError): StatisticsError {
  const { what, remedy } = error;
  const parts = {
    what: `Launch ${index} cannot be used: ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    remedy,
    cause: error,
  };
  return error instanceof NoiseError ? new NoiseError(parts) : new StatisticsError(parts);
}
