// What it costs that Pacegate is there: until GitHub hears of it, and for a thousand models beside their measuring.
// Run with `npm run bench:action`; figures are of the machine and the minute they were taken on.
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { measureStarts } from "./first-request.ts";
import { type MedianInterval, medianInterval } from "./median-interval.ts";
import type { StageCost } from "./simulated-gate.ts";

const pairs = 21;
const startLimitMs = 150;
const gateLimit = { models: 1000, seconds: 3, peakMiB: 512 };

console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}\n`);

const interval = ({ median, lower, upper }: MedianInterval, digits: number, unit: string): string =>
  `${median.toFixed(digits)}${unit} (95%: ${lower.toFixed(digits)} to ${upper.toFixed(digits)})`;
const within = (holds: boolean): string => (holds ? "within the limit" : "ABOVE THE LIMIT");

const starts = await measureStarts(pairs);
const nothing = medianInterval(starts.map(({ nothingMs }) => nothingMs));
const first = medianInterval(starts.map(({ firstRequestMs }) => firstRequestMs));
const difference = medianInterval(starts.map(({ nothingMs, firstRequestMs }) => firstRequestMs - nothingMs));
const ratio = medianInterval(starts.map(({ nothingMs, firstRequestMs }) => firstRequestMs / nothingMs));
console.log(`From the start of the process to the first request, ${pairs} pairs in turns`);
console.log(`  node -e 0                 ${interval(nothing, 1, " ms")}`);
console.log(`  dist/main.js, mode gate   ${interval(first, 1, " ms")}`);
console.log(`  difference                ${interval(difference, 1, " ms")}`);
console.log(`  ratio                     ${interval(ratio, 2, "")}`);
console.log(`  limit ${startLimitMs} ms: ${within(difference.median <= startLimitMs)}\n`);

console.log("Planning, comparing and rendering on 10 backends, simulated; a process for each line");
console.log("models   cells    plan s   compare s   render s    all s   ms a cell   peak MiB");
const number = (value: number, digits: number, width: number): string => value.toFixed(digits).padStart(width);
for (const models of [10, 100, gateLimit.models]) {
  const script = join(import.meta.dirname, "simulated-gate.ts");
  const costs: StageCost[] = JSON.parse(execFileSync(process.execPath, [script, String(models)], { encoding: "utf8" }));
  const seconds = costs.reduce((sum, stage) => sum + stage.seconds, 0);
  const peakMiB = Math.max(...costs.map((stage) => stage.peakMiB));
  const [plan = 0, compare = 0, render = 0] = costs.map((stage) => stage.seconds);
  const cells = models * 10;
  console.log(
    `${String(models).padStart(6)}${String(cells).padStart(8)}${number(plan, 2, 10)}${number(compare, 2, 12)}${number(render, 2, 11)}${number(seconds, 2, 9)}${number((1000 * seconds) / cells, 2, 12)}${number(peakMiB, 0, 11)}`,
  );
  if (models === gateLimit.models) {
    const holds = seconds <= gateLimit.seconds && peakMiB <= gateLimit.peakMiB;
    console.log(`\n  limit ${gateLimit.seconds} s and ${gateLimit.peakMiB} MiB for ${models} models: ${within(holds)}`);
  }
}
