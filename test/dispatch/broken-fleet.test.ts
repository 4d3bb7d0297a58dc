// A fleet that throws, and a gate that is cancelled: nothing that arrived is lost, and nothing is left running.
import { describe, expect, it } from "vitest";
import { DispatchError } from "../../src/dispatch/index.ts";
import { done, FakeFleet, follow, good, type JobScript, job, minute, queued, running } from "./fake-fleet.ts";

/** Ends as given, in every run. */
const ends = (measurements: JobScript["measurements"], conclusion = "failure"): JobScript => ({
  state: () => done(conclusion),
  ...(measurements === undefined ? {} : { measurements }),
});

describe("a fleet that fails", () => {
  it("at the first start ends it: nothing is lost yet", async () => {
    const fleet = new FakeFleet(() => good);
    fleet.onCall = () => {
      throw new Error("no bench workflow");
    };
    await expect(follow([job("t4", ["a"])], fleet)).rejects.toThrow("no bench workflow");
    expect(fleet.cancelled).toEqual([]);
  });

  it("while jobs are followed costs the cells that are open, and the run is cancelled", async () => {
    const fleet = new FakeFleet(({ id }) => (id === "t4" ? { state: () => running() } : good));
    fleet.onCall = (call) => {
      if (call === "jobs" && fleet.polls === 3)
        throw new DispatchError({ what: "GitHub said 401.", remedy: "Renew the token." });
    };
    const followed = await follow([job("t4", ["a"]), job("arm", ["b"])], fleet);
    expect(followed.cells).toEqual({
      a: "job-lost: the bench run could not be followed any more: GitHub said 401. Renew the token",
      b: "measured",
    });
    expect(fleet.cancelled).toEqual([1]);
    expect(fleet.runs).toHaveLength(1);
  });

  it("at one job's measurements costs a second run", async () => {
    const fleet = new FakeFleet(() => good);
    let truncated = 0;
    fleet.onCall = (call) => {
      if (call === "measurements" && truncated++ === 0) throw new Error("the artifact is cut off");
    };
    const followed = await follow([job("t4", ["a"]), job("arm", ["b"])], fleet);
    expect(followed.cells).toEqual({ a: "measured", b: "measured" });
    expect(fleet.runs[1]?.jobs.map(({ id }) => id)).toEqual(["t4"]);
    expect(followed.lines("progress")).toContainEqual(
      expect.stringContaining("could not be fetched: the artifact is cut off"),
    );
  });

  it("at the second start costs the missing cells alone", async () => {
    const fleet = new FakeFleet(({ id }) => (id === "t4" ? ends(undefined) : good));
    fleet.onCall = (call) => {
      if (call === "start" && fleet.runs.length === 1) throw new Error("policy");
    };
    const followed = await follow([job("t4", ["a"]), job("arm", ["b"])], fleet);
    expect(followed.cells.a).toMatch(/^job-lost: it could not be started once more: policy; the bench job t4 ended/);
    expect(followed.cells.b).toBe("measured");
  });

  it("at cancelling is warned about, and asked no second time", async () => {
    const fleet = new FakeFleet(() => ({ state: () => queued }));
    fleet.onCall = (call) => {
      if (call === "cancel") throw new Error("403");
    };
    const followed = await follow([job("t4", ["a"])], fleet);
    expect(followed.lines("warning").at(-1)).toBe(
      "The bench run https://example.test/runs/1 could not be cancelled: 403.",
    );
    expect(followed.cells.a).toMatch(/^no-runner/);
    expect(fleet.cancelled).toEqual([1]);
  });
});

describe("a gate that is cancelled", () => {
  it("cancels what it started, keeps what arrived, and starts nothing more", async () => {
    const controller = new AbortController();
    const fleet = new FakeFleet(({ id }) =>
      id === "t4" ? { state: () => running() } : id === "lost" ? ends(undefined) : good,
    );
    fleet.clock.onSleep = (time) => time >= 3 * minute && controller.abort();
    const followed = await follow([job("t4", ["a"]), job("arm", ["b"]), job("lost", ["c"])], fleet, {
      signal: controller.signal,
    });
    const cancelled = "job-lost: the gate was cancelled before the measurements were there";
    expect(followed.cells).toEqual({
      a: cancelled,
      b: "measured",
      c: expect.stringMatching(`^${cancelled}; the bench job lost`),
    });
    expect(followed.documents.flatMap(({ cells }) => cells.map(({ stop }) => stop)).sort()).toEqual([
      "cancelled",
      "cancelled",
      "decided",
    ]);
    expect(fleet.cancelled).toEqual([1]);
    expect(fleet.runs).toHaveLength(1);
  });

  it("before the start starts nothing, and after all jobs ended starts no second run", async () => {
    const aborted = new FakeFleet(() => good);
    const followed = await follow([job("t4", ["a"])], aborted, { signal: AbortSignal.abort() });
    expect(followed.cells.a).toMatch(/^job-lost: the gate was cancelled/);
    expect(aborted.runs).toEqual([]);

    const controller = new AbortController();
    const late = new FakeFleet(() => ends(undefined));
    late.onCall = (call) => call === "measurements" && controller.abort();
    expect((await follow([job("t4", ["a"])], late, { signal: controller.signal })).cells.a).toMatch(/cancelled/);
    expect(late.runs).toHaveLength(1);
    expect(late.cancelled).toEqual([]);
  });

  it("is the same for a consumer who leaves, even if cancelling fails", async () => {
    const fleet = new FakeFleet(() => ({ state: () => running() }));
    fleet.onCall = (call) => {
      if (call === "cancel") throw new Error("403");
    };
    await follow([job("t4", ["a"])], fleet, {}, ({ kind }) => kind === "started");
    expect(fleet.cancelled).toEqual([1]);
  });
});
