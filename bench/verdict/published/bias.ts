// How far off zero identical models are measured, and what being created or warmed up first costs.
import { standardError } from "../../../src/statistics/index.ts";
import type { LaunchRecord, VerdictRecord } from "../record.ts";
import { blockBootstrap, type Part } from "./block-bootstrap.ts";
import type { BiasFigures } from "./figures.ts";
import { groupByCompared, isSame } from "./outcome.ts";
import { type InBlock, timeBlocks, wholeBlocks } from "./time-blocks.ts";

type Instance = LaunchRecord["instances"][number];
type BlockOf = ReturnType<typeof timeBlocks>;

/**
 * A row for each harmless pair beside each neighbour. Launches of one verdict are not independent, nor need verdicts of
 * the same minutes be: the standard error is the larger of those of the means of verdicts and of resampled blocks.
 * @param records in time order, of both neighbours
 */
export function biasFigures(records: readonly VerdictRecord[]): BiasFigures[] {
  const blockOf = timeBlocks(records);
  return [...groupByCompared(records.filter(isSame)).values()].flatMap((verdicts) => biasOf(verdicts, blockOf));
}

function biasOf(verdicts: readonly VerdictRecord[], blockOf: BlockOf): BiasFigures[] {
  const measured = verdicts.filter(({ launches }) => launches.length > 0);
  const [first] = measured;
  if (first === undefined) return [];
  const { graph, variant, neighbour, threads } = first;
  const percent = (valuesOf: (verdict: VerdictRecord) => readonly number[]) =>
    percentEffect(measured.map((verdict) => ({ block: blockOf(verdict), ...partOf(valuesOf(verdict)) })));
  const bias = percent(({ launches }) => launches.map(({ logRatio }) => logRatio));
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
      createdFirst: percent(firstOverSecond("createdFirst")),
      warmedFirst: percent(firstOverSecond("warmedFirst")),
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

function partOf(values: readonly number[]): Part {
  return { sum: values.reduce((sum, value) => sum + value, 0) * 100, weight: values.length };
}

/** @param parts one of each verdict */
function percentEffect(parts: readonly (Part & InBlock)[]): BiasFigures["createdFirst"] {
  // The scatter of one verdict alone is unknown.
  if (parts.length < 2) return null;
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const ofVerdicts = standardError(parts.map(({ sum, weight }) => sum / weight)).error;
  const ofBlocks = blockBootstrap(wholeBlocks(parts)).error;
  return { mean: total(({ sum }) => sum) / total(({ weight }) => weight), error: Math.max(ofVerdicts, ofBlocks) };
}
