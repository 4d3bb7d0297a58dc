// What the chart draws: for each rule the share called slower, by how much slower head is.
import type { Neighbour } from "../record.ts";
import { addedPercents, slowedGraphs } from "./detection-table.ts";
import type { Figures } from "./figures.ts";

export interface DetectionCurve {
  readonly name: string;
  readonly isOurs: boolean;
  readonly isLive: boolean;
  /** Nominal slowdown and share flagged, both in percent; at 0 the false flags. */
  readonly points: readonly (readonly [number, number])[];
}

/**
 * The three graphs together, each counted alike, one thread. Where one of them is missing there is no point: the curve
 * would bend for what was measured, and not for what was found.
 */
export function detectionCurves({ rules }: Figures, neighbour: Neighbour): DetectionCurve[] {
  return rules.flatMap(({ name, how, design, conditions }) => {
    const condition = conditions.find((candidate) => candidate.neighbour === neighbour);
    if (condition === undefined) return [];
    const points = addedPercents.flatMap((percent): (readonly [number, number])[] => {
      const shares = slowedGraphs.flatMap(
        (graph) =>
          condition.caught.find((pair) => pair.graph === graph && pair.addedPercent === percent && pair.threads === 1)
            ?.share.share ?? [],
      );
      if (shares.length < slowedGraphs.length) return [];
      return [[percent, rounded((100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length)]];
    });
    const { falseFlags } = condition;
    const atZero: readonly (readonly [number, number])[] =
      falseFlags === null ? [] : [[0, rounded(100 * falseFlags.share)]];
    const isOurs = design === "duet";
    return [
      { name: isOurs ? `${name}, ${how}` : name, isOurs, isLive: how === "live", points: [...atZero, ...points] },
    ];
  });
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
