// Jobs that end without all their measurements, or with ones that do not belong here: once more, then a reason.
import { describe, expect, it } from "vitest";
import { cell, documentOf, done, FakeFleet, follow, good, type JobScript, job, queued } from "./fake-fleet.ts";

/** Ends as given, in every run. */
const ends = (measurements: JobScript["measurements"], conclusion = "failure"): JobScript => ({
  state: () => done(conclusion),
  ...(measurements === undefined ? {} : { measurements }),
});

describe("a job that a lost runner left unfinished", () => {
  it("is started once more with the missing cells alone; what arrived is kept", async () => {
    const fleet = new FakeFleet((_job, run) =>
      run === 1 ? ends(({ target }) => [documentOf(target, [cell("b", { seconds: 1 })])]) : good,
    );
    const followed = await follow([job("t4", ["a", "b", "c"]), job("arm", ["d"])], fleet);
    expect(fleet.runs.map(({ jobs }) => jobs)).toEqual([
      [job("t4", ["a", "b", "c"]), job("arm", ["d"])],
      [job("t4", ["a", "c"]), job("arm", ["d"])],
    ]);
    expect(followed.cells).toEqual({ a: "measured", b: "measured", c: "measured", d: "measured" });
    expect(followed.documents.flatMap(({ cells }) => cells.map((each) => each.cell))).toEqual(["b", "a", "c", "d"]);
    expect(followed.lines("warning")).toEqual([
      "Cells without a measurement are started once more: t4 (2 of 3 cells), arm (1 of 1 cells).",
    ]);
    expect(followed.lines("progress")).toContain(
      "t4: ended with failure, 1 of 3 cells measured: the bench job t4 ended with failure and without a measurement of this cell",
    );
  });

  it("is started no third time: its cells fail with both reasons", async () => {
    const fleet = new FakeFleet((_job, run) => ends(undefined, run === 1 ? "failure" : "cancelled"));
    const followed = await follow([job("t4", ["a"])], fleet);
    const lost = (conclusion: string) =>
      `the bench job t4 ended with ${conclusion} and without a measurement of this cell (it left no measurements)`;
    expect(followed.cells).toEqual({ a: `job-lost: ${lost("cancelled")}; the first time ${lost("failure")}` });
    expect(fleet.runs).toHaveLength(2);
    expect(fleet.cancelled).toEqual([]);
  });

  it("may find no runner the second time, and says what happened before", async () => {
    const fleet = new FakeFleet((_job, run) => (run === 1 ? ends(undefined) : { state: () => queued }));
    const followed = await follow([job("t4", ["a"])], fleet);
    expect(followed.cells.a).toMatch(/^no-runner: no runner .* within 30 min; the first time the bench job t4 ended/);
    expect(fleet.cancelled).toEqual([2]);
  });

  it("waits for the others, and a run with a stuck job is cancelled before the second is started", async () => {
    const calls: string[] = [];
    const fleet = new FakeFleet(({ id }, run) =>
      run === 1 ? (id === "stuck" ? { state: () => queued } : ends(undefined)) : good,
    );
    fleet.onCall = (call) => calls.push(call);
    const followed = await follow([job("t4", ["a"]), job("stuck", ["b"])], fleet);
    expect(followed.cells).toEqual({ a: "measured", b: expect.stringMatching(/^no-runner/) });
    expect(fleet.runs[1]?.jobs.map(({ id }) => id)).toEqual(["t4"]);
    expect(calls.filter((call) => call !== "jobs" && call !== "measurements")).toEqual(["start", "cancel", "start"]);
    expect(fleet.cancelled).toEqual([1]);
  });

  it("is the same for a cell whose bench was cancelled in the middle", async () => {
    const fleet = new FakeFleet((_job, run) =>
      run === 1 ? ends(() => [documentOf("t4", [cell("a"), cell("b", { stop: "cancelled" })])], "cancelled") : good,
    );
    const followed = await follow([job("t4", ["a", "b"])], fleet);
    expect(fleet.runs[1]?.jobs[0]?.cells).toEqual(["b"]);
    expect(followed.cells).toEqual({ a: "measured", b: "measured" });
  });

  it("keeps the first measurement where the second run measures more than it was asked", async () => {
    const fleet = new FakeFleet((_job, run) =>
      ends(() => [documentOf("t4", run === 1 ? [cell("a", { seconds: 1 })] : [cell("a", { seconds: 2 }), cell("b")])]),
    );
    const followed = await follow([job("t4", ["a", "b"])], fleet);
    const cells = followed.documents.flatMap((document) => document.cells);
    expect(cells.map((each) => [each.cell, each.seconds])).toEqual([
      ["a", 1],
      ["b", 12],
    ]);
  });
});

describe("measurements that do not belong here", () => {
  const forged = { kind: "no-runner" as const, side: null, launch: null, message: "none", stderrTail: [] };
  it.each([
    [
      "of another plan",
      documentOf("t4", [cell("a")], { planDigest: "e".repeat(64) }),
      /of the plan eeeeeeeeeeee, not of this one, dddddddddddd/,
    ],
    [
      "of another version",
      documentOf("t4", [cell("a")], { pacegateVersion: "9.9.9" }),
      /made by Pacegate "9\.9\.9" and the plan by 0\.1\.0: use the same ref in both workflows/,
    ],
    ["of another target", documentOf("arm", [cell("a")]), /of the target "arm", not of t4/],
    [
      "of a cell of another job",
      documentOf("t4", [cell("a"), cell("x")]),
      /hold the cell "x", which was not asked for/,
    ],
    ["with a cell twice", documentOf("t4", [cell("a"), cell("a")]), /hold the cell "a" twice/],
    [
      "that say what only the dispatcher can",
      documentOf("t4", [cell("a", { failures: [forged] })]),
      /say no-runner, which a runner cannot know/,
    ],
  ])("%s are refused with the reason, twice", async (_what, document, reason) => {
    const fleet = new FakeFleet(({ id }) => (id === "t4" ? ends(() => [document], "success") : good));
    const followed = await follow([job("t4", ["a"]), job("other", ["x"])], fleet);
    expect(followed.cells).toEqual({ a: expect.stringMatching(/^job-lost: /), x: "measured" });
    expect(followed.cells.a).toMatch(reason);
    expect(fleet.runs).toHaveLength(2);
  });

  it("cost their own document alone", async () => {
    const documents = [documentOf("t4", [cell("a")]), documentOf("arm", [cell("b")]), documentOf("t4", [cell("a")])];
    const followed = await follow([job("t4", ["a"])], new FakeFleet(() => ends(() => documents, "success")));
    expect(followed.cells).toEqual({ a: "measured" });
    expect(followed.documents).toHaveLength(1);
  });

  it("and come twice count as they came first", async () => {
    const documents = [documentOf("t4", [cell("a", { seconds: 1 })]), documentOf("t4", [cell("a", { seconds: 2 })])];
    const followed = await follow([job("t4", ["a"])], new FakeFleet(() => ends(() => documents, "success")));
    expect(followed.documents.flatMap((document) => document.cells.map(({ seconds }) => seconds))).toEqual([1]);
  });

  it("are told in a few words, however many they are", async () => {
    const documents = Array.from({ length: 1000 }, () => documentOf("t4", [cell(`${"x".repeat(5000)}\n`)]));
    const followed = await follow([job("t4", ["a"])], new FakeFleet(() => ends(() => documents)));
    expect(followed.cells.a?.length).toBeLessThan(2000);
    expect(followed.cells.a).toContain("997 more such reasons");
  });
});
