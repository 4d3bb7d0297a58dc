// Whether the launches of a measurement may be used at all: complete, checked, of this cell, and without a failure.
import { clockProblem } from "../bench/launch-clock.ts";
import type { CellMeasurement, Failure, Launch, Side } from "../bench/measurements.ts";
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";
import { failureRemedy, failureWords } from "./failure-words.ts";
import type { GatheredMeasurement } from "./gather-measurements.ts";
import { failed, type Judgement } from "./judgement.ts";
import { launchDurationsProblem } from "./launch-durations.ts";
import { launchIdentityProblem } from "./launch-identity.ts";

export type TrustedLaunches =
  | {
      readonly kind: "trusted";
      readonly measurement: CellMeasurement;
      readonly launches: readonly Launch[];
      /** The launch that was lost, or null. */
      readonly lost: Failure | null;
    }
  | { readonly kind: "refused"; readonly judgement: Judgement };

const measureAgain = "Measure again.";

/** @param needed launches without which nothing can be said */
export function trustedLaunches(
  cell: MeasuredCellPlan,
  gathered: readonly GatheredMeasurement[],
  needed: number,
  plan: Pick<BenchPlan, "base" | "head">,
): TrustedLaunches {
  const refused = (judgement: Judgement): TrustedLaunches => ({ kind: "refused", judgement });
  const invalid = (reason: string) => refused(failed("invalid-measurement", reason, measureAgain));

  const [only, ...more] = gathered;
  if (only === undefined) {
    const remedy = "Read the log of the bench job: it ended before this cell, or no runner took it.";
    return refused(failed("not-measured", "No measurement of this cell came back", remedy));
  }
  if (more.length > 0)
    return invalid(`This cell came back ${gathered.length} times, and which one counts is not known`);
  const { target, measurement } = only;
  if (cell.backend !== null && cell.backend.target !== target) {
    return invalid(`This cell was planned for ${cell.backend.target} and was measured on ${target}`);
  }

  const { launches, failures, stop } = measurement;
  const fatal = fatalFailure(measurement, needed);
  if (fatal !== null) {
    return refused(failed(fatal.kind, describeFailure(fatal), failureRemedy(fatal.kind), fatal.stderrTail));
  }
  if (stop === "failed") return invalid("The bench says that this cell failed, and does not say how");
  if (stop === "cancelled") {
    return refused(failed("not-measured", "The bench was cancelled before this cell was decided", measureAgain));
  }
  if (launches.length < needed) {
    const seconds = Math.ceil((measurement.seconds / launches.length) * needed);
    const enough = Number.isFinite(seconds) && seconds > 0 ? ` to ${seconds} s` : "";
    return refused(
      failed(
        "not-measured",
        `Only ${launches.length} of the ${needed} launches that a decision needs were measured`,
        `Raise \`gate.limits.seconds-per-cell\`${enough}, or use smaller inputs.`,
      ),
    );
  }
  const wrong =
    launchIdentityProblem(cell, measurement, plan) ?? launchDurationsProblem(cell, launches) ?? clockWords(measurement);
  if (wrong !== null) return invalid(wrong);
  // In JSON it would be null, and the verdict could not be read again.
  if (!(measurement.seconds >= 0 && measurement.seconds < Number.POSITIVE_INFINITY)) {
    return invalid(`Its ${measurement.seconds} seconds are no number from 0 on`);
  }
  const unchecked = parityProblem(cell, measurement);
  if (unchecked !== null) return invalid(unchecked);
  return { kind: "trusted", measurement, launches, lost: failures[0] ?? null };
}

/**
 * A crash, a hang or a lack of memory may be the machine's doing: one of them is forgiven if the bench went on and
 * enough good launches stand beside it. Two are a pattern, and the other kinds come back on every try.
 */
function fatalFailure({ failures, launches, stop }: CellMeasurement, needed: number): Failure | null {
  const certain = failures.find((failure) => !mayBeTheMachine(failure));
  if (certain !== undefined) return certain;
  const forgiven = failures.length <= 1 && stop !== "failed" && launches.length >= needed;
  return forgiven ? null : (failures.at(-1) ?? null);
}

function mayBeTheMachine({ kind, launch }: Failure): boolean {
  switch (kind) {
    case "crashed":
    case "timed-out":
    case "too-noisy":
    case "clock-jumped":
    case "out-of-memory":
    case "protocol":
      return launch !== null;
    case "unsupported":
    case "wrong-output":
    case "missing-input":
    case "no-runner":
    case "job-timed-out":
    case "job-lost":
      return false;
  }
}

function describeFailure({ side, kind, launch, message }: Failure): string {
  const who = side === null ? "The measurement" : side === "base" ? "Base" : "Head";
  const when = launch === null ? "" : ` in launch ${launch}`;
  return `${who} ${failureWords(kind)}${when}: ${message}`;
}

function clockWords(measurement: CellMeasurement): string | null {
  const clock = clockProblem(measurement);
  return clock === null ? null : `The clock of launch ${clock.launch} cannot be believed: ${clock.problem}`;
}

/** A timing counts only after the outputs of that side were compared with the golden ones. */
function parityProblem(cell: MeasuredCellPlan, { parity }: CellMeasurement): string | null {
  if (cell.work.kind === "local-python") return null;
  const sides: readonly Side[] = cell.action === "measure" ? ["base", "head"] : ["head"];
  for (const side of sides) {
    const checks = parity.filter((check) => check.side === side);
    if (!checks.some(({ checkedOutputs, unverifiableOutputs }) => checkedOutputs + unverifiableOutputs > 0)) {
      return `The outputs of ${side} were not checked`;
    }
    if (!checks.every(({ maxAbsolute, maxRelativeL2 }) => Number.isFinite(maxAbsolute + maxRelativeL2))) {
      return `The outputs of ${side} differ from the golden ones by something that is no number`;
    }
  }
  return null;
}
