// What an engine is: it builds an artifact of a subgraph, opens sessions of it, and runs them.
import type { EngineName } from "../../config/config.ts";
import type { FailureKind } from "../measurements.ts";
import type { TensorData } from "../tensor-data.ts";

/** A subgraph as an engine finds it on disk; files only, never the user's code. */
export interface SubgraphFiles {
  /** Its id in the bundle, for messages. */
  readonly id: string;
  readonly model: string;
  readonly inputNames: readonly string[];
  /** What the user's code calls each input, for messages; null where it has no name there. */
  readonly argumentNames: readonly (string | null)[];
  readonly outputNames: readonly string[];
}

export interface EngineOptions {
  readonly threads: number;
  /** The backend's options, such as `fp16`. */
  readonly flags: readonly string[];
}

/** What `build` made: for engines that compile nothing, the subgraph itself. */
export interface Artifact {
  readonly subgraph: SubgraphFiles;
  readonly path: string;
}

export interface Session<Inputs> {
  /** Turns tensors into what `run` takes, once and outside every timing. */
  bind(tensors: readonly TensorData[]): Inputs;
  /** Runs once. Nobody keeps the outputs: none may outlive its run, or later runs would allocate around it. */
  run(inputs: Inputs): Promise<unknown>;
  /** Runs once and hands the outputs over, in the subgraph's order; only for checking. */
  outputs(inputs: Inputs): Promise<readonly TensorData[]>;
  close(): Promise<void>;
}

export interface Engine<Inputs> {
  readonly name: EngineName;
  /** Such as `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
  /**
   * Cached by the caller.
   * @param replicate where builds of the same subgraph differ, each is a level of replication; counts from 0
   */
  build(subgraph: SubgraphFiles, options: EngineOptions, replicate: number): Promise<Artifact>;
  open(artifact: Artifact, options: EngineOptions): Promise<Session<Inputs>>;
}

/** An engine's refusal, already sorted into a kind of failure. */
export class EngineError extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EngineError";
    this.kind = kind;
  }
}
