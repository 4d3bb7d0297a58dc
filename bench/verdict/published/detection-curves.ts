// What the chart draws: for each rule the share called slower, by how much slower head is.
import type { Neighbour } from "../record.ts";
import { slowedGraphs } from "./detection-table.ts";
import type { Figures } from "./figures.ts";

export interface DetectionCurve {
  readonly name: string;
  readonly isOurs: boolean;
  readonly isLive: boolean;
  /** Slowdown and share flagged, both in percent; at 0 the false flags. */
  readonly points: readonly (readonly [number, number])[];
}

/** The three graphs together, one thread. */
export function detectionCurves({ rules }: Figures, neighbour: Neighbour): DetectionCurve[] {
  return rules.flatMap(({ name, how, design, conditions }) => {
    const condition = conditions.find((candidate) => candidate.neighbour === neighbour);
    if (condition === undefined) return [];
    const counted = condition.caught.filter(
      ({ graph, threads }) => threads === 1 && slowedGraphs.some((slowed) => slowed === graph),
    );
    const points = [...Map.groupBy(counted, ({ addedPercent }) => addedPercent)].map(
      ([percent, figures]): readonly [number, number] => {
        const total = (of: "hits" | "trials") => figures.reduce((sum, { share }) => sum + share[of], 0);
        return [percent, rounded((100 * total("hits")) / total("trials"))];
      },
    );
    const { falseFlags } = condition;
    if (falseFlags !== null) points.push([0, rounded(100 * falseFlags.share)]);
    const isOurs = design === "duet";
    return [
      {
        name: isOurs ? `${name}, ${how}` : name,
        isOurs,
        isLive: how === "live",
        points: points.toSorted(([a], [b]) => a - b),
      },
    ];
  });
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
