// The words for an effect and for the cell that has it.
import { formatBackend } from "../config/index.ts";
import type { PlannedCell } from "../plan/bench-plan.ts";
import type { Effect } from "./verdict.ts";

/** `search@16 on here/onnxrt-cpu`, `the local Python of search@16`. */
export function cellTitle(cell: Pick<PlannedCell, "case" | "backend">): string {
  return cell.backend === null ? `the local Python of ${cell.case}` : `${cell.case} on ${formatBackend(cell.backend)}`;
}

/** `2.31x slower`, `3.2% slower`, `1.8x faster`. */
export function speedWords(ratio: number): string {
  const word = ratio >= 0 ? "slower" : "faster";
  const factor = ratio >= 0 ? 1 + ratio : 1 / (1 + ratio);
  return factor >= 1.5 ? `${factor.toFixed(2)}x ${word}` : `${percent(Math.abs(ratio))} ${word}`;
}

/** `+131%, 99.8% interval +120% … +143%`. */
export function effectWords(effect: Effect): string {
  return `${signedPercent(effect.ratio)}, ${intervalWords(effect)}`;
}

export function intervalWords({ lower, upper, level }: Effect): string {
  // Rounded down, so that 99.999% is not called certain.
  const shown = Math.floor(level * 1e4) / 1e2;
  return `${shown}% interval ${signedPercent(lower)} … ${signedPercent(upper)}`;
}

export function percent(ratio: number): string {
  const value = 100 * ratio;
  return `${Math.abs(value) >= 10 ? value.toFixed(0) : Number(value.toFixed(1))}%`;
}

function signedPercent(ratio: number): string {
  if (ratio > 1e4) return "over +1000000%";
  return ratio > 0 ? `+${percent(ratio)}` : percent(ratio);
}
