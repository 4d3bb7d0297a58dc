// The `pacegate.yml` that the proof's gates are judged by; what it does not name is the product's own default.
import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/index.ts";

export interface ProofThresholds {
  readonly tolerance: string;
  readonly resolution: string;
  readonly secondsPerCell: number;
}

/** What the proof is about. */
export const proven: ProofThresholds = { tolerance: "0.5%", resolution: "1.5%", secondsPerCell: 120 };

/** Every model of the proof has one case, of this name. */
export const caseId = "proof";

/** The text, as a team would write it: it counts as a part of the rule. */
export function proofYaml({ tolerance, resolution, secondsPerCell }: ProofThresholds, threads: number): string {
  return `version: 1
models:
  ${caseId}:
    entry: proof.py:run
    inputs: proof.py:requests
targets:
  here:
    local: true
    threads: ${threads}
backends: [here/onnxrt-cpu]
gate:
  tolerance: ${tolerance}
  resolution: ${resolution}
  limits:
    seconds-per-cell: ${secondsPerCell}
`;
}

export function proofConfig(thresholds: ProofThresholds, threads: number): Config {
  return parseConfig(proofYaml(thresholds, threads), "pacegate.yml");
}
