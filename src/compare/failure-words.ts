// The words for each way that a measurement fails, and what the reader does about it.
import type { Failure, FailureKind } from "../bench/measurements.ts";
import type { FailedOutcome } from "./judgement.ts";

/** Completes "it …". */
export function failureWords(kind: FailedOutcome["failure"]): string {
  switch (kind) {
    case "crashed":
      return "crashed";
    case "timed-out":
      return "did not finish in time";
    case "too-noisy":
      return "was too noisy";
    case "clock-jumped":
      return "was timed by a clock that jumped";
    case "out-of-memory":
      return "ran out of memory";
    case "unsupported":
      return "is not supported by the engine";
    case "wrong-output":
      return "gave wrong outputs";
    case "protocol":
      return "broke the worker protocol";
    case "missing-input":
      return "lacked something that the bundle should hold";
    case "no-runner":
      return "found no runner";
    case "job-timed-out":
      return "was not done in time by its bench job";
    case "job-lost":
      return "was lost with its bench job";
    case "missing-target":
      return "found no runner of its target, which is optional";
    case "not-exported":
      return "was not exported";
    case "not-measurable":
      return "cannot be measured by this run";
    case "not-measured":
      return "was not measured";
    case "invalid-measurement":
      return "came back with measurements that cannot be used";
    case "budget-undecided":
      return "has a budget that cannot be decided";
  }
}

/** A launch that was lost for the machine's sake: of neither side does a part of it remain. */
export function lostLaunchWords({ launch, kind }: Failure): string {
  return `launch ${launch} ${failureWords(kind)} and is left out whole`;
}

export function failureRemedy(kind: FailureKind): string {
  switch (kind) {
    case "crashed":
      return "Read the last lines of the worker's stderr below; run `pacegate bench` on that machine to see it again.";
    case "timed-out":
      return "Raise `gate.limits.seconds-per-cell`, use smaller inputs, or free the machine.";
    case "too-noisy":
      return "Stop what else runs on the machine, or measure on a quieter one.";
    case "clock-jumped":
      return "Let the machine's clock settle (a virtual machine that was paused sets it anew), then measure again.";
    case "out-of-memory":
      return "Use smaller inputs or a target with more memory.";
    case "unsupported":
      return "Take the backend out of `backends`, or change the operator that the engine does not know.";
    case "wrong-output":
      return "Find out why the engine disagrees with PyTorch; if the difference is harmless, widen the model's `tolerance`.";
    case "protocol":
      return "Something printed into the worker's channel or ended it: read its stderr below and measure again.";
    case "missing-input":
      return "Export again: the bundle is incomplete.";
    case "no-runner":
      return "Start a runner with these labels, raise `queue-timeout`, or give the target `optional: true` in pacegate.yml.";
    case "job-timed-out":
      return "Find out from the log of the bench job what held it up; raise `bench-timeout` if it was only slow.";
    case "job-lost":
      return "Read the log of the bench job, see that its runner is well, and run the gate again.";
  }
}
