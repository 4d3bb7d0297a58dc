// What the files of a proof are called, and the error that is thrown where they cannot be used.
import { PacegateError } from "../../src/pacegate-error.ts";

export class ProofStateError extends PacegateError {}

export const names = { graphs: "graphs.json", records: "records.jsonl", calibration: "calibration.jsonl" } as const;
