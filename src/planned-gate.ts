// Two sides and the config that judges -> what is measured and judged: a parcel, its measurements still to come.
import { basename } from "node:path";
import type { GateEvent } from "./compare/verdict.ts";
import { compareSettings, type FailOn, withFailOn } from "./config/index.ts";
import { type Parcel, packJobs } from "./dispatch/index.ts";
import type { ExportedPair } from "./export/index.ts";
import { pacegateVersion } from "./pacegate-version.ts";
import { planBenchmarks, planDigest } from "./plan/index.ts";

export type BundlesToPlan = Omit<
  Parameters<typeof planBenchmarks>[0],
  "pacegateVersion" | "measurableTargets" | "measurableEngines"
> & {
  readonly base: Parcel["base"];
  readonly head: Parcel["head"];
  readonly event: GateEvent;
  readonly settingChanges: readonly string[];
  /** Targets with `runs-on` can be reached. */
  readonly runnersElsewhere: boolean;
};

export interface AskedOfGate {
  readonly event: GateEvent;
  /** Wins over the config's. */
  readonly failOn?: FailOn | undefined;
  /** Tag of the release that a night is compared with; undefined where base is something else. */
  readonly anchor?: string | undefined;
}

export function planGate(
  { base, baseCommit, head, judging, oneEnvironment }: ExportedPair,
  { event, failOn, anchor }: AskedOfGate,
  runnersElsewhere: boolean,
): Parcel {
  const planned = planBundles({
    base: base?.bundle ?? null,
    head: head.bundle,
    baseHasConfig: base !== null,
    oneEnvironment,
    pythonMayRun: true,
    codeIsHere: true,
    baseWithoutPacegate: base === null ? (baseCommit ?? undefined) : undefined,
    config: withFailOn(judging, failOn),
    event,
    settingChanges: base === null ? [] : compareSettings(base.config, head.config),
    runnersElsewhere,
  });
  const named = anchor === undefined ? {} : { anchor };
  return { ...planned, ...named, headFolder: basename(head.bundle.directory) };
}

/** One engine so far; local targets are this machine. */
export function planBundles({ event, settingChanges, runnersElsewhere, ...input }: BundlesToPlan): Parcel {
  const { base, head, config } = input;
  const reachable = config.targets.filter(({ place }) => runnersElsewhere || place.kind === "local");
  const plan = planBenchmarks({
    ...input,
    pacegateVersion,
    measurableTargets: new Set(reachable.map(({ name }) => name)),
    measurableEngines: new Set(["onnxrt-cpu"] as const),
  });
  const { jobs } = packJobs(plan, config);
  const exported = Object.entries(head.manifest.versions).flatMap(([name, version]) =>
    version === null ? [] : [[name, version]],
  );
  const versions = { ...Object.fromEntries(exported), pacegate: pacegateVersion };
  const facts = { pacegateVersion, planDigest: planDigest(plan), event, config, settingChanges: [...settingChanges] };
  return { ...facts, versions, jobs, plan, base, head, measurements: [] };
}
