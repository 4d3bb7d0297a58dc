import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ResultsFolder } from "../../src/results/index.ts";
import { input } from "../compare/measured-plan.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pacegate-results-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("a new plan leaves nothing beside it that an earlier gate decided", async () => {
  const results = new ResultsFolder(directory);
  const { plan } = input([], []);
  await results.writePlan(plan);
  await results.writeMeasurements([]);
  await results.writeVerdict(sampleVerdict());
  await results.writeReport("# earlier");
  expect(readdirSync(directory)).toHaveLength(4);
  await results.writePlan(plan);
  expect(readdirSync(directory)).toEqual(["plan.json"]);
  expect(await results.readPlan()).toEqual(plan);
});
