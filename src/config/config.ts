// The typed configuration that every stage reads; `pacegate.yml` and the action's inputs become this.

/** What executes a subgraph. Only the engines built so far are listed; others are refused by name. */
export const engineNames = [
  "onnxrt-cpu",
  "onnxrt-cuda",
  "onnxrt-tensorrt",
  "tensorrt",
  "torch-eager-cpu",
  "torch-eager-cuda",
  "torch-inductor-cpu",
  "torch-inductor-cuda",
] as const;
export type EngineName = (typeof engineNames)[number];

/** `target/engine[options]`. */
export interface Backend {
  readonly target: string;
  readonly engine: EngineName;
  readonly options: readonly string[];
}

/** Allowed difference from golden outputs: `abs(d) <= absolute + relative * abs(golden)`, and relative L2. */
export interface ParityTolerance {
  readonly absolute: number;
  readonly relative: number;
  readonly relativeL2: number;
}

export type ModelSource =
  | { readonly kind: "python"; readonly entry: string; readonly inputs: string }
  | { readonly kind: "onnx"; readonly path: string };

export interface Model {
  readonly name: string;
  readonly source: ModelSource;
  /** One case each; null: one case with the inputs as they are. */
  readonly batchSizes: readonly number[] | null;
  readonly parityTolerance: ParityTolerance;
}

export type Place =
  | { readonly kind: "local" }
  | {
      readonly kind: "runner";
      /** Labels that a runner must have. */
      readonly runsOn: readonly string[];
      /** Whether it may be missing: its cells are then shown as such and do not fail the gate. */
      readonly optional: boolean;
      /** How many machines of that kind may work side by side. */
      readonly runners: number;
    };

export interface Target {
  readonly name: string;
  readonly place: Place;
  /** Null: taken from the price file by the target's name, else cost is unknown. */
  readonly pricePerHourUsd: number | null;
  /** Null: all cores of the machine that serves. */
  readonly threads: number | null;
}

export interface Budget {
  readonly model: string;
  readonly batchSize: number | null;
  /** Pattern with `*`. */
  readonly backend: string;
  readonly p95Ms: number | null;
  readonly costPerMillionUsd: number | null;
}

export type FailOn = "regression" | "inconclusive" | "never";

export interface TailThresholds {
  /** A change of p95 up to this should not fail; 0.1 is 10%. */
  readonly tolerance: number;
  readonly resolution: number;
}

export interface Gate {
  /** A change up to this should not fail; 0.01 is 1%. */
  readonly tolerance: number;
  /** A cell is called unchanged only where a change of `tolerance + resolution` is ruled out. */
  readonly resolution: number;
  /** The same two for the 95th percentile of latency; null: it is not judged. */
  readonly p95: TailThresholds | null;
  readonly budgets: readonly Budget[];
  readonly failOn: FailOn;
  readonly secondsPerCell: number;
}

export interface Config {
  /** Where it was read from, for messages. */
  readonly path: string;
  /** Shell command run in each worktree before export. */
  readonly setup: string | null;
  /** Python that has the user's torch; null: found at export. */
  readonly python: string | null;
  readonly models: readonly Model[];
  readonly targets: readonly Target[];
  readonly backends: readonly Backend[];
  readonly gate: Gate;
  readonly weights: "real" | "synthetic";
  /** Git branch that keeps the baseline; absent where the config names none. */
  readonly baselineBranch?: string;
}
