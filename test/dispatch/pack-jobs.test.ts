// Cells into jobs: one a target, more where machines share its work, never more than a run can have.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Place, Target } from "../../src/config/index.ts";
import { checkJobsOfPlan } from "../../src/dispatch/check-jobs.ts";
import { DispatchError, packJobs } from "../../src/dispatch/index.ts";
import type { BenchPlan, PlannedCell } from "../../src/plan/bench-plan.ts";
import { graphCell, input, localPythonCell, unmeasured } from "../compare/measured-plan.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";

function runner(name: string, change: Partial<Extract<Place, { kind: "runner" }>> = {}): Target {
  const place = { kind: "runner" as const, runsOn: ["self-hosted", name], optional: false, runners: 1, ...change };
  return { name, place, pricePerHourUsd: null, threads: null };
}

const here: Target = { name: "here", place: { kind: "local" }, pricePerHourUsd: null, threads: null };

function on(target: string, id: string, seconds = 60): PlannedCell {
  const backend = { target, engine: "onnxrt-cpu" as const, options: [] };
  return graphCell({ id, backend, limits: { seconds, launches: 24 } });
}

function pack(cells: readonly PlannedCell[], targets: readonly Target[], maxJobs?: number) {
  const plan = planOf(cells);
  const packed = packJobs(plan, sampleConfig({ targets }), maxJobs === undefined ? {} : { maxJobs });
  checkJobsOfPlan(packed.jobs, plan);
  return packed;
}

const planOf = (cells: readonly PlannedCell[]): BenchPlan => input(cells, []).plan;

describe("packing cells into jobs", () => {
  it("makes one job a target, in the plan's order, of what is measured there", () => {
    const { jobs, local } = pack(
      [
        on("t4", "a"),
        on("arm", "b"),
        on("here", "c"),
        localPythonCell(),
        unmeasured("skip-unchanged", "d"),
        unmeasured("error", "e"),
        on("t4", "f"),
      ],
      [here, runner("arm"), runner("t4", { optional: true })],
    );
    expect(jobs).toEqual([
      { id: "t4", target: "t4", runsOn: ["self-hosted", "t4"], cells: ["a", "f"], optional: true },
      { id: "arm", target: "arm", runsOn: ["self-hosted", "arm"], cells: ["b"], optional: false },
    ]);
    expect(local).toEqual(["c", "search@16 local-python"]);
  });

  it("splits a target's cells over its runners by expected time, the longest first", () => {
    const seconds = [30, 10, 20, 60, 30, 10];
    const cells = seconds.map((each, index) => on("t4", `c${index}`, each));
    const { jobs } = pack(cells, [runner("t4", { runners: 3 })]);
    expect(jobs.map(({ id, cells: own }) => [id, own])).toEqual([
      ["t4-1", ["c3"]],
      ["t4-2", ["c0", "c2"]],
      ["t4-3", ["c1", "c4", "c5"]],
    ]);
  });

  it("makes no more jobs than there are cells", () => {
    const { jobs } = pack([on("t4", "a"), on("t4", "b")], [runner("t4", { runners: 256 })]);
    expect(jobs.map(({ id }) => id)).toEqual(["t4-1", "t4-2"]);
    expect(pack([on("t4", "a")], [runner("t4", { runners: 9 })]).jobs.map(({ id }) => id)).toEqual(["t4"]);
  });

  it("gives the jobs that a run can have to the targets with the most to do", () => {
    const of = (target: string, count: number) =>
      Array.from({ length: count }, (_, index) => on(target, `${target} ${index}`));
    const cells = [...of("small", 4), ...of("large", 12), ...of("one", 3)];
    const targets = [runner("small", { runners: 4 }), runner("large", { runners: 12 }), runner("one")];
    const { jobs } = pack(cells, targets, 7);
    const counts = Map.groupBy(jobs, ({ target }) => target);
    expect([...counts].map(([target, own]) => [target, own.length])).toEqual([
      ["small", 2],
      ["large", 4],
      ["one", 1],
    ]);
    expect(pack(cells, targets, 17).jobs).toHaveLength(17);
    expect(pack(cells, targets).jobs).toHaveLength(17);
  });

  it("finds other ids where a target has the name of such a job", () => {
    const cells = [on("t4", "a"), on("t4", "b"), on("t4-2", "c"), on("t4-", "d"), on("t4-", "e")];
    const two = { runners: 2 };
    const { jobs } = pack(cells, [runner("t4", two), runner("t4-2"), runner("t4-", two)]);
    expect(jobs.map(({ id }) => id)).toEqual(["t4--1", "t4--2", "t4-2", "t4---1", "t4---2"]);
  });

  it("refuses more targets than a run can have jobs, and a target that the config lacks", () => {
    const names = ["a", "b", "c"];
    const cells = names.map((name) => on(name, `cell ${name}`));
    const three = () =>
      pack(
        cells,
        names.map((name) => runner(name)),
        2,
      );
    expect(three).toThrow(DispatchError);
    expect(three).toThrow("measures on 3 targets, and one run can have 2 jobs");
    expect(() => pack(cells, [runner("a"), runner("b")])).toThrow(
      'the target "c", which the configuration does not have',
    );
  });
});

test("each cell is in one job of its target or local, loads are even, and the same plan packs the same way", () => {
  const target = fc.record({
    runners: fc.integer({ min: 1, max: 9 }),
    seconds: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 20 }),
  });
  fc.assert(
    fc.property(fc.array(target, { maxLength: 6 }), fc.integer({ min: 6, max: 20 }), (targets, maxJobs) => {
      const cells = targets.flatMap(({ seconds }, t) => seconds.map((each, c) => on(`t${t}`, `t${t} c${c}`, each)));
      const config = targets.map(({ runners }, t) => runner(`t${t}`, { runners }));
      const packed = pack(cells, config, maxJobs);
      expect(packed).toEqual(pack(cells, config, maxJobs));
      expect(packed.jobs.length).toBeLessThanOrEqual(maxJobs);
      expect(packed.jobs.flatMap((job) => job.cells).sort()).toEqual(cells.map(({ id }) => id).sort());
      expect(new Set(packed.jobs.map(({ id }) => id)).size).toBe(packed.jobs.length);
      for (const [t, { runners, seconds }] of targets.entries()) {
        const jobs = packed.jobs.filter((job) => job.target === `t${t}`);
        expect(jobs.length).toBeLessThanOrEqual(runners);
        const loads = jobs.map((job) =>
          job.cells.reduce((sum, id) => sum + (seconds[Number(id.split("c")[1])] ?? 0), 0),
        );
        const mean = seconds.reduce((sum, each) => sum + each, 0) / Math.max(1, jobs.length);
        // Graham's bound against the two lower bounds of the best: the mean load and the longest cell.
        const longest = Math.max(0, ...seconds);
        expect(Math.max(0, ...loads)).toBeLessThanOrEqual(mean + longest * (1 - 1 / Math.max(1, jobs.length)) + 1e-9);
      }
    }),
  );
});
