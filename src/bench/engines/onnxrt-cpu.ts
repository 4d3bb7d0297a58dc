// ONNX Runtime on CPU through onnxruntime-node: the one file that loads this runtime.
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as OnnxRuntime from "onnxruntime-node";
import type { Dtype } from "../../bundle/manifest.ts";
import type { TensorData, TensorValues } from "../tensor-data.ts";
import {
  type Artifact,
  type Engine,
  EngineError,
  type EngineOptions,
  type Session,
  type SubgraphFiles,
} from "./engine.ts";

type Runtime = typeof OnnxRuntime;
export type OnnxInputs = Record<string, OnnxRuntime.Tensor>;

/** onnxruntime-node 1.30 throws on bfloat16 tensors; every other dtype of a bundle has its typed array. */
type SupportedDtype = Exclude<Dtype, "bfloat16">;

const dtypeOf: Readonly<Record<string, SupportedDtype>> = {
  bool: "bool",
  uint8: "uint8",
  int8: "int8",
  int16: "int16",
  int32: "int32",
  int64: "int64",
  float16: "float16",
  float32: "float32",
  float64: "float64",
};

/** The package is too large to ship inside the action: it may lie in a folder of its own, fetched once. */
function loadRuntime(folder: string | undefined): Runtime {
  const require = createRequire(folder === undefined ? import.meta.url : join(folder, "package.json"));
  try {
    const runtime = require("onnxruntime-node") as Runtime;
    keepFloat16AsBits(runtime);
    return runtime;
  } catch (cause) {
    const place = folder === undefined ? "beside Pacegate" : `in ${folder}`;
    throw new EngineError("unsupported", `onnxruntime-node does not load ${place}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Where the engine has Float16Array (Node 24), onnxruntime-common 1.30 turns float16 data into it, and the native
 * binding then reads no bytes ("expected 16, got 0"). It looks for that class once, at the first tensor: hide it then.
 */
function keepFloat16AsBits(runtime: Runtime): void {
  const float16Array = Object.getOwnPropertyDescriptor(globalThis, "Float16Array");
  if (float16Array === undefined) return;
  Reflect.deleteProperty(globalThis, "Float16Array");
  try {
    new runtime.Tensor("float32", new Float32Array(1), [1]);
  } finally {
    Object.defineProperty(globalThis, "Float16Array", float16Array);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** ONNX Runtime tells what went wrong in prose only; the phrases are those of 1.30's status messages. */
function sorted(error: unknown, doing: string): EngineError {
  if (error instanceof EngineError) return error;
  const message = messageOf(error);
  const failure = `ONNX Runtime could not ${doing}: ${message}`;
  if (/bad_alloc|failed to allocate memory|array buffer allocation failed|not enough memory/i.test(message)) {
    return new EngineError("out-of-memory", failure, { cause: error });
  }
  if (
    /file doesn't exist|external data path does not exist|no such file|external data file .*does not exist|ENOENT/i.test(
      message,
    )
  ) {
    return new EngineError("missing-input", failure, { cause: error });
  }
  if (
    /NOT_IMPLEMENTED|no op registered|could not find an implementation|unsupported|not a registered function|opset .* is under development/i.test(
      message,
    )
  ) {
    return new EngineError("unsupported", failure, { cause: error });
  }
  return new EngineError("crashed", failure, { cause: error });
}

/** Exported for `bench/overhead.ts`, which runs the same session with and without Pacegate around it. */
export class OnnxSession implements Session<OnnxInputs> {
  readonly #runtime: Runtime;
  readonly #session: OnnxRuntime.InferenceSession;
  readonly #subgraph: SubgraphFiles;

  constructor(runtime: Runtime, session: OnnxRuntime.InferenceSession, subgraph: SubgraphFiles) {
    this.#runtime = runtime;
    this.#session = session;
    this.#subgraph = subgraph;
  }

  bind(tensors: readonly TensorData[]): OnnxInputs {
    const { inputNames, argumentNames, id } = this.#subgraph;
    if (tensors.length !== inputNames.length) {
      throw new EngineError("protocol", `${id} takes ${inputNames.length} inputs, not ${tensors.length}`);
    }
    const inputs: OnnxInputs = {};
    for (const [index, name] of inputNames.entries()) {
      const tensor = tensors[index];
      // An exporter may drop an input that the graph does not use.
      if (tensor === undefined || !this.#session.inputNames.includes(name)) continue;
      const argument = argumentNames[index] ?? null;
      inputs[name] = this.#tensorOf(tensor, argument === null ? name : `${name} (${argument})`);
    }
    const missing = this.#session.inputNames.filter((name) => !(name in inputs));
    if (missing.length > 0) {
      throw new EngineError("missing-input", `${id} needs inputs that its sample does not have: ${missing.join(", ")}`);
    }
    return inputs;
  }

  run(inputs: OnnxInputs): Promise<unknown> {
    // Not async: the runtime's own promise, with no further turn of the event loop's queue inside the timing.
    return this.#session.run(inputs);
  }

  async outputs(inputs: OnnxInputs): Promise<readonly TensorData[]> {
    let results: OnnxRuntime.InferenceSession.OnnxValueMapType;
    try {
      results = await this.#session.run(inputs);
    } catch (error) {
      throw sorted(error, `run ${this.#subgraph.id}`);
    }
    return this.#subgraph.outputNames.map((name) => {
      const result = results[name];
      if (result === undefined) {
        throw new EngineError("wrong-output", `${this.#subgraph.id} gives no output ${name}`);
      }
      const dtype = dtypeOf[result.type];
      if (dtype === undefined) {
        throw new EngineError("unsupported", `output ${name} of ${this.#subgraph.id} is ${result.type}`);
      }
      return { dtype, shape: [...result.dims], values: result.data as TensorValues };
    });
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  /** @param name for messages */
  #tensorOf(tensor: TensorData, name: string): OnnxRuntime.Tensor {
    if (tensor.dtype === "bfloat16") {
      throw new EngineError(
        "unsupported",
        `input ${name} of ${this.#subgraph.id} is bfloat16, which onnxruntime-node cannot take`,
      );
    }
    try {
      return new this.#runtime.Tensor(tensor.dtype as "float32", tensor.values as Float32Array, tensor.shape);
    } catch (error) {
      throw sorted(error, `take input ${name} of ${this.#subgraph.id}`);
    }
  }
}

/** @param folder contains `node_modules/onnxruntime-node`; undefined: resolved as any import of this package */
export function onnxrtCpu(folder: string | undefined): Engine<OnnxInputs> {
  const runtime = loadRuntime(folder);
  return {
    name: "onnxrt-cpu",
    runtime: `onnxruntime-node ${runtime.env.versions.node ?? "unknown"}`,
    async build(subgraph, options) {
      if (options.flags.length > 0) {
        throw new EngineError("unsupported", `onnxrt-cpu knows no option [${options.flags.join(", ")}]`);
      }
      try {
        await access(subgraph.model);
      } catch (cause) {
        throw new EngineError("missing-input", `the ONNX file of ${subgraph.id} is not there: ${subgraph.model}`, {
          cause,
        });
      }
      return { subgraph, path: subgraph.model };
    },
    async open(artifact: Artifact, options: EngineOptions) {
      try {
        // By path, so that external data beside the file is found, and mapped instead of copied.
        const session = await runtime.InferenceSession.create(artifact.path, {
          executionProviders: ["cpu"],
          intraOpNumThreads: options.threads,
          interOpNumThreads: 1,
          executionMode: "sequential",
          logSeverityLevel: 3,
          // Spinning threads of one side would steal time from the other; the setting takes strings only.
          extra: { "session.intra_op.allow_spinning": "0", "session.inter_op.allow_spinning": "0" },
        });
        return new OnnxSession(runtime, session, artifact.subgraph);
      } catch (error) {
        throw sorted(error, `load ${artifact.subgraph.id}`);
      }
    },
  };
}
