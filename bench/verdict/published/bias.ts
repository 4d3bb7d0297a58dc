// How far off zero identical models are measured, and what being created or warmed up first costs.
import type { LaunchRecord, VerdictRecord } from "../record.ts";
import { blockBootstrap, type Part } from "./block-bootstrap.ts";
import type { BiasFigures } from "./figures.ts";
import { groupByCompared, isSame } from "./outcome.ts";

type Instance = LaunchRecord["instances"][number];

/**
 * A row for each harmless pair beside each neighbour. Launches of one verdict are not independent, so the standard error
 * is that of the block bootstrap over verdicts.
 * @param records in time order
 */
export function biasFigures(records: readonly VerdictRecord[]): BiasFigures[] {
  return [...groupByCompared(records.filter(isSame)).values()].flatMap(biasOf);
}

function biasOf(verdicts: readonly VerdictRecord[]): BiasFigures[] {
  const measured = verdicts.filter(({ launches }) => launches.length > 0);
  const [first] = measured;
  if (first === undefined) return [];
  const { graph, variant, neighbour, threads } = first;
  const bias = percentEffect(measured, ({ launches }) => launches.map(({ logRatio }) => logRatio));
  if (bias === null) return [];
  return [
    {
      graph,
      variant,
      neighbour,
      threads,
      verdicts: measured.length,
      launches: measured.reduce((sum, { launches }) => sum + launches.length, 0),
      bias,
      createdFirst: percentEffect(measured, firstOverSecond("createdFirst")),
      warmedFirst: percentEffect(measured, firstOverSecond("warmedFirst")),
    },
  ];
}

/** log(first/second) of every instance. */
function firstOverSecond(order: "createdFirst" | "warmedFirst") {
  return ({ launches }: VerdictRecord): number[] =>
    launches.flatMap(({ instances }) =>
      instances.map((instance: Instance) => (instance[order] === "head" ? instance.logRatio : -instance.logRatio)),
    );
}

function percentEffect(
  verdicts: readonly VerdictRecord[],
  valuesOf: (verdict: VerdictRecord) => readonly number[],
): BiasFigures["createdFirst"] {
  const parts: Part[] = verdicts.map((verdict) => {
    const values = valuesOf(verdict);
    return { sum: values.reduce((sum, value) => sum + value, 0) * 100, weight: values.length };
  });
  // The scatter of one verdict alone is unknown.
  if (parts.length < 2) return null;
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  return { mean: total(({ sum }) => sum) / total(({ weight }) => weight), error: blockBootstrap(parts).error };
}
