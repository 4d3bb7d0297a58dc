import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { proofYaml, proven } from "../../bench/verdict/proof-config.ts";
import { ruleDigest, ruleFiles, whatRuns } from "../../bench/verdict/rule-digest.ts";

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

it("is of what runs: not of comments, types and layout, but of every number", () => {
  const code = "// Why.\nexport const first: number = 4;\n";
  expect(whatRuns("a.ts", code)).toBe(whatRuns("a.ts", "/** Another reason. */\nexport const first = 4"));
  expect(whatRuns("a.ts", code)).not.toBe(whatRuns("a.ts", code.replace("4", "5")));
  expect(() => whatRuns("a.ts", "export const = 4")).toThrow("a.ts cannot be read");
});
