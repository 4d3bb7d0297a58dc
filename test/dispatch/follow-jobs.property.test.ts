// Whatever runners, fleet, gate and clock do: every cell ends once, and no run is left alone.
import fc from "fast-check";
import { expect, test } from "vitest";
import { dispatchFailureKinds } from "../../src/bench/measurements.ts";
import type { JobState } from "../../src/dispatch/fleet.ts";
import {
  cell,
  documentOf,
  done,
  FakeFleet,
  follow,
  type JobScript,
  job,
  minute,
  queued,
  running,
} from "./fake-fleet.ts";

const cells = { t4: ["a", "b", "c"], arm: ["d"], big: ["e", "f"] };
const jobs = Object.entries(cells).map(([id, own]) => job(id, own));

const duration = fc
  .oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 90 }))
  .map((minutes) => minutes * minute);
const conclusion = fc.constantFrom("success", "failure", "cancelled", "timed_out");

/** Queued, running, queued again, done: each for a while, or for ever. */
const states = fc
  .array(fc.tuple(duration, fc.constantFrom<JobState | null>(null, queued, running())), { maxLength: 4 })
  .chain((phases) => fc.tuple(fc.constant(phases), fc.option(conclusion, { freq: 12 })))
  .map(([phases, end]) => (ms: number): JobState | null => {
    let left = ms;
    for (const [length, state] of phases) {
      if (left < length) return state;
      left -= length;
    }
    return end === null ? (phases.at(-1)?.[1] ?? null) : done(end);
  });

/** Right, wrong and doubled documents, or none, or an error. */
const documents = fc.option(
  fc.array(
    fc.record({
      target: fc.constantFrom("own", "own", "own", "arm"),
      planDigest: fc.constantFrom("d", "d", "d", "e"),
      pacegateVersion: fc.constantFrom("0.1.0", "0.1.0", "0.1.0", "0.0.1"),
      cells: fc.array(
        fc.record({
          id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
          stop: fc.constantFrom("decided" as const, "cancelled" as const),
          forged: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
      all: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
);

const script = fc.tuple(states, documents).map(
  ([state, given]): JobScript => ({
    state,
    measurements: ({ target, cells: asked }) =>
      given?.map((each) =>
        documentOf(
          each.target === "own" ? target : each.target,
          each.all
            ? asked.map((id) => cell(id))
            : each.cells.map(({ id, stop, forged }) =>
                cell(id, {
                  stop,
                  failures: forged
                    ? [{ kind: "no-runner", side: null, launch: null, message: "", stderrTail: [] }]
                    : [],
                }),
              ),
          { planDigest: each.planDigest.repeat(64), pacegateVersion: each.pacegateVersion },
        ),
      ) ?? null,
  }),
);

const scenario = fc.record({
  scripts: fc.array(script, { minLength: 6, maxLength: 6 }),
  /** Calls of the fleet that throw, by ordinal; the first is the first start. */
  broken: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 2 }),
  brokenForGood: fc.boolean(),
  abortAfter: fc.option(
    fc.integer({ min: 0, max: 200 }).map((minutes) => minutes * minute),
    { freq: 2 },
  ),
  leaveAfter: fc.option(fc.integer({ min: 1, max: 20 }), { freq: 2 }),
});

test("every cell is measured or failed exactly once, and every run is over or cancelled exactly once", async () => {
  const seen = { measured: 0, failed: 0, again: 0, cancelled: 0, left: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async ({ scripts, broken, brokenForGood, abortAfter, leaveAfter }) => {
      const fleet = new FakeFleet(({ id }, run) => {
        const found = scripts[jobs.findIndex((each) => each.id === id) + (run - 1) * jobs.length];
        if (found === undefined) throw new Error("there is no third run");
        return found;
      });
      let calls = 0;
      fleet.onCall = () => {
        calls += 1;
        if (calls > 1 && broken !== null && (brokenForGood ? calls > broken : calls === broken + 1))
          throw new Error("broken");
      };
      const controller = new AbortController();
      fleet.clock.onSleep = (time) => {
        if (abortAfter !== null && time >= abortAfter) controller.abort();
      };
      const limits = { queueTimeoutMs: 30 * minute, benchTimeoutMs: 45 * minute, signal: controller.signal };
      const followed = await follow(jobs, fleet, limits, (_event, count) => count === leaveAfter);
      const left = followed.events.length === leaveAfter;

      const ended = followed.documents.flatMap((document) => document.cells);
      expect(ended.map((each) => each.cell)).toEqual([...new Set(ended.map((each) => each.cell))]);
      if (!left) expect(ended.map((each) => each.cell).sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
      const failures = ended.filter(({ failures: [first] }) =>
        dispatchFailureKinds.some((kind) => kind === first?.kind),
      );
      for (const { failures: own } of failures) expect(own[0]?.message).toMatch(/^(?:no runner|the |it )/);
      for (const document of followed.documents) {
        expect(document).toMatchObject({ planDigest: "d".repeat(64), pacegateVersion: "0.1.0" });
        const own = cells[document.target as keyof typeof cells];
        for (const each of document.cells) expect(own).toContain(each.cell);
      }

      expect(fleet.runs.length).toBeLessThanOrEqual(2);
      expect(fleet.cancelled).toEqual([...new Set(fleet.cancelled)]);
      for (const { run } of fleet.runs) {
        if (fleet.cancelled.includes(run.id)) continue;
        const own = fleet.runs[run.id - 1]?.jobs ?? [];
        const now = fleet.states(run.id);
        for (const { id } of own) expect(now.get(id)?.kind).toBe("done");
      }
      seen.failed += failures.length;
      seen.measured += ended.length - failures.length;
      seen.again += fleet.runs.length - 1;
      seen.cancelled += fleet.cancelled.length;
      seen.left += Number(left);
    }),
    { numRuns: 400 },
  );
  // Else the scenarios would not reach what the property is about.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});
