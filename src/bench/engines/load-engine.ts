// From an engine's name to the engine, inside the worker; adding an engine adds a line here.
import type { EngineName } from "../../config/config.ts";
import { runtimeFolderVariable } from "../runtime-folder.ts";
import { type Engine, EngineError } from "./engine.ts";
import { type OnnxInputs, onnxrtCpu } from "./onnxrt-cpu.ts";

export type AnyEngine = Engine<OnnxInputs>;

export function loadEngine(name: EngineName, environment: NodeJS.ProcessEnv): AnyEngine {
  switch (name) {
    case "onnxrt-cpu":
      return onnxrtCpu(environment[runtimeFolderVariable] || undefined);
    case "onnxrt-cuda":
    case "onnxrt-tensorrt":
    case "tensorrt":
    case "torch-eager-cpu":
    case "torch-eager-cuda":
    case "torch-inductor-cpu":
    case "torch-inductor-cuda":
      throw new EngineError("unsupported", `this worker has no engine ${name}; it has onnxrt-cpu`);
  }
}
