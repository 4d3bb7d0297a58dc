// Jobs on runners elsewhere: what is told while they go on, and what happens where time runs out.
import { describe, expect, it } from "vitest";
import { measurementsFormat } from "../../src/bench/measurements.ts";
import { pollPauseMs } from "../../src/dispatch/follow-run.ts";
import { DispatchError } from "../../src/dispatch/index.ts";
import {
  cell,
  documentOf,
  done,
  FakeFleet,
  follow,
  good,
  type JobScript,
  job,
  minute,
  queued,
  running,
} from "./fake-fleet.ts";

/** Ends as given, in every run. */
const ends = (measurements: JobScript["measurements"], conclusion = "failure"): JobScript => ({
  state: () => done(conclusion),
  ...(measurements === undefined ? {} : { measurements }),
});

describe("following jobs that go well", () => {
  it("tells one line a change of state, and hands over each job's measurements when it is done", async () => {
    const fleet = new FakeFleet(({ id }) => ({
      ...good,
      state: (ms) => {
        if (id === "fast") return done();
        if (ms < 20_000) return null;
        return ms < 40_000 ? queued : ms < 80_000 ? running() : done();
      },
    }));
    const followed = await follow([job("slow", ["a", "b"]), job("fast", ["c"])], fleet);
    expect(followed.events.map((event) => ("text" in event ? event.text : event.kind))).toEqual([
      "started",
      "slow: queued for a runner with the labels self-hosted, slow",
      "fast: queued for a runner with the labels self-hosted, fast",
      "fast: done, 1 of 1 cell measured",
      "measurements",
      "slow: running since 10:02:03Z on runner gpu-1",
      "slow: done, 2 of 2 cells measured",
      "measurements",
    ]);
    expect(followed.documents.map(({ target, cells }) => [target, cells.map((each) => each.cell)])).toEqual([
      ["fast", ["c"]],
      ["slow", ["a", "b"]],
    ]);
    expect(fleet.fetched).toEqual(["1/fast", "1/slow"]);
    expect(fleet.runs).toHaveLength(1);
    expect(fleet.cancelled).toEqual([]);
  });

  it("asks every 10 s, every 15 s after 5 minutes, every 30 s after half an hour", async () => {
    expect([0, 299_999, 300_000, 1_799_999, 1_800_000].map(pollPauseMs)).toEqual([
      10_000, 10_000, 15_000, 15_000, 30_000,
    ]);
    const fleet = new FakeFleet(() => ({ ...good, state: (ms) => (ms < 40 * minute ? running() : done()) }));
    await follow([job("t4", ["a"])], fleet);
    expect(fleet.clock.sleeps).toEqual([
      ...Array(30).fill(10_000),
      ...Array(100).fill(15_000),
      ...Array(20).fill(30_000),
    ]);
    expect(fleet.polls).toBe(150);
  });

  it("asks 19 times in a bench of three minutes on ten targets", async () => {
    const fleet = new FakeFleet(() => ({ ...good, state: (ms) => (ms < 3 * minute ? running() : done()) }));
    const jobs = Array.from({ length: 10 }, (_, index) => job(`target${index}`, [`cell${index}`]));
    await follow(jobs, fleet);
    expect(fleet.polls + fleet.fetched.length).toBeLessThanOrEqual(19 + 10);
  });

  it("keeps a failure that the runner measured: it is a result", async () => {
    const crash = { kind: "crashed" as const, side: null, launch: 1, message: "signal SIGSEGV", stderrTail: [] };
    const fleet = new FakeFleet(() =>
      ends(() => [documentOf("t4", [cell("a", { failures: [crash], stop: "failed" })])], "success"),
    );
    expect((await follow([job("t4", ["a"])], fleet)).cells).toEqual({ a: "crashed: signal SIGSEGV" });
    expect(fleet.runs).toHaveLength(1);
  });

  it("does nothing where there is nothing to do", async () => {
    const fleet = new FakeFleet(() => good);
    expect((await follow([], fleet)).events).toEqual([]);
    expect(fleet.runs).toEqual([]);
  });

  it.each([
    ["an id twice", [job("t4", ["a"]), job("t4", ["b"])], /there twice/],
    ["a cell twice", [job("t4", ["a"]), job("arm", ["a"])], /in two jobs, t4 and arm/],
    ["a job without cells", [job("t4", [])], /has no cells/],
    ["an id that is no file's name", [job("../t4", ["a"])], /cannot be the id/],
  ])("refuses %s before anything is started", async (_what, jobs, message) => {
    const fleet = new FakeFleet(() => good);
    await expect(follow(jobs, fleet)).rejects.toThrow(DispatchError);
    await expect(follow(jobs, fleet)).rejects.toThrow(message);
    expect(fleet.runs).toEqual([]);
  });

  it("keeps what a runner is called, and what is no time, from breaking a line", async () => {
    const fleet = new FakeFleet(() => ({
      ...good,
      state: (ms) => (ms < 20_000 ? running({ runner: "gpu\n::error::x\u001b[31m", startedAt: "soon" }) : done()),
    }));
    const followed = await follow([job("t4", ["a"])], fleet);
    expect(followed.lines("progress")[1]).toBe("t4: running on runner gpu ::error::x [31m");
  });
});

describe("a job that no runner takes", () => {
  it("is warned about once with its labels, fails with them, and its run is cancelled once", async () => {
    const fleet = new FakeFleet(({ id }) => (id === "t4" ? { state: () => queued } : good));
    const followed = await follow([job("t4", ["a", "b"]), job("arm", ["c"])], fleet);
    expect(followed.lines("warning")).toEqual([
      "t4 has been queued for 5 min: no runner with the labels self-hosted, t4 has taken it. After 30 min its cells fail.",
    ]);
    const message = "no-runner: no runner with the labels self-hosted, t4 took the job within 30 min";
    expect(followed.cells).toEqual({ a: message, b: message, c: "measured" });
    expect(followed.events.filter(({ kind }) => kind === "failure")).toHaveLength(2);
    expect(fleet.clock.time).toBe(30 * minute);
    expect(fleet.cancelled).toEqual([1]);
    expect(fleet.runs).toHaveLength(1);
    for (const document of followed.documents) expect(measurementsFormat.schema.parse(document)).toEqual(document);
  });

  it("is told from one that the run never makes, for which an optional target is no excuse", async () => {
    const fleet = new FakeFleet(({ id }) => (id === "t4" ? { state: () => null } : good));
    const followed = await follow([job("t4", ["a"], { optional: true }), job("arm", ["b"])], fleet);
    expect(followed.cells).toEqual({
      a: "job-lost: the bench run https://example.test/runs/1 had no job t4 within 30 min",
      b: "measured",
    });
    expect(followed.lines("warning")).toEqual([
      "The bench run https://example.test/runs/1 has not made the job t4 for 5 min: its page says why. After 30 min its cells fail.",
    ]);
    expect(fleet.cancelled).toEqual([1]);
  });

  it("is still one for which no runner came where a list leaves it out", async () => {
    const fleet = new FakeFleet(() => ({ state: (ms) => (ms < minute ? queued : null) }));
    expect((await follow([job("t4", ["a"])], fleet)).cells.a).toMatch(/^no-runner: /);
  });

  it("says so where the target is optional", async () => {
    const followed = await follow(
      [job("t4", ["a"], { optional: true })],
      new FakeFleet(() => ({ state: () => queued })),
    );
    expect(followed.lines("warning")[0]).toMatch(/After 30 min the gate does without it\.$/);
  });
});

describe("a job that runs for too long", () => {
  it("fails with its runner's name, counted from when it was seen running, and is cancelled once", async () => {
    const fleet = new FakeFleet(() => ({
      state: (ms) => (ms < 10 * minute ? queued : running({ startedAt: "1999-01-01T00:00:00Z" })),
    }));
    const followed = await follow([job("t4", ["a"])], fleet);
    expect(followed.cells).toEqual({ a: "job-timed-out: the bench job t4 on runner gpu-1 was not done within 60 min" });
    expect(fleet.clock.time).toBe(70 * minute);
    expect(fleet.cancelled).toEqual([1]);
  });

  it("cannot win time by going back into the queue", async () => {
    const fleet = new FakeFleet(() => ({ state: (ms) => (Math.floor(ms / minute) % 2 === 0 ? running() : queued) }));
    const followed = await follow([job("t4", ["a"])], fleet, { benchTimeoutMs: 10 * minute, queueTimeoutMs: minute });
    expect(followed.cells.a).toMatch(/^job-timed-out: .* within 10 min$/);
  });

  it("does not end the others, and is not cancelled if it ends by itself meanwhile", async () => {
    const fleet = new FakeFleet(({ id }) => ({
      ...good,
      state: (ms) =>
        ms < (id === "long" ? 80 : 90) * minute ? (id === "long" || ms > 50 * minute ? running() : queued) : done(),
    }));
    const followed = await follow([job("long", ["a"]), job("late", ["b"])], fleet, { queueTimeoutMs: 60 * minute });
    expect(followed.cells).toEqual({ a: expect.stringMatching(/^job-timed-out/), b: "measured" });
    expect(fleet.cancelled).toEqual([]);
  });
});
