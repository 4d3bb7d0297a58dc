// The stages in order: the product on one screen.
import type { Measurements } from "./bench/measurements.ts";
import { openBundle } from "./bundle/index.ts";
import type { Acceptance } from "./compare/acceptance.ts";
import { compareMeasurements } from "./compare/index.ts";
import type { Verdict } from "./compare/verdict.ts";
import type { Config } from "./config/index.ts";
import { findPrice } from "./cost/index.ts";
import { type Parcel, writeParcel } from "./dispatch/index.ts";
import { type ExportedPair, exportModels, type FoundCommits, type PullRequest } from "./export/index.ts";
import { benchHere, benchPlan, type Runners, unmeasuredCells } from "./measure.ts";
import { pacegateVersion } from "./pacegate-version.ts";
import { type BenchPlan, planDigest } from "./plan/index.ts";
import { type AskedOfGate, type BundlesToPlan, planBundles, planGate } from "./planned-gate.ts";
import { renderReport } from "./report/index.ts";
import type { ResultsFolder } from "./results/index.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Revisions {
  readonly directory: string;
  readonly configFile: string;
  readonly base?: string | null | undefined;
  readonly head?: string | undefined;
  readonly pullRequest?: PullRequest | undefined;
  readonly python: string | null;
  /** Told the commits before they are exported: what is known of them can still be brought. */
  readonly onCommits?: ((commits: FoundCommits) => Promise<void>) | undefined;
}

export interface GateInput extends Revisions, AskedOfGate {
  /** Chosen once the head's commit is known. */
  readonly resultsFor: (head: string) => ResultsFolder;
  /** Null: what is planned for runners elsewhere cannot be measured. */
  readonly runners: Runners | null;
  /** Asked when everything is measured. */
  readonly acceptances?: (() => Promise<readonly Acceptance[]>) | undefined;
}

/** What a plan is judged by. */
type Judgeable = Pick<Parcel, "plan" | "config" | "event" | "settingChanges" | "versions">;

export interface Judged<Planned extends Judgeable = Parcel> {
  readonly verdict: Verdict;
  readonly planned: Planned;
  readonly results: ResultsFolder;
}

/** Export, plan, bench, compare, report. */
export async function gate(input: GateInput, world: Surroundings): Promise<Judged> {
  await using exported = await exportCommits(input, world);
  const results = input.resultsFor(exported.head.commit);
  const planned = planGate(exported, input, input.runners !== null);
  await results.writePlan(planned.plan);
  const measurements = await benchPlan(planned, exported, input.runners, results, world);
  return judge(planned, measurements, (await input.acceptances?.()) ?? [], results, world.now());
}

/** The first half of a gate whose jobs run elsewhere: what only the exporting machine can measure is in the parcel. */
export async function prepareGate(
  input: Omit<GateInput, "runners" | "acceptances" | "resultsFor">,
  folder: string,
  world: Surroundings,
): Promise<{ readonly parcel: Parcel; readonly files: readonly string[] }> {
  await using exported = await exportCommits(input, world);
  const planned = planGate(exported, input, true);
  const parcel = { ...planned, measurements: await benchHere(planned, exported, world) };
  return { parcel, files: await writeParcel(folder, parcel) };
}

/** The second half: whatever arrived from elsewhere is judged; what did not arrive fails. */
export async function finishGate(
  parcel: Parcel,
  elsewhere: readonly Measurements[],
  acceptances: readonly Acceptance[],
  results: ResultsFolder,
  world: Surroundings,
): Promise<Judged> {
  const measurements = [...parcel.measurements, ...elsewhere];
  await results.writePlan(parcel.plan);
  await results.writeMeasurements(measurements);
  return judge(parcel, measurements, acceptances, results, world.now());
}

/** Both commits' bundles, their worktrees open until the pair is disposed. */
export async function exportCommits(input: Revisions, world: Surroundings): Promise<ExportedPair> {
  const { environment, processId, signal, onExport: onProgress, onWarning } = world;
  const pair = await exportModels({ ...input, environment, processId, signal, onProgress, onWarning, pacegateVersion });
  // The cells say where; this says how it got there, once for all cases.
  const told = [...raisedBy(pair.base, "base: "), ...raisedBy(pair.head, "")];
  for (const warning of new Set(told)) onWarning(warning);
  return pair;
}

function raisedBy(side: ExportedPair["base"], mark: string): readonly string[] {
  const errors = side?.bundle.manifest.errors ?? [];
  return errors.flatMap(({ message, traceback }) =>
    traceback === null ? [] : [`${mark}${message}\n${traceback}`.trimEnd()],
  );
}

/** Plans and measures two bundles on this machine; there is no worktree, so local python is planned as not measurable. */
export async function benchBundles(
  input: {
    readonly base: string | null;
    readonly head: string;
    readonly objects?: string | undefined;
    readonly config: Config;
  },
  results: ResultsFolder,
  world: Surroundings,
): Promise<BenchedBundles> {
  const options = input.objects === undefined ? {} : { objectsDirectory: input.objects };
  const head = await openBundle(input.head, options);
  const base = input.base === null ? null : await openBundle(input.base, options);
  const planned = planBundles({
    base,
    head,
    baseHasConfig: base !== null,
    oneEnvironment: false,
    pythonMayRun: true,
    codeIsHere: false,
    config: input.config,
    event: "pull-request",
    settingChanges: [],
    runnersElsewhere: false,
  });
  await results.writePlan(planned.plan);
  const measurements = await benchHere(planned, null, world);
  await results.writeMeasurements(measurements);
  world.signal.throwIfAborted();
  return { plan: planned.plan, unmeasured: unmeasuredCells(planned.plan, measurements) };
}

export interface BenchedBundles {
  readonly plan: BenchPlan;
  /** Ids of the cells that could be measured here and were not. */
  readonly unmeasured: readonly string[];
}

/** Measures what others planned for the team's runners, of bundles that were never exported here. */
export async function gateBundles(
  input: Omit<BundlesToPlan, "runnersElsewhere" | "event"> & {
    readonly runners: Runners | null;
    readonly acceptances: () => Promise<readonly Acceptance[]>;
  },
  results: ResultsFolder,
  world: Surroundings,
): Promise<Judged> {
  const { runners, acceptances, ...bundles } = input;
  const planned = planBundles({ ...bundles, event: "pull-request", runnersElsewhere: runners !== null });
  await results.writePlan(planned.plan);
  const measurements = await benchPlan(planned, null, runners, results, world);
  return judge(planned, measurements, await acceptances(), results, world.now());
}

/** Whatever a parcel and its measurements say, by the config that judges. */
export async function judge<Planned extends Judgeable>(
  planned: Planned,
  measurements: readonly Measurements[],
  acceptances: readonly Acceptance[],
  results: ResultsFolder,
  now: Date,
): Promise<Judged<Planned>> {
  const { plan, config, event, settingChanges, versions } = planned;
  const prices = new Map(config.targets.map(({ name, pricePerHourUsd }) => [name, findPrice(name, pricePerHourUsd)]));
  const verdict = compareMeasurements({
    plan,
    planDigest: planDigest(plan),
    measurements,
    config,
    priceOf: (target) => prices.get(target) ?? null,
    event,
    settingChanges,
    versions,
    acceptances,
    now,
  });
  await results.writeVerdict(verdict);
  await results.writeReport(renderReport(verdict, { format: "markdown" }));
  return { verdict, results, planned };
}
