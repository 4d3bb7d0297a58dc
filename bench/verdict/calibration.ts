// How much work to add for a slowdown of a given true percentage: what long duets have shown, and what to measure next.
import { z } from "zod";
import { standardError } from "../../src/statistics/index.ts";
import { type Estimate, graphNames } from "./record.ts";

/** One launch of base and a head with added work, on a quiet machine. */
export const calibrationLaunchSchema = z.strictObject({
  graph: z.enum(graphNames),
  /** Of the graph that is slowed, which in the case of eight subgraphs is one of them. */
  nominalPercent: z.number().positive(),
  columns: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  /** log(head/base) of the graph that is slowed, by Pacegate's estimate. */
  logRatio: z.number(),
  /** The same of the whole pass. */
  totalLogRatio: z.number(),
  /** The same of the whole pass by plain sums of all passes, stalls included: a check that owes nothing to the rule. */
  plainTotalLogRatio: z.number(),
});
export type CalibrationLaunch = z.infer<typeof calibrationLaunchSchema>;

export interface Calibrated {
  readonly columns: number;
  readonly launches: number;
  /** Of the graph that is slowed. */
  readonly percent: Estimate;
  /** Of the whole pass. */
  readonly totalPercent: Estimate;
  readonly plainTotalPercent: Estimate;
  /** Whether it came as near as it should before the launches ran out. */
  readonly reached: boolean;
}

export type CalibrationStep =
  | { readonly kind: "measure"; readonly columns: number }
  | { readonly kind: "done"; readonly calibrated: Calibrated };

export interface CalibrationBounds {
  /** Allowed distance of the mean from the nominal percentage, in percentage points. */
  readonly nearPercent: number;
  /** Allowed standard error, in percentage points. */
  readonly errorPercent: number;
  /** Where these shares of the nominal percentage are more, they are allowed: nobody asks whether 10% is 10.2%. */
  readonly nearShare: number;
  readonly errorShare: number;
  /** Before which a size of the added work is not judged. */
  readonly leastLaunches: number;
  /** Over all sizes tried. */
  readonly mostLaunches: number;
}

export const provenBounds: CalibrationBounds = {
  nearPercent: 0.15,
  errorPercent: 0.1,
  nearShare: 0.04,
  errorShare: 0.025,
  leastLaunches: 8,
  mostLaunches: 400,
};

/** @param firstColumns the pilot's guess */
export function nextCalibrationStep(
  launches: readonly CalibrationLaunch[],
  nominalPercent: number,
  firstColumns: number,
  bounds: CalibrationBounds = provenBounds,
): CalibrationStep {
  const latest = launches.at(-1);
  if (latest === undefined) return { kind: "measure", columns: firstColumns };
  const again = { kind: "measure", columns: latest.columns } as const;
  const tried = Map.groupBy(launches, ({ columns }) => columns);
  const group = tried.get(latest.columns) ?? [];
  if (group.length < bounds.leastLaunches) return again;

  const candidate = estimated(latest.columns, group);
  const { mean, error } = candidate.percent;
  const off = Math.abs(mean - nominalPercent);
  const near = Math.max(bounds.nearPercent, bounds.nearShare * nominalPercent);
  const sharp = error < Math.max(bounds.errorPercent, bounds.errorShare * nominalPercent);
  if (sharp && off <= near) return { kind: "done", calibrated: { ...candidate, reached: true } };
  if (launches.length >= bounds.mostLaunches) {
    const judged = [...tried].filter(([, { length }]) => length >= bounds.leastLaunches);
    return { kind: "done", calibrated: { ...nearest(judged, nominalPercent), reached: false } };
  }
  const surelyOff = off > near + 2 * error || (sharp && off > near);
  return surelyOff ? { kind: "measure", columns: betterColumns(tried, candidate, nominalPercent) } : again;
}

type Candidate = Omit<Calibrated, "reached">;

function estimated(columns: number, launches: readonly CalibrationLaunch[]): Candidate {
  return {
    columns,
    launches: launches.length,
    percent: percentOf(launches.map(({ logRatio }) => logRatio)),
    totalPercent: percentOf(launches.map(({ totalLogRatio }) => totalLogRatio)),
    plainTotalPercent: percentOf(launches.map(({ plainTotalLogRatio }) => plainTotalLogRatio)),
  };
}

function percentOf(logRatios: readonly number[]): Estimate {
  const { mean, error } = standardError(logRatios);
  return { mean: 100 * Math.expm1(mean), error: 100 * Math.exp(mean) * error };
}

function nearest(
  tried: readonly (readonly [number, readonly CalibrationLaunch[]])[],
  nominalPercent: number,
): Candidate {
  const badness = ({ percent }: Candidate) => Math.abs(percent.mean - nominalPercent) + percent.error;
  return tried
    .map(([columns, launches]) => estimated(columns, launches))
    .reduce((best, next) => (badness(next) < badness(best) ? next : best));
}

/** Further than this from the nominal percentage the work need not grow in proportion to the columns. */
const proportionalWithin = 2;
const largestFactor = 4;

/** Time in proportion to the columns: a line through nothing added and all that was measured near the aim. */
function betterColumns(
  tried: ReadonlyMap<number, readonly CalibrationLaunch[]>,
  current: Candidate,
  nominalPercent: number,
): number {
  const between = (factor: number) => Math.min(largestFactor, Math.max(1 / largestFactor, factor));
  const { mean } = current.percent;
  const inProportion = Math.round(current.columns * between(mean > 0 ? nominalPercent / mean : largestFactor));
  let products = 0;
  let squares = 0;
  for (const [columns, launches] of tried) {
    if (launches.length < 2) continue;
    const { percent } = estimated(columns, launches);
    const ratio = percent.mean / nominalPercent;
    if (percent.error === 0 || ratio < 1 / proportionalWithin || ratio > proportionalWithin) continue;
    products += (columns * percent.mean) / percent.error ** 2;
    squares += (columns / percent.error) ** 2;
  }
  const fitted = squares > 0 && products > 0 ? Math.round((nominalPercent * squares) / products) : inProportion;
  const chosen = [fitted, inProportion].find((columns) => columns !== current.columns && columns > 0);
  return chosen ?? Math.max(1, current.columns + (mean < nominalPercent ? 1 : -1));
}
