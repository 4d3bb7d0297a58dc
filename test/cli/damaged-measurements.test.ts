// `pacegate compare` on a results folder whose measurements are damaged: exit code 2, and a sentence that says where.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planDigest } from "../../src/plan/index.ts";
import { graphCell, graphCellId, input, launches, measured } from "../compare/measured-plan.ts";

const cli = resolve(import.meta.dirname, "../../src/cli.ts");
const otherId = "other here/onnxrt-cpu";
const { plan, measurements } = input(
  [graphCell(), graphCell({ id: otherId, case: "other" })],
  [measured({ launches: launches({ launches: 4, pairs: 4 }) }), measured({ cell: otherId })],
);
const document = {
  schema: "pacegate/measurements-file/1",
  measurements: measurements.map((one) => ({ ...one, planDigest: planDigest(plan) })),
};
const text = JSON.stringify(document);
const [firstLaunch] = measurements[0]?.cells[0]?.launches ?? [];
const headNs = JSON.stringify(firstLaunch?.instances[0]?.pairs[0]?.headNs);
const pairs = JSON.stringify(firstLaunch?.instances[0]?.pairs);
const atHead = "measurements.0.cells.0.launches.0.instances.0.pairs.0.headNs.1";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-damaged-"));
  const config = `version: 1
models: {search: {entry: "search.py:predict", inputs: "search.py:requests"}}
backends: [here/onnxrt-cpu]
`;
  writeFileSync(join(folder, "pacegate.yml"), config);
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
});
afterAll(() => rmSync(folder, { recursive: true }));

function compare(measurementsText: string) {
  rmSync(join(folder, "verdict.json"), { force: true });
  writeFileSync(join(folder, "measurements.json"), measurementsText);
  return spawnSync(process.execPath, [cli, "compare", folder, "-C", folder], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
}

/** The same file with the first place where `whole` stands replaced. */
function damaged(whole: string, replacement: string): string {
  expect(text).toContain(whole);
  return text.replace(whole, replacement);
}

const withSecondCall = (ns: string) => damaged(headNs, headNs.replace(/,\d+\]$/, `,${ns}]`));

describe("pacegate compare", () => {
  it("passes on the measurements before they are damaged", () => {
    const { status, stderr, stdout } = compare(text);
    expect(status, stderr + stdout).toBe(0);
  });

  it.each([
    ["no number, which JSON writes as null", "null", "received null"],
    ["zero", "0", "expected number to be >0"],
    ["negative", "-5", "expected number to be >0"],
    ["1e300", "1e300", "expected"],
    ["endless", "1e999", "expected"],
  ])("refuses a duration that is %s, and names the place and the cell", (_what, ns, said) => {
    const { status, stderr, stdout } = compare(withSecondCall(ns));
    expect(status, stderr).toBe(2);
    expect(stderr).toMatch(/^DocumentError: The file breaks pacegate\/measurements-file\/1 at /);
    expect(stderr).toContain(`${atHead}, in the cell ${JSON.stringify(graphCellId)}: `);
    expect(stderr).toContain(said);
    expect(stderr).toContain(`(${join(folder, "measurements.json")})`);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
    expect(existsSync(join(folder, "verdict.json"))).toBe(false);
  });

  it("refuses an instance without a pair in the same way", () => {
    const { status, stderr } = compare(damaged(pairs, "[]"));
    expect(status, stderr).toBe(2);
    expect(stderr).toContain(
      `launches.0.instances.0.pairs, in the cell ${JSON.stringify(graphCellId)}: Too small: expected array to have >=1 items`,
    );
  });

  it("fails the cell alone where the file reads well and the figures are wrong", () => {
    const { status, stdout, stderr } = compare(damaged(headNs, `[${headNs.slice(1, -1)},1000]`));
    expect(status, stderr).toBe(2);
    expect(stdout).toContain("Instance 0 of launch 0 has a pass of head with 3 of its 2 calls.");
    expect(stdout).toContain("Measure again.");
    expect(stdout).toContain("1 failed, 1 unchanged");
  });
});
