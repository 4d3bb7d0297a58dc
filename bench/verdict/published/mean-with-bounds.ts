// The mean of seconds over verdicts, with bounds that hold for Student's method and for resampled blocks alike.
import { tInterval } from "../../../src/statistics/index.ts";
import { blockBootstrap } from "./block-bootstrap.ts";
import { boundsLevel } from "./clopper-pearson.ts";
import type { Mean } from "./figures.ts";
import { type InBlock, wholeBlocks } from "./time-blocks.ts";

/** @returns null below two values */
export function meanWithBounds(verdicts: readonly (InBlock & { readonly seconds: number })[]): Mean | null {
  if (verdicts.length < 2) return null;
  const student = tInterval(
    verdicts.map(({ seconds }) => seconds),
    (1 - boundsLevel) / 2,
  );
  const blocks = wholeBlocks(verdicts.map(({ block, seconds }) => ({ block, sum: seconds, weight: 1 })));
  const seesScatter = blocks.length > 1;
  const resampled = seesScatter ? blockBootstrap(blocks) : student;
  return {
    count: verdicts.length,
    mean: student.mean,
    lower: Math.max(0, Math.min(student.lower, resampled.lower)),
    upper: Math.max(student.upper, resampled.upper),
    bounds: seesScatter ? "Student and resampled" : "Student alone",
  };
}
