// Which form of its subgraphs an engine needs, and the first one that export could not make.
import type { Subgraph } from "../bundle/manifest.ts";
import type { EngineName } from "../config/config.ts";
import type { CaseView, SubgraphWork } from "./case-view.ts";
import { graphLabel } from "./contributions.ts";
import { oneLine } from "./one-line.ts";

export interface FailedForm {
  /** Continues a sentence. */
  readonly what: string;
  readonly sentence: string;
  readonly remedy: string;
}

type StepError = Extract<Subgraph["onnx"], { state: "failed" }>["error"];

/** Null where every subgraph of the case has the form that the engine needs. */
export function failedForm(engine: EngineName, view: CaseView): FailedForm | null {
  for (const work of view.works) {
    const failure = formNeeded(engine) === "onnx" ? failedOnnx(work) : failedProgram(work);
    if (failure !== null) {
      return { what: failure.what, sentence: `${failure.what}.`, remedy: failure.remedy };
    }
  }
  return null;
}

function formNeeded(engine: EngineName): "onnx" | "pt2" {
  switch (engine) {
    case "onnxrt-cpu":
    case "onnxrt-cuda":
    case "onnxrt-tensorrt":
    case "tensorrt":
      return "onnx";
    case "torch-eager-cpu":
    case "torch-eager-cuda":
    case "torch-inductor-cpu":
    case "torch-inductor-cuda":
      return "pt2";
  }
}

function failedOnnx(work: SubgraphWork): Omit<FailedForm, "sentence"> | null {
  const { onnx } = work.subgraph;
  if (onnx.state === "exported") return null;
  return {
    what: `${graphLabel(work)} could not be exported to ONNX: ${errorText(onnx.error)}`,
    remedy:
      "Replace the operator at that line or move it out of the model; engines on PyTorch itself may still run it.",
  };
}

function failedProgram(work: SubgraphWork): Omit<FailedForm, "sentence"> | null {
  const { pt2 } = work.subgraph;
  switch (pt2.state) {
    case "exported":
      return null;
    case "failed":
      return {
        what: `${graphLabel(work)} could not be exported as a PyTorch program: ${errorText(pt2.error)}`,
        remedy: "Replace the operator at that line or move it out of the model.",
      };
    case "absent":
      return {
        what: `${graphLabel(work)} comes from an ONNX file, which PyTorch cannot run`,
        remedy: "Give this model backends whose engine runs ONNX.",
      };
  }
}

/** `Unsupported: no decomposition, from search.py:31`. */
function errorText({ exception, message, location }: StepError): string {
  const from = location === null ? "" : `, from ${oneLine(location.file, 80)}:${location.line}`;
  return `${oneLine(exception, 80)}: ${oneLine(message).replace(/\.$/u, "")}${from}`;
}
