// The modes of the action, one function each.
import { announceMode } from "./announce-mode.ts";
import type { Announced } from "./announced.ts";
import { benchMode } from "./bench-mode.ts";
import { exportMode } from "./export-mode.ts";
import { forkExport } from "./fork-export.ts";
import { forkGate } from "./fork-gate.ts";
import { gateMode } from "./gate-mode.ts";
import type { Job } from "./job.ts";
import { reportMode } from "./report-mode.ts";

/** @returns the exit code */
export async function runMode(job: Job, announced: Announced | null): Promise<number> {
  const { inputs, event } = job;
  switch (inputs.mode) {
    case "gate":
      if (event.kind === "workflow-run") return forkGate(job, event.runId);
      return event.kind === "pull-request" && event.fork ? forkExport(job, event) : gateMode(job, announced);
    case "announce":
      return announceMode(job, announced);
    case "export":
      return event.kind === "pull-request" && event.fork ? forkExport(job, event) : exportMode(job);
    case "bench":
      return benchMode(job);
    case "report":
      return reportMode(job, announced);
  }
}
