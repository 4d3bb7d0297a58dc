import { describe, expect, it } from "vitest";
import { proofConfig, proven } from "../../bench/verdict/proof-config.ts";
import { ProofFolder } from "../../bench/verdict/proof-folder.ts";
import { eightPair, harmlessPair, type ProofPair, slowerPair } from "../../bench/verdict/proof-pair.ts";
import { smoke } from "../../bench/verdict/smoke.ts";
import { openBundle } from "../../src/bundle/index.ts";
import type { Manifest } from "../../src/bundle/manifest.ts";
import { planBundles } from "../../src/planned-gate.ts";

async function planOf(pair: ProofPair, change: (head: Manifest) => Manifest = (head) => head) {
  const [base, head] = [await openBundle(pair.base), await openBundle(pair.head)];
  const { plan } = planBundles({
    base,
    head: { ...head, manifest: change(head.manifest) },
    baseHasConfig: true,
    oneEnvironment: true,
    pythonMayRun: false,
    codeIsHere: false,
    config: proofConfig(proven, 1),
    settingChanges: [],
    event: "pull-request",
    runnersElsewhere: false,
  });
  const [cell, ...others] = plan.cells;
  if (cell === undefined || others.length > 0) throw new Error(`the plan has ${plan.cells.length} cells`);
  return cell;
}

const lockOf = async (pair: ProofPair) => (await openBundle(pair.base)).manifest.lockDigest;

describe("pairs of harmless variants", () => {
  it.each(["identical", "renamed", "re-exported", "reordered"] as const)(
    "are measured for another lock file, and would be skipped without one: %s",
    async (variant) => {
      using folder = new ProofFolder();
      const pair = await harmlessPair(folder, smoke.sizes, "1 ms", variant);
      expect(await planOf(pair)).toMatchObject({ action: "measure", reason: expect.stringContaining("lock file") });
      const lockDigest = await lockOf(pair);
      expect(await planOf(pair, (head) => ({ ...head, lockDigest }))).toMatchObject({ action: "skip-unchanged" });
    },
  );
});

describe("pairs with added work", () => {
  it("are measured for the graph that changed", async () => {
    using folder = new ProofFolder();
    const cell = await planOf(await slowerPair(folder, smoke.sizes, "1 ms", 20));
    expect(cell).toMatchObject({ action: "measure", reason: expect.stringContaining("Graph #1") });
  });

  it.each([0, 3, 7])("slow one of eight and leave seven as noise control: position %i", async (slowed) => {
    using folder = new ProofFolder();
    const pair = await eightPair(folder, smoke.sizes, 20, slowed);
    const cell = await planOf(pair);
    if (cell.action !== "measure" || cell.work.kind !== "graph") throw new Error(cell.reason);
    expect(cell.work.contributions.map(({ unchanged }) => unchanged)).toEqual(
      Array.from({ length: 8 }, (_, position) => position !== slowed),
    );
    expect(cell.work.contributions[slowed]).toMatchObject({ baseCalls: [slowed], headCalls: [slowed] });
  });
});
