import { describe, expect, it } from "vitest";
import { sideDigests } from "../../src/bench/side-digests.ts";
import type { GraphWork, MeasuredCellPlan } from "../../src/plan/bench-plan.ts";
import { sha } from "../fixtures/manifest.ts";

const bundles = { base: sha("base bundle"), head: sha("head bundle") };
const pass = (bundle: string, count = 1): GraphWork["head"] => ({
  bundle,
  runs: 1,
  calls: [{ subgraph: "g", sample: "s", count }],
});

function cell(
  work: Partial<GraphWork> | "local-python",
  action: "measure" | "measure-new" = "measure",
): MeasuredCellPlan {
  const shared = {
    id: "search@1",
    case: "search@1",
    model: "search",
    batchSize: 1,
    backend: null,
    reason: "the test wants it",
    threads: 1,
    limits: { seconds: 60, launches: 4 },
    work:
      work === "local-python"
        ? { kind: "local-python" as const, hasBase: action === "measure", runs: 1 }
        : {
            kind: "graph" as const,
            base: pass(bundles.base),
            head: pass(bundles.head),
            contributions: [],
            parityTolerance: { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-3 },
            ...work,
          },
  };
  return action === "measure" ? { action, ...shared, alpha: 0.005 } : { action, ...shared };
}

describe("the digests of a cell's sides", () => {
  it("tell base from head, so that swapped sides are seen", () => {
    for (const planned of [cell({}), cell("local-python")]) {
      const { base, head } = sideDigests(planned, bundles);
      expect(base).toMatch(/^[0-9a-f]{64}$/);
      expect(head).toMatch(/^[0-9a-f]{64}$/);
      expect(base).not.toBe(head);
    }
  });

  it("change with the bundle, with a call and with the case, and with nothing else", () => {
    const { head } = sideDigests(cell({}), bundles);
    expect(sideDigests(cell({ head: pass(sha("another")) }), bundles).head).not.toBe(head);
    expect(sideDigests(cell({ head: pass(bundles.head, 2) }), bundles).head).not.toBe(head);
    expect(sideDigests(cell({ base: pass(sha("another")) }), bundles).head).toBe(head);
    const python = sideDigests(cell("local-python"), bundles);
    expect(sideDigests({ ...cell("local-python"), case: "search@16" }, bundles).head).not.toBe(python.head);
    expect(sideDigests(cell("local-python"), { ...bundles, head: sha("another") })).toEqual({
      base: python.base,
      head: expect.not.stringMatching(python.head),
    });
  });

  it("are head's alone where nothing is compared", () => {
    for (const work of [{}, "local-python" as const]) {
      expect(sideDigests(cell(work, "measure-new"), bundles).base).toBeNull();
    }
    expect(sideDigests(cell({ base: null }), bundles).base).toBeNull();
  });
});
