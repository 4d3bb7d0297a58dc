// Which rule decided: a digest over the code of all that bears on a decision, and over the proof's configuration.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { minifySync, transformSync } from "rolldown/utils";

/** Files and folders of `src/`: how a launch is measured, what it is worth, when it is enough, and what overrules it. */
const ruleSources = [
  "statistics",
  "bench/duet.ts",
  "bench/cell-record.ts",
  "bench/graph-cell.ts",
  "bench/graph-launch.ts",
  "bench/launch-clock.ts",
  "bench/launch-schedule.ts",
  "bench/launch-sizes.ts",
  "bench/prepare-duet.ts",
  "bench/seeded-random.ts",
  "bench/steady-state.ts",
  "bench/stop-rule.ts",
  "bench/warm-up.ts",
  "bench/engines/onnxrt-cpu.ts",
  "plan/cell-tests.ts",
  "plan/error-budget.ts",
  "plan/graph-cell.ts",
  "plan/plan-benchmarks.ts",
  "report/explain-change.ts",
];

/** Of `src/compare/`: whoever judges a cell, or what a judge asks; and what names the subgraph that got slower. */
const judges =
  /^(judge-.*|noise-control|stall-imbalance|trusted-launches|launch-(?:durations|effects|identity)|call-weights|cell-work|side-figures|contributions|findings)\.ts$/;

const source = fileURLToPath(new URL("../../src/", import.meta.url));

function filesIn(folder: string): string[] {
  return readdirSync(join(source, folder)).map((name) => join(folder, name));
}

/** Paths within `src/`, in one order on every machine. */
export function ruleFiles(): readonly string[] {
  const listed = ruleSources.flatMap((path) => (statSync(join(source, path)).isDirectory() ? filesIn(path) : [path]));
  const judging = filesIn("compare").filter((path) => judges.test(path.slice("compare/".length)));
  return [...listed, ...judging].map((path) => path.replaceAll("\\", "/")).sort();
}

/** @param configuration what the gate is configured with: its thresholds and limits are part of the rule */
export function ruleDigest(configuration: string): string {
  const hash = createHash("sha256").update(configuration);
  for (const path of ruleFiles()) {
    hash.update(`\0${path}\0`).update(whatRuns(path, readFileSync(join(source, path), "utf8")));
  }
  return hash.digest("hex");
}

/** Without types, comments and layout: who words a comment better has not made another rule. */
export function whatRuns(path: string, typeScript: string): string {
  const script = transformSync(path, typeScript);
  const { code, errors } = minifySync(path.replace(/ts$/, "js"), script.code, { compress: false, mangle: false });
  const [error] = [...script.errors, ...errors];
  if (error !== undefined) throw new Error(`${path} cannot be read: ${error.message}`);
  return code;
}
