// Dollars per million calls and per million items, from a latency and a price per hour.

export interface CostInput {
  /** Time of one run (one call of the function), which handles a whole batch. */
  readonly msPerRun: number;
  readonly pricePerHourUsd: number;
  /** Items that one call handles; null where the config does not say. */
  readonly batchSize: number | null;
}

export interface CostPerMillion {
  readonly usdPerMillionCalls: number;
  /** Null where the batch size is unknown. */
  readonly usdPerMillionItems: number | null;
}

/** A million calls of one millisecond take 1e6 ms of the hour's 3.6e6: 1 / 3.6 hours. */
const callMillisecondsPerMillionAndHour = 3.6;

/**
 * What a million calls cost on a machine that does nothing else.
 *
 * The formula is octoml-profile's (0.2.2): price * ms / 3.6. It called the result "per million requests" whatever the
 * batch; here the batch is divided out and both figures are named for what they count.
 */
export function costPerMillion({ msPerRun, pricePerHourUsd, batchSize }: CostInput): CostPerMillion {
  const usdPerMillionCalls = (pricePerHourUsd * msPerRun) / callMillisecondsPerMillionAndHour;
  return { usdPerMillionCalls, usdPerMillionItems: batchSize === null ? null : usdPerMillionCalls / batchSize };
}
