import { describe, expect, it } from "vitest";
import { clockProblem, launchClockProblem } from "../../src/bench/launch-clock.ts";
import type { Failure, Launch } from "../../src/bench/measurements.ts";
import { sha } from "../fixtures/manifest.ts";

/** Ten pairs of 50 ms a side: a second of passes. */
function launch(index: number, startSeconds: number, seconds = 1.5): Launch {
  const pairs = Array.from({ length: 10 }, () => ({ first: "base" as const, baseNs: [2e7, 3e7], headNs: [5e7] }));
  const instance = {
    couple: 0,
    createdFirst: "base" as const,
    warmedFirst: "base" as const,
    createNs: { base: 1, head: 1 },
    warmup: { passes: 2, steadyBase: true, steadyHead: true },
    pairs,
  };
  return {
    index,
    seed: index,
    startedAt: new Date(Date.UTC(2030, 0, 1) + 1000 * startSeconds).toISOString(),
    seconds,
    sides: { base: sha("base"), head: sha("head") },
    machine: "a".repeat(16),
    instances: [instance],
  };
}

const jumped = (index: number): Failure => ({
  kind: "clock-jumped",
  side: null,
  launch: index,
  message: "it jumped",
  stderrTail: [],
});

describe("the clock of a launch", () => {
  it("is believed where its passes fit into it and it follows the one ahead", () => {
    expect(launchClockProblem(launch(0, 0), null)).toBeNull();
    expect(launchClockProblem(launch(0, 0, 1), null)).toBeNull();
    expect(launchClockProblem(launch(1, 1.5), launch(0, 0))).toBeNull();
  });

  it("jumped where its passes add up to more than the whole launch took", () => {
    expect(launchClockProblem(launch(0, 0, 0.99), null)).toBe(
      "what it timed adds up to 1.00 s and the whole launch took 0.99 s, so the clock jumped",
    );
    expect(launchClockProblem(launch(0, 0, Number.NaN), null)).toContain("the clock jumped");
  });

  it("jumped where a session took longer to make than the whole launch did", () => {
    const [instance] = launch(0, 0).instances;
    if (instance === undefined) throw new Error("unreachable: a launch has an instance");
    const made = (base: number) => ({ ...instance, createNs: { base, head: 4e8 } });
    // Processes of both sides are made at once: only the longer counts.
    expect(launchClockProblem({ ...launch(0, 0), instances: [made(4e8)] }, null)).toBeNull();
    expect(launchClockProblem({ ...launch(0, 0), instances: [made(6e8)] }, null)).toContain("adds up to 1.60 s");
  });

  it("may be set right by a second or two between launches, not by more", () => {
    expect(launchClockProblem(launch(1, -0.4), launch(0, 0))).toBeNull();
    expect(launchClockProblem(launch(1, -0.6), launch(0, 0))).toBe(
      "it began 2.10 s before launch 0 had ended, so the clock was set back, or launches of two runs were mixed",
    );
  });
});

describe("the clocks of a measurement", () => {
  const good = [0, 1, 2].map((index) => launch(index, 2 * index));

  it("are believed in any order of the list", () => {
    expect(clockProblem({ launches: good, failures: [] })).toBeNull();
    expect(clockProblem({ launches: [...good].reverse(), failures: [] })).toBeNull();
  });

  it("are refused with the first launch that is wrong", () => {
    const launches = [launch(0, 0), launch(1, 2, 0.5), launch(2, -100)];
    expect(clockProblem({ launches, failures: [] })?.launch).toBe(1);
    expect(clockProblem({ launches: launches.filter(({ index }) => index !== 1), failures: [] })?.launch).toBe(2);
  });

  it("may lie apart where the launch between them was thrown away for it", () => {
    const launches = [launch(0, 0), launch(2, -100), launch(3, -98)];
    expect(clockProblem({ launches, failures: [jumped(1)] })).toBeNull();
    expect(clockProblem({ launches, failures: [jumped(4)] })?.launch).toBe(2);
    expect(clockProblem({ launches, failures: [{ ...jumped(1), kind: "crashed" }] })?.launch).toBe(2);
  });
});
