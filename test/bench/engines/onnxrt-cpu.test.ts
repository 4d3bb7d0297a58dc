import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { OnnxSession } from "../../../src/bench/engines/onnxrt-cpu.ts";
import type { TensorData } from "../../../src/bench/tensor-data.ts";

/** Binding asks a session for its input names alone. */
function session(argument: string | null): OnnxSession {
  const opened = { inputNames: ["input_0"] } as unknown as ort.InferenceSession;
  const files = { model: "", inputNames: ["input_0"], argumentNames: [argument], outputNames: ["output_0"] };
  return new OnnxSession(ort, opened, { id: "g1", ...files });
}

const half: TensorData = { dtype: "bfloat16", shape: [2], values: new Uint16Array(2) };
const short: TensorData = { dtype: "float32", shape: [2, 2], values: new Float32Array(3) };

describe("an input that ONNX Runtime does not take", () => {
  it.each([
    ["what the code calls it", "batch.tokens", "input input_0 (batch.tokens) of g1"],
    ["its position alone where the code has no name for it", null, "input input_0 of g1"],
  ])("is told by %s", (_, argument, told) => {
    expect(() => session(argument).bind([half])).toThrow(`${told} is bfloat16`);
    expect(() => session(argument).bind([short])).toThrow(`could not take ${told}`);
  });
});
