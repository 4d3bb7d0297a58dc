// A process of the busy neighbour: computes for 10 to 1000 ms, rests as long, and ends when its input is closed.
import { setTimeout } from "node:timers/promises";

const shortestMs = 10;
const longestMs = 1000;

/** Each order of magnitude equally often. */
const drawMs = (): number => shortestMs * (longestMs / shortestMs) ** Math.random();

process.stdin.on("error", () => process.exit());
process.stdin.on("end", () => process.exit());
process.stdin.resume();

while (true) {
  const end = performance.now() + drawMs();
  let sum = 0;
  while (performance.now() < end) for (let step = 0; step < 1000; step++) sum += Math.sqrt(step + sum);
  await setTimeout(drawMs());
}
