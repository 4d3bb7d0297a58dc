// Gates of many cells, drawn from the recorded launches and judged by the product's own rule.
import { drawSeed, seededRandom } from "../../../src/bench/seeded-random.ts";
import type { Neighbour } from "../record.ts";
import type { CaughtFigures, GateFigures } from "./figures.ts";
import { isSame } from "./outcome.ts";
import type { ReplayedCell } from "./replayed-cell.ts";
import type { Stretches } from "./replayed-stretches.ts";
import { replayedShare } from "./share.ts";

const gates = 10_000;
const seed = 1994;

/**
 * Null where no identical pair has launches enough. Each cell of a gate is drawn by itself, from all stretches of
 * identical pairs; the bounds are those of a cell, which the records bear out, carried over to the gate: more drawing
 * would only make the simulation sure of itself. In a gate with a slowdown one cell is slowed, so its share caught is
 * that of a cell with its part of the budget.
 */
export function gateFigures(
  stretches: readonly Stretches[],
  gate: { readonly cells: number; readonly neighbour: Neighbour; readonly alpha: number; readonly maxLaunches: number },
): GateFigures | null {
  const same = stretches.filter(({ compared }) => isSame(compared)).flatMap(({ cells }) => cells);
  const share = shareOf(same, isFlagged, gate.maxLaunches);
  if (share === null) return null;
  const ofGate = (ofCell: number) => 1 - (1 - ofCell) ** gate.cells;
  const flagged = drawFlaggedGates(same, gate.cells);
  const all = stretches.flatMap(({ cells }) => cells);
  return {
    cells: gate.cells,
    neighbour: gate.neighbour,
    alpha: gate.alpha,
    simulated: { gates, flagged },
    falseFlags: { share: flagged / gates, lower: ofGate(share.lower), upper: ofGate(share.upper) },
    caught: stretches
      .filter(({ compared }) => !isSame(compared))
      .flatMap(({ compared, cells }) => caughtIn(compared, cells, gate.maxLaunches)),
    inconclusive: average(all.map(({ called }) => Number(called === "undecided"))),
    launchesPerCell: average(all.map(({ launches }) => launches)),
    secondsPerCell: average(all.map(({ seconds }) => seconds)),
  };
}

function caughtIn(
  { graph, threads, addedPercent, truePercent }: Stretches["compared"],
  cells: readonly ReplayedCell[],
  maxLaunches: number,
): CaughtFigures[] {
  const share = shareOf(cells, ({ called }) => called === "slower", maxLaunches);
  return share === null ? [] : [{ graph, threads, addedPercent, truePercent, share }];
}

function shareOf(cells: readonly ReplayedCell[], is: (cell: ReplayedCell) => boolean, maxLaunches: number) {
  return replayedShare(cells.map(is), average(cells.map(({ launches }) => launches)), maxLaunches);
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

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
