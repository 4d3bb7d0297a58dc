// Gates of many cells, drawn from the recorded launches and judged by the product's own rule.
import { drawSeed, seededRandom } from "../../../src/bench/seeded-random.ts";
import type { Neighbour } from "../record.ts";
import type { CaughtFigures, CellCost, GateFigures } from "./figures.ts";
import { isSame } from "./outcome.ts";
import type { ReplayedCell } from "./replayed-cell.ts";
import type { StretchCell, Stretches } from "./replayed-stretches.ts";
import { replayedShare } from "./share.ts";

const gates = 10_000;
const seed = 1994;

/** What a slowed cell costs is shown of slowdowns of so many percent. */
export const costPercent = 3;

/**
 * Null where no identical pair has launches enough. Each cell of a gate is drawn by itself, from all stretches of
 * identical pairs; the bounds are those of a cell, which the records bear out, carried over to the gate: more drawing
 * would only make the simulation sure of itself. In a gate with a slowdown one cell is slowed, so its share caught is
 * that of a cell with its part of the budget.
 */
export function gateFigures(
  stretches: readonly Stretches[],
  gate: { readonly cells: number; readonly neighbour: Neighbour; readonly alpha: number },
): GateFigures | null {
  const identical = stretches.filter(({ compared }) => isSame(compared));
  const slowed = stretches.filter(({ compared }) => !isSame(compared));
  const atCost = slowed.filter(({ compared }) => compared.addedPercent === costPercent);
  const same = identical.flatMap(({ cells }) => cells);
  const share = replayedShare(same, isFlagged);
  if (share === null) return null;
  const ofGate = (ofCell: number) => 1 - (1 - ofCell) ** gate.cells;
  const flagged = drawFlaggedGates(same, gate.cells);
  const { effective, lower, upper, bounds } = share;
  const undecided = ({ called }: ReplayedCell) => Number(called === "undecided");
  return {
    cells: gate.cells,
    neighbour: gate.neighbour,
    alpha: gate.alpha,
    simulated: { gates, flagged },
    falseFlags: { share: flagged / gates, effective, lower: ofGate(lower), upper: ofGate(upper), bounds },
    caught: slowed.flatMap(({ compared, cells }) => caughtIn(compared, cells)),
    inconclusive: {
      identical: averageOfPairs(identical, undecided),
      slowed: slowed.length === 0 ? null : averageOfPairs(slowed, undecided),
    },
    identicalCell: costOf(identical),
    slowedCell: atCost.length === 0 ? null : costOf(atCost),
  };
}

function caughtIn(
  { graph, threads, addedPercent, truePercent }: Stretches["compared"],
  cells: readonly StretchCell[],
): CaughtFigures[] {
  const share = replayedShare(cells, ({ called }) => called === "slower");
  return share === null ? [] : [{ graph, threads, addedPercent, calibratedPercent: truePercent, share }];
}

function costOf(pairs: readonly Stretches[]): CellCost {
  return {
    launches: averageOfPairs(pairs, ({ launches }) => launches),
    seconds: averageOfPairs(pairs, ({ seconds }) => seconds),
  };
}

function isFlagged({ called }: ReplayedCell): boolean {
  return called === "slower" || called === "faster";
}

function drawFlaggedGates(cells: readonly ReplayedCell[], perGate: number): number {
  const flags = cells.map(isFlagged);
  const random = seededRandom(drawSeed(seededRandom(seed)));
  let flagged = 0;
  for (let gate = 0; gate < gates; gate += 1) {
    let any = false;
    for (let cell = 0; cell < perGate; cell += 1) any = (flags[Math.floor(random() * flags.length)] ?? false) || any;
    if (any) flagged += 1;
  }
  return flagged;
}

/** Each pair counts alike, however often it was measured. */
function averageOfPairs(pairs: readonly Stretches[], figureOf: (cell: ReplayedCell) => number): number {
  return average(pairs.map(({ cells }) => average(cells.map(figureOf))));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
