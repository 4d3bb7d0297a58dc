// One bad launch of six: its cell is refused with a sentence that names the launch, and nothing of it is averaged in.
import { describe, expect, it } from "vitest";
import type { Instance, Launch, Pair } from "../../src/bench/measurements.ts";
import type { Outcome } from "../../src/compare/index.ts";
import { graphCell, type LaunchOptions, launches, measured, newCell } from "./measured-plan.ts";
import { refusal } from "./refusal.ts";

type Failed = Extract<Outcome, { state: "failed" }>["failure"];
/** Changes one launch of six; `other` is the one ahead of it. */
type Change = (launch: Launch, other: Launch) => Launch;

interface Row {
  readonly what: string;
  readonly change: Change;
  readonly reason: string | RegExp;
  readonly kind: Failed;
}

const row = (what: string, change: Change, reason: Row["reason"], kind: Failed = "invalid-measurement"): Row => ({
  what,
  change,
  reason,
  kind,
});

/** Six launches, of which launch 1 is changed. */
function oneChanged(change: Change, options: Partial<LaunchOptions> = {}): Launch[] {
  const [first, second, ...rest] = launches(options);
  if (first === undefined || second === undefined) throw new Error("no launches");
  return [first, change(second, first), ...rest];
}

const withInstances =
  (change: (instance: Instance, position: number) => Instance): Change =>
  (launch) => ({ ...launch, instances: launch.instances.map(change), seconds: launch.seconds * 100 });

const withPairs = (change: (pair: Pair, position: number) => Pair, only: (instance: number) => boolean = () => true) =>
  withInstances((instance, position) =>
    only(position) ? { ...instance, pairs: instance.pairs.map(change) } : instance,
  );

/** Its launch has time enough for it, so that its clock says nothing. */
const lastCallOfHead = (ns: number): Change => {
  const changed = withPairs(
    (pair, position) => (position === 3 ? { ...pair, headNs: [...pair.headNs.slice(0, -1), ns] } : pair),
    (instance) => instance === 2,
  );
  return (launch, other) => ({ ...changed(launch, other), seconds: Number.MAX_VALUE });
};

const stalled = (durations: readonly number[] | null) => durations?.map((ns) => 10 * ns) ?? [];
/** A stall in each pair, now of the one side, now of the other: each side alone looks steady enough. */
const stalledInTurn = (pair: Pair, position: number): Pair =>
  position % 2 === 0 ? { ...pair, baseNs: stalled(pair.baseNs) } : { ...pair, headNs: stalled(pair.headNs) };

const mustBePositive = (ns: string) =>
  `Instance 2 of launch 1 has ${ns} ns as a duration of head, which must be a positive whole number of nanoseconds.`;

const badDurations: readonly Row[] = [
  row("a duration of zero", lastCallOfHead(0), mustBePositive("0")),
  row("a negative duration", lastCallOfHead(-1_000_000), mustBePositive("-1000000")),
  row("a duration that is no number", lastCallOfHead(Number.NaN), mustBePositive("NaN")),
  row("an endless duration", lastCallOfHead(Number.POSITIVE_INFINITY), mustBePositive("Infinity")),
  row("a duration of 1e300", lastCallOfHead(1e300), mustBePositive("1e+300")),
  row("a part of a nanosecond", lastCallOfHead(0.5), mustBePositive("0.5")),
  row(
    "a duration that is right and longer than its launch",
    withPairs((pair) => ({ ...pair, headNs: pair.headNs.map(() => Number.MAX_SAFE_INTEGER) })),
    /^The clock of launch 1 cannot be believed: what it timed adds up to \d+\.\d\d s and the whole launch took \d+\.\d\d s, so the clock jumped\.$/,
  ),
];

const badShapes: readonly Row[] = [
  row(
    "a pair that lacks a call of head",
    withPairs((pair, position) => (position === 9 ? { ...pair, headNs: pair.headNs.slice(1) } : pair)),
    "Instance 0 of launch 1 has a pass of head with 1 of its 2 calls.",
  ),
  row(
    "a pair with a call too many",
    withPairs((pair) => ({ ...pair, headNs: [...pair.headNs, 1000] })),
    "Instance 0 of launch 1 has a pass of head with 3 of its 2 calls.",
  ),
  row(
    "an instance without a pair",
    withInstances((instance, position) => (position === 3 ? { ...instance, pairs: [] } : instance)),
    "Instance 3 of launch 1 has no pair of passes.",
  ),
  row("no instance", (launch) => ({ ...launch, instances: [] }), "Launch 1 has no instance."),
];

const badIdentities: readonly Row[] = [
  row(
    "passes that add up to more than the launch took",
    (launch) => ({ ...launch, seconds: 0.01 }),
    /^The clock of launch 1 cannot be believed: what it timed adds up to \d\.\d\d s and the whole launch took 0\.01 s, so the clock jumped\.$/,
  ),
  row(
    "seconds that are no number",
    (launch) => ({ ...launch, seconds: Number.NaN }),
    /^The clock of launch 1 cannot be believed: .*the clock jumped\.$/,
  ),
  row(
    "a start before the launch ahead of it had ended",
    (launch, other) => ({ ...launch, startedAt: new Date(Date.parse(other.startedAt) - 60_000).toISOString() }),
    /^The clock of launch 1 cannot be believed: it began 6\d\.\d\d s before launch 0 had ended, so the clock was set back/,
  ),
  row(
    "another machine",
    (launch) => ({ ...launch, machine: "b".repeat(16) }),
    "Launch 1 comes from another machine than launch 0, and figures of two machines do not mix.",
  ),
  row("the index of another one", (launch, other) => ({ ...launch, index: other.index }), "Launch 0 is listed twice."),
  row(
    "all of another one but its index",
    (launch, other) => ({ ...other, index: launch.index }),
    "Launch 1 is launch 0 once more.",
  ),
];

describe("a compared cell is refused where one of its launches has", () => {
  const swapped = row(
    "base and head swapped",
    (launch) => ({ ...launch, sides: { base: launch.sides.head, head: launch.sides.base ?? "" } }),
    "Launch 1 has base and head swapped.",
  );
  const halfAPair = row(
    "a pair without a pass of base",
    withPairs(
      (pair, position) => (position === 0 ? { ...pair, baseNs: null } : pair),
      (instance) => instance === 1,
    ),
    "Instance 1 of launch 1 lacks a pass of base.",
  );
  const fewPairs = row(
    "an instance of two pairs",
    withInstances((instance, position) =>
      position === 1 ? { ...instance, pairs: instance.pairs.slice(0, 2) } : instance,
    ),
    "Launch 1 cannot be used: an instance has 2 pairs; at least 3 are needed.",
  );
  const allStalled = row(
    "a stall in every pair",
    withPairs(stalledInTurn),
    /^Launch 1 cannot be used: in each of 10 pairs of passes one side was held up/,
    "too-noisy",
  );
  const oneStalled = row(
    "a stall in every pair of one instance, and none in the others",
    withPairs(stalledInTurn, (instance) => instance === 2),
    /^Launch 1 cannot be used: in each of 10 pairs of passes one side was held up/,
    "too-noisy",
  );

  it.each([...badDurations, ...badShapes, ...badIdentities, swapped, halfAPair, fewPairs, allStalled, oneStalled])(
    "$what",
    ({ change, reason, kind }) => {
      const refused = refusal(graphCell(), measured({ launches: oneChanged(change) }));
      expect(refused.reason).toMatch(reason);
      expect(refused.failure).toBe(kind);
    },
  );
});

describe("a new cell, of which nothing is compared, is refused as well where one of its launches has", () => {
  const otherWork = row(
    "other work",
    (launch) => ({ ...launch, sides: { ...launch.sides, head: "e".repeat(64) } }),
    "Launch 1 measured other work than the plan has for this cell.",
  );
  const withBase = row(
    "passes of a base",
    withPairs((pair) => ({ ...pair, baseNs: pair.headNs })),
    "Instance 0 of launch 1 has a pass of base, which the plan does not measure.",
  );

  it.each([...badDurations, ...badShapes, ...badIdentities, otherWork, withBase])("$what", ({ change, reason }) => {
    const changed = oneChanged(change, { withBase: false });
    const refused = refusal(newCell(), measured({ launches: changed, stop: "enough" }));
    expect(refused.reason).toMatch(reason);
    expect(refused.failure).toBe("invalid-measurement");
  });
});
