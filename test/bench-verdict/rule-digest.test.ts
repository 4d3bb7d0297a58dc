import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { proofYaml, proven } from "../../bench/verdict/proof-config.ts";
import { ruleDigest, ruleFiles } from "../../bench/verdict/rule-digest.ts";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

it("covers what decides: measuring, estimating, stopping, judging", () => {
  for (const path of [
    "statistics/sequential-rule.ts",
    "bench/duet.ts",
    "bench/launch-sizes.ts",
    "bench/stop-rule.ts",
    "plan/error-budget.ts",
    "compare/judge-duet.ts",
    "compare/noise-control.ts",
  ]) {
    expect(ruleFiles()).toContain(path);
  }
  expect(ruleFiles().filter((path) => !existsSync(join(source, path)))).toEqual([]);
});

it("is the same for the same source, and another for other thresholds", () => {
  const yaml = proofYaml(proven, 1);
  expect(ruleDigest(yaml)).toBe(ruleDigest(yaml));
  expect(ruleDigest(proofYaml({ ...proven, tolerance: "1%" }, 1))).not.toBe(ruleDigest(yaml));
});
