// The rooms of src/ and the arrows between them, as one table; `lint-arrows.ts` enforces it.

export interface Room {
  /** Rooms whose values it may use. */
  readonly uses: readonly string[];
  /** Rooms whose types alone it may name. */
  readonly names: readonly string[];
  /** Pure rooms take values and return values: no files, processes, network or clock modules. */
  readonly pure: boolean;
}

/** The formats of what one stage hands to the next, and what their readers check: every later room may use them. */
export const contracts: readonly string[] = [
  "bundle/manifest.ts",
  "config/config.ts",
  "plan/bench-plan.ts",
  "bench/measurements.ts",
  "bench/launch-clock.ts",
  "bench/side-digests.ts",
  "compare/verdict.ts",
  "compare/acceptance.ts",
  "baseline/record.ts",
  "baseline/store.ts",
  "dispatch/fleet.ts",
];

/** What every room stands on; all their files are open to all. */
export const foundations: readonly string[] = ["pacegate-error", "document"];
const edges = [
  "results",
  "progress-line",
  "describe-error",
  "exit-code",
  "cli",
  "action",
  "pipeline",
  "runtime",
  "pacegate-version",
  "surroundings",
];
const stages = [
  "config",
  "bundle",
  "export",
  "plan",
  "dispatch",
  "bench",
  "baseline",
  "statistics",
  "compare",
  "cost",
  "nights",
  "report",
];

export const rooms: Readonly<Record<string, Room>> = {
  "pacegate-error": { uses: [], names: [], pure: true },
  "pacegate-version": { uses: [], names: [], pure: true },
  document: { uses: ["pacegate-error"], names: [], pure: true },
  config: { uses: foundations, names: [], pure: false },
  bundle: { uses: foundations, names: ["config"], pure: false },
  statistics: { uses: foundations, names: [], pure: true },
  cost: { uses: foundations, names: ["config"], pure: true },
  export: { uses: [...foundations, "bundle", "config"], names: [], pure: false },
  plan: { uses: [...foundations, "config", "cost", "statistics"], names: ["bundle", "export"], pure: true },
  bench: { uses: [...foundations, "bundle", "config", "statistics"], names: ["plan"], pure: false },
  dispatch: { uses: [...foundations, "bundle", "config", "bench"], names: ["plan"], pure: false },
  compare: { uses: [...foundations, "config", "cost", "statistics"], names: ["bundle", "plan", "bench"], pure: true },
  report: { uses: [...foundations, "cost"], names: ["config", "compare", "baseline", "statistics"], pure: true },
  baseline: { uses: [...foundations, "bundle", "config"], names: ["compare", "plan"], pure: false },
  github: { uses: foundations, names: ["compare", "plan", "bench", "baseline", "dispatch"], pure: false },
  nights: { uses: [...foundations, "statistics"], names: ["baseline", "compare"], pure: true },
  runtime: { uses: foundations, names: [], pure: false },
  "progress-line": { uses: [], names: ["export"], pure: true },
  "describe-error": { uses: foundations, names: [], pure: true },
  "exit-code": { uses: [], names: ["compare"], pure: true },
  surroundings: { uses: ["progress-line", "runtime"], names: ["export"], pure: false },
  "planned-gate": {
    uses: ["config", "dispatch", "plan", "pacegate-version"],
    names: ["compare", "export"],
    pure: false,
  },
  measure: {
    uses: [...foundations, "dispatch"],
    names: ["bench", "export", "plan", "results", "surroundings"],
    pure: false,
  },
  results: { uses: foundations, names: ["plan", "bench", "compare"], pure: false },
  init: { uses: foundations, names: [], pure: false },
  pipeline: {
    uses: [...foundations, ...stages, "measure", "planned-gate", "pacegate-version"],
    names: ["results", "surroundings"],
    pure: false,
  },
  cli: { uses: [...foundations, ...stages, ...edges, "github", "init"], names: [], pure: false },
  action: { uses: [...foundations, ...stages, ...edges, "github", "measure", "nights"], names: [], pure: false },
  main: { uses: ["action"], names: [], pure: false },
  post: { uses: ["action"], names: [], pure: false },
};

/** Packages that one room alone may import; the text before `:` matches the package's name or scope. */
export const packageRooms: readonly { readonly package: RegExp; readonly folder: RegExp; readonly why: string }[] = [
  {
    package: /^(onnxruntime-|tensorrt|@xenova\/|@huggingface\/)/,
    folder: /^bench\/engines\//,
    why: "only bench/engines/ imports a runtime",
  },
  {
    package: /^(@octokit\/|octokit$|@actions\/github$)/,
    folder: /^github\//,
    why: "only github/ talks to GitHub",
  },
  { package: /^@actions\//, folder: /^(action|github)\//, why: "only action/ and github/ know the runner" },
];

/** What a pure room may take from Node: computation, nothing that reads or writes the world. */
export const pureNodeModules: ReadonlySet<string> = new Set(["node:crypto", "node:path", "node:util", "node:assert"]);
