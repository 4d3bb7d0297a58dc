// Launches that were recorded on a real machine, read from the fixture.
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { LaunchSums } from "../../src/statistics/index.ts";

const recordSchema = z.strictObject({
  injectedPercent: z.number(),
  busyNeighbours: z.number(),
  instances: z.array(
    z.strictObject({ headCreatedFirst: z.boolean(), baseUs: z.array(z.number()), headUs: z.array(z.number()) }),
  ),
});

export function recordedLaunches(wanted: { injectedPercent: number; busyNeighbours: number }): LaunchSums[] {
  return readFileSync(new URL("../fixtures/statistics/recorded-launches.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => recordSchema.parse(JSON.parse(line)))
    .filter((r) => r.injectedPercent === wanted.injectedPercent && r.busyNeighbours === wanted.busyNeighbours)
    .map(({ instances }) => ({
      instances: instances.map(({ baseUs, headUs }, index) => ({
        couple: Math.floor(index / 2),
        pairs: baseUs.map((base, pair) => ({ base: base * 1e3, head: (headUs[pair] ?? Number.NaN) * 1e3 })),
      })),
    }));
}
