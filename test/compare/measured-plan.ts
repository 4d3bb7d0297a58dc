// Plans, measurements and configs to judge: built small, each test says only what it is about.
import type { CellMeasurement, Failure, Launch, Measurements, Pair } from "../../src/bench/measurements.ts";
import { sideDigests } from "../../src/bench/side-digests.ts";
import { type CompareInput, compareMeasurements, type Outcome } from "../../src/compare/index.ts";
import type { Budget, Config, FailOn } from "../../src/config/index.ts";
import type { BenchPlan, Contribution, GraphWork, MeasuredCellPlan, PlannedCell } from "../../src/plan/bench-plan.ts";
import { gaussian, seededRandom } from "../statistics/simulated-launches.ts";

export const planDigest = "d".repeat(64);
const bundles = { base: "b".repeat(64), head: "c".repeat(64) };
const backend = { target: "here", engine: "onnxrt-cpu" as const, options: [] };
export const graphCellId = "search@16 here/onnxrt-cpu";

const identity = {
  id: graphCellId,
  case: "search@16",
  model: "search",
  batchSize: 16,
  backend,
  reason: "1 of 2 subgraphs changed.",
};

/** Two calls a side: call 0 changed, call 1 (made three times) did not. Two runs. */
export const contributions: readonly Contribution[] = [
  { label: "Graph #1 (encoder)", baseCalls: [0], headCalls: [0], unchanged: false },
  { label: "Graph #2 (pooling)", baseCalls: [1], headCalls: [1], unchanged: true },
];

export type GraphCell = Extract<PlannedCell, { action: "measure" }>;

export function graphWork(parts: readonly Contribution[] = contributions): GraphWork {
  const pass = (bundle: string) => ({
    bundle,
    runs: 2,
    calls: [
      { subgraph: "g1", sample: "s0", count: 2 },
      { subgraph: "g2", sample: "s0", count: 3 },
    ],
  });
  return {
    kind: "graph",
    base: pass(bundles.base),
    head: pass(bundles.head),
    contributions: [...parts],
    parityTolerance: { absolute: 1e-4, relative: 1e-3, relativeL2: 1e-5 },
  };
}

export function graphCell(change: Partial<GraphCell> = {}): GraphCell {
  return {
    action: "measure",
    ...identity,
    work: graphWork(),
    threads: null,
    alpha: 0.0025,
    limits: { seconds: 60, launches: 24 },
    ...change,
  };
}

export type NewCell = Extract<PlannedCell, { action: "measure-new" }>;

export function newCell(change: Partial<NewCell> = {}): NewCell {
  const { threads, limits } = graphCell();
  const work = { ...graphWork(), base: null };
  return { action: "measure-new", ...identity, reason: "The case is new.", work, threads, limits, ...change };
}

export function localPythonCell(hasBase = true): GraphCell {
  return graphCell({
    id: "search@16 local-python",
    backend: null,
    work: { kind: "local-python", hasBase, runs: 2 },
  });
}

export function unmeasured(
  action: "skip-unchanged" | "removed" | "incomparable" | "error",
  id = graphCellId,
): PlannedCell {
  const cell = { ...identity, id, reason: `Reason of ${action}.` };
  return action === "incomparable" || action === "error"
    ? { action, ...cell, remedy: `Remedy of ${action}.` }
    : { action, ...cell };
}

export interface LaunchOptions {
  /** head/base of each call. */
  readonly ratios: readonly number[];
  readonly launches: number;
  /** Relative spread of one call. */
  readonly spread: number;
  readonly baseMs: readonly number[];
  readonly withBase: boolean;
  readonly seed: number;
  /** Share of head's passes that stall, ten times as long. */
  readonly headStalls: number;
  /** Of each instance. */
  readonly pairs: number;
  /** Whose launches they are. */
  readonly of: MeasuredCellPlan;
}

export function launches(options: Partial<LaunchOptions> = {}): Launch[] {
  const defaults = {
    ratios: [1, 1],
    launches: 6,
    spread: 0.01,
    baseMs: [4, 1],
    withBase: true,
    seed: 1,
    headStalls: 0,
  };
  const {
    ratios,
    launches: count,
    spread,
    baseMs,
    withBase,
    seed,
    headStalls,
    pairs,
    of,
  } = {
    ...defaults,
    pairs: 10,
    of: graphCell(),
    ...options,
  };
  const random = seededRandom(seed);
  const draw = (ms: number) => Math.max(1, Math.round(ms * 1e6 * Math.exp(spread * gaussian(random))));
  const pair = (): Pair => {
    const stall = random() < headStalls ? 10 : 1;
    return {
      first: random() < 0.5 ? "base" : "head",
      baseNs: withBase ? baseMs.map(draw) : null,
      headNs: baseMs.map((ms, call) => draw(ms * (ratios[call] ?? 1) * stall)),
    };
  };
  const sides = sideDigests(of, bundles);
  return Array.from({ length: count }, (_, index) => {
    const instances = [0, 0, 1, 1].map((couple) => ({
      couple,
      createdFirst: "base" as const,
      warmedFirst: "head" as const,
      createNs: { base: withBase ? 1000 : null, head: 1000 },
      warmup: { passes: 10, steadyBase: withBase ? true : null, steadyHead: true },
      pairs: Array.from({ length: pairs }, pair),
    }));
    const timedNs = instances.flatMap((instance) =>
      instance.pairs.flatMap(({ baseNs, headNs }) => [...(baseNs ?? []), ...headNs]),
    );
    return {
      index,
      seed: index,
      startedAt: new Date(Date.UTC(2026, 0, 1) + 3_600_000 * index).toISOString(),
      seconds: 1 + timedNs.reduce((sum, ns) => sum + ns, 0) / 1e9,
      sides: withBase ? sides : { ...sides, base: null },
      machine: "a".repeat(16),
      instances,
    };
  });
}

export const environment = {
  processor: "A processor",
  cores: 2,
  memoryBytes: 8e9,
  system: "linux",
  runtime: "onnxruntime-node 1.30.0",
  threads: 2,
  loadBefore: 0.1,
  loadAfter: 0.2,
};

const parity = { checkedOutputs: 2, unverifiableOutputs: 0, maxAbsolute: 1e-6, maxRelativeL2: 1e-7 };

export function measured(change: Partial<CellMeasurement> = {}): CellMeasurement {
  return {
    cell: graphCellId,
    launches: launches(),
    parity: [
      { side: "base", ...parity },
      { side: "head", ...parity },
    ],
    failures: [],
    stop: "decided",
    seconds: 12,
    environment,
    ...change,
  };
}

/** Of a launch after the six that `launches` makes. */
export function failure(change: Partial<Failure> = {}): Failure {
  return { kind: "crashed", side: "head", launch: 6, message: "signal SIGSEGV", stderrTail: ["last words"], ...change };
}

export function file(cells: readonly CellMeasurement[], target = "here"): Measurements {
  return { schema: "pacegate/measurements/1", pacegateVersion: "0.1.0", planDigest, target, cells: [...cells] };
}

export function config(gate: { failOn?: FailOn; budgets?: readonly Budget[] } = {}): Config {
  return {
    path: "pacegate.yml",
    setup: null,
    python: null,
    models: [],
    targets: [{ name: "here", place: { kind: "local" }, pricePerHourUsd: null, threads: null }],
    backends: [backend],
    gate: {
      tolerance: 0.01,
      resolution: 0.02,
      p95: { tolerance: 0.1, resolution: 0.2 },
      budgets: [],
      failOn: "regression",
      secondsPerCell: 60,
      ...gate,
    },
    weights: "real",
  };
}

export function input(
  cells: readonly PlannedCell[],
  measurements: readonly CellMeasurement[],
  change: Partial<CompareInput> = {},
): CompareInput {
  const plan: BenchPlan = {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: "0.1.0",
    base: { commit: "1".repeat(40), bundle: bundles.base },
    head: { commit: "2".repeat(40), bundle: bundles.head },
    tolerance: 0.01,
    resolution: 0.02,
    cells: [...cells],
  };
  return {
    plan,
    planDigest,
    measurements: measurements.length === 0 ? [] : [file(measurements)],
    config: config(),
    priceOf: () => null,
    event: "pull-request",
    settingChanges: [],
    versions: { node: "24" },
    ...change,
  };
}

/** The verdict on the first cell. */
export function judge(given: CompareInput) {
  const verdict = compareMeasurements(given);
  const [cell] = verdict.cells;
  if (cell === undefined) throw new Error("no cell");
  return { verdict, cell };
}

/** The outcome in the state that a test is about. */
export function outcomeIn<State extends Outcome["state"]>(given: CompareInput, state: State) {
  const { cell, verdict } = judge(given);
  const { outcome } = cell;
  if (!isIn(outcome, state)) throw new Error(`${outcome.state}, not ${state}: ${cell.reason}`);
  return { outcome, cell, verdict };
}

function isIn<State extends Outcome["state"]>(
  outcome: Outcome,
  state: State,
): outcome is Extract<Outcome, { state: State }> {
  return outcome.state === state;
}

export const slower = () => measured({ launches: launches({ ratios: [2.5, 1] }) });
