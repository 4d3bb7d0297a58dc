// The stages in order: the product on one screen.
import type { Measurements } from "./bench/measurements.ts";
import { type Bundle, openBundle } from "./bundle/index.ts";
import { compareMeasurements } from "./compare/index.ts";
import type { GateEvent, Verdict } from "./compare/verdict.ts";
import { type Config, compareSettings, type FailOn } from "./config/index.ts";
import { findPrice } from "./cost/index.ts";
import { dispatchBenchmarks, type LocalPythonSources } from "./dispatch/index.ts";
import { type ExportedPair, type ExportProgress, exportModels, type PullRequest } from "./export/index.ts";
import { pacegateVersion } from "./pacegate-version.ts";
import type { BenchPlan } from "./plan/bench-plan.ts";
import { planBenchmarks, planDigest } from "./plan/index.ts";
import { renderReport } from "./report/index.ts";
import type { ResultsFolder } from "./results/index.ts";

/** What every stage may ask of the world outside. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly processId: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onExport: (progress: ExportProgress) => void;
  readonly onBench: (line: string) => void;
  readonly onWarning: (warning: string) => void;
}

export interface Revisions {
  readonly directory: string;
  readonly configFile: string;
  readonly base?: string | null | undefined;
  readonly head?: string | undefined;
  readonly pullRequest?: PullRequest | undefined;
  readonly python: string | null;
}

export interface GateInput extends Revisions {
  readonly event: GateEvent;
  /** Wins over the config's. */
  readonly failOn?: FailOn | undefined;
  /** Chosen once the head's commit is known. */
  readonly resultsFor: (head: string) => ResultsFolder;
}

/** Export, plan, bench, compare, report. */
export async function gate(
  input: GateInput,
  world: Surroundings,
): Promise<{ verdict: Verdict; results: ResultsFolder }> {
  await using exported = await exportCommits(input, world);
  const { base, head, judging } = exported;
  const results = input.resultsFor(head.commit);
  const config = input.failOn === undefined ? judging : { ...judging, gate: { ...judging.gate, failOn: input.failOn } };
  const plan = planFor(exported, config);
  await results.writePlan(plan);
  const measurements = await bench(
    plan,
    { base: base?.bundle ?? null, head: head.bundle },
    pythonOf(exported),
    results,
    world,
  );
  const settingChanges = base === null ? [] : compareSettings(base.config, head.config);
  const verdict = await compare(
    plan,
    measurements,
    { config, event: input.event, settingChanges, head: head.bundle },
    results,
  );
  await results.writeReport(renderReport(verdict, { format: "markdown" }));
  return { verdict, results };
}

/** Both commits' bundles, their worktrees open until the pair is disposed. */
export async function exportCommits(input: Revisions, world: Surroundings): Promise<ExportedPair> {
  const { environment, processId, signal, onExport: onProgress, onWarning } = world;
  const pair = await exportModels({
    ...input,
    environment,
    processId,
    signal,
    onProgress,
    onWarning,
    pacegateVersion,
  });
  // The cells say where; this says how it got there, once for all cases.
  const { errors } = pair.head.bundle.manifest;
  const told = errors.flatMap(({ message, traceback }) => (traceback === null ? [] : [`${message}\n${traceback}`]));
  for (const warning of new Set(told)) onWarning(warning.trimEnd());
  return pair;
}

/** Plans and measures two bundles on this machine; there is no worktree, so local python fails as not measurable. */
export async function benchBundles(
  input: {
    readonly base: string | null;
    readonly head: string;
    readonly objects?: string | undefined;
    readonly config: Config;
  },
  results: ResultsFolder,
  world: Surroundings,
): Promise<readonly Measurements[]> {
  const options = input.objects === undefined ? {} : { objectsDirectory: input.objects };
  const head = await openBundle(input.head, options);
  const base = input.base === null ? null : await openBundle(input.base, options);
  const plan = planBenchmarks({
    base,
    head,
    baseHasConfig: base !== null,
    oneEnvironment: false,
    config: input.config,
    ...measurable(input.config),
  });
  await results.writePlan(plan);
  return bench(plan, { base, head }, null, results, world);
}

/** Measures a plan; what was measured before an abort is kept. */
async function bench(
  plan: BenchPlan,
  bundles: { readonly base: Bundle | null; readonly head: Bundle },
  localPython: LocalPythonSources | null,
  results: ResultsFolder,
  { environment, random, signal, onBench }: Surroundings,
): Promise<readonly Measurements[]> {
  const measurements: Measurements[] = [];
  const options = {
    planDigest: planDigest(plan),
    pacegateVersion,
    localPython,
    environment,
    random,
    signal,
    ...bundles,
  };
  for await (const event of dispatchBenchmarks(plan, options)) {
    if (event.kind === "measurements") measurements.push(event.measurements);
    else
      onBench(
        event.kind === "progress" ? event.text : `${event.cell}: ${event.failure.kind}, ${event.failure.message}`,
      );
  }
  await results.writeMeasurements(measurements);
  signal.throwIfAborted();
  return measurements;
}

export interface CompareContext {
  readonly config: Config;
  readonly event: GateEvent;
  readonly settingChanges: readonly string[];
  /** For the versions in the report; null where only the measurements are at hand. */
  readonly head: Bundle | null;
}

export async function compare(
  plan: BenchPlan,
  measurements: readonly Measurements[],
  { config, event, settingChanges, head }: CompareContext,
  results: ResultsFolder,
): Promise<Verdict> {
  const prices = new Map(config.targets.map(({ name, pricePerHourUsd }) => [name, findPrice(name, pricePerHourUsd)]));
  const priceOf = (target: string) => prices.get(target) ?? null;
  const versions = versionsOf(head);
  const verdict = compareMeasurements({
    plan,
    planDigest: planDigest(plan),
    measurements,
    config,
    priceOf,
    event,
    settingChanges,
    versions,
  });
  await results.writeVerdict(verdict);
  return verdict;
}

function planFor({ base, head, oneEnvironment }: ExportedPair, config: Config): BenchPlan {
  return planBenchmarks({
    base: base?.bundle ?? null,
    head: head.bundle,
    baseHasConfig: base !== null,
    oneEnvironment,
    config,
    ...measurable(config),
  });
}

/** This machine stands in for local targets alone, and has one engine so far. */
function measurable(config: Config) {
  const local = config.targets.filter(({ place }) => place.kind === "local").map(({ name }) => name);
  return { pacegateVersion, measurableTargets: new Set(local), measurableEngines: new Set(["onnxrt-cpu"] as const) };
}

function pythonOf({ base, head }: ExportedPair): LocalPythonSources {
  return { base: base?.project ?? null, head: head.project };
}

function versionsOf(head: Bundle | null): Record<string, string> {
  const exported = Object.entries(head?.manifest.versions ?? {}).flatMap(([name, version]) =>
    version === null ? [] : [[name, version]],
  );
  return { ...Object.fromEntries(exported), pacegate: pacegateVersion };
}
