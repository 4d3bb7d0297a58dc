// A gate of many models on ten backends without its measuring: `node bench/simulated-gate.ts <models>` plans, compares
// and renders, and prints the seconds of each stage and the most memory that the process has had by its end.

import type { CellMeasurement, Measurements } from "../src/bench/measurements.ts";
import { sideDigests } from "../src/bench/side-digests.ts";
import { compareMeasurements, failedCells } from "../src/compare/index.ts";
import type { MeasuredCellPlan } from "../src/plan/bench-plan.ts";
import { planBenchmarks, planDigest } from "../src/plan/index.ts";
import { renderComment, renderReport } from "../src/report/index.ts";
import { environment, launches } from "../test/compare/measured-plan.ts";
import { sampleCase, sampleManifest, sampleSubgraph, sha } from "../test/fixtures/manifest.ts";
import { sampleConfig, sampleModel } from "../test/fixtures/sample-config.ts";

export interface StageCost {
  readonly stage: string;
  readonly seconds: number;
  /** Of the process since its start; Node itself, the sources and the simulated input are in it. */
  readonly peakMiB: number;
}

const backends = 10;
const targets = Array.from({ length: backends }, (_, index) => ({
  name: `target-${index}`,
  place: { kind: "local" as const },
  pricePerHourUsd: 1,
  threads: 1,
}));

/** Each model has two subgraphs, of which head changes one. */
function bundle(models: readonly string[], side: "base" | "head") {
  const subgraphs = models.flatMap((model) => [
    sampleSubgraph(`${model}-encoder`, side === "base" ? {} : { fingerprint: sha(`${model} changed`) }),
    sampleSubgraph(`${model}-pooling`),
  ]);
  const cases = models.map((model) =>
    sampleCase(1, [`${model}-encoder`, `${model}-pooling`], { model, localPython: null }),
  );
  const manifest = sampleManifest({ cases, subgraphs, commit: (side === "base" ? "a" : "b").repeat(40) });
  return { manifest, digest: sha(side) };
}

/** Decided at the first look: faster, the same, slower, much slower; drawn before, and shared by many cells. */
const drawn = [0.8, 1, 1.002, 1.5].flatMap((ratio, index) =>
  [1, 2].map((seed) => launches({ ratios: [ratio, 1], launches: 4, seed: seed + index })),
);

function measured(cell: MeasuredCellPlan, index: number, bundles: { base: string; head: string }): CellMeasurement {
  const sides = sideDigests(cell, bundles);
  const parity = { checkedOutputs: 2, unverifiableOutputs: 0, maxAbsolute: 1e-6, maxRelativeL2: 1e-7 };
  return {
    cell: cell.id,
    launches: (drawn[index % drawn.length] ?? []).map((launch) => ({ ...launch, sides })),
    parity: [
      { side: "base", ...parity },
      { side: "head", ...parity },
    ],
    failures: [],
    stop: "decided",
    seconds: 12,
    environment,
  };
}

export function simulateGate(modelCount: number): StageCost[] {
  const costs: StageCost[] = [];
  const timed = <Result>(stage: string, work: () => Result): Result => {
    const start = performance.now();
    const result = work();
    const seconds = (performance.now() - start) / 1000;
    costs.push({ stage, seconds, peakMiB: process.resourceUsage().maxRSS / 1024 });
    return result;
  };

  const models = Array.from({ length: modelCount }, (_, index) => `model-${index}`);
  const config = sampleConfig({
    models: models.map((name) => sampleModel({ name, batchSizes: [1] })),
    targets,
    backends: targets.map(({ name }) => ({ target: name, engine: "onnxrt-cpu" as const, options: [] })),
  });
  const [base, head] = [bundle(models, "base"), bundle(models, "head")];
  const { plan, digest } = timed("plan", () => {
    const planned = planBenchmarks({
      base,
      head,
      config,
      baseHasConfig: true,
      oneEnvironment: true,
      pythonMayRun: true,
      codeIsHere: true,
      pacegateVersion: "0.1.0",
      measurableTargets: new Set(targets.map(({ name }) => name)),
      measurableEngines: new Set(["onnxrt-cpu"] as const),
    });
    return { plan: planned, digest: planDigest(planned) };
  });

  const cellsOf = new Map<string, CellMeasurement[]>(targets.map(({ name }) => [name, []]));
  for (const [index, cell] of plan.cells.entries()) {
    if (cell.action !== "measure" || cell.backend === null) throw new Error(`${cell.id}: ${cell.reason}`);
    cellsOf.get(cell.backend.target)?.push(measured(cell, index, { base: base.digest, head: head.digest }));
  }
  const measurements = Array.from(
    cellsOf,
    ([target, cells]): Measurements => ({
      schema: "pacegate/measurements/1",
      pacegateVersion: "0.1.0",
      planDigest: digest,
      target,
      cells,
    }),
  );
  const verdict = timed("compare", () =>
    compareMeasurements({
      plan,
      planDigest: digest,
      measurements,
      config,
      priceOf: () => ({ pricePerHourUsd: 1, source: "simulated", date: "2026-01-01" }),
      event: "pull-request",
      settingChanges: [],
      versions: {},
    }),
  );
  // A cell that is refused costs next to nothing, and would make the stages look cheap.
  const refused = verdict.cells.find(({ outcome }) => outcome.state !== "measured");
  if (refused !== undefined) throw new Error(`${refused.id}: ${refused.reason}`);
  timed("render", () => {
    for (const format of ["markdown", "terminal", "json"] as const) renderReport(verdict, { format });
    renderComment(verdict, {
      runUrl: "https://github.com/owner/project/actions/runs/1",
      notices: [],
      state: {
        schema: "pacegate/comment-state/1",
        commit: null,
        decidedAt: "2026-01-01T00:00:00Z",
        failed: failedCells(verdict.cells),
        omitted: 0,
        acceptances: [],
      },
    });
  });
  return costs;
}

if (import.meta.main) console.log(JSON.stringify(simulateGate(Number(process.argv[2]))));
