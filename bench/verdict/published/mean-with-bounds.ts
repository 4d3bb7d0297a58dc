// The mean of seconds over verdicts, with the wider of Student's and the block-bootstrap bounds.
import { tInterval } from "../../../src/statistics/index.ts";
import { blockBootstrap } from "./block-bootstrap.ts";
import { boundsLevel } from "./clopper-pearson.ts";
import type { Mean } from "./figures.ts";

/**
 * @param values in time order
 * @returns null below two values
 */
export function meanWithBounds(values: readonly number[]): Mean | null {
  if (values.length < 2) return null;
  const student = tInterval(values, (1 - boundsLevel) / 2);
  const blocks = blockBootstrap(values.map((sum) => ({ sum, weight: 1 })));
  const byBlocks = blocks.upper - blocks.lower > student.upper - student.lower;
  const { lower, upper } = byBlocks ? blocks : student;
  return { count: values.length, mean: student.mean, lower, upper, bounds: byBlocks ? "block bootstrap" : "Student" };
}
