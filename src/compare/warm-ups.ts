// How many instances had their sides warm when they were measured: it informs, and decides nothing.
import type { Instance, Launch, Side } from "../bench/measurements.ts";
import type { Effort } from "./verdict.ts";

export type WarmUps = Pick<
  Effort,
  "instances" | "neverSteadyBase" | "neverSteadyHead" | "steadinessUnknownBase" | "steadinessUnknownHead"
>;

/** Where there is no base, none of its sides was unsteady, and nothing of it is unknown. */
export function warmUps(launches: readonly Launch[]): WarmUps {
  const instances = launches.flatMap((launch) => launch.instances);
  const withBase = launches.flatMap((launch) => (launch.sides.base === null ? [] : launch.instances));
  const ended = (of: readonly Instance[], side: Side, steady: false | null) =>
    of.filter(({ warmup }) => (side === "base" ? warmup.steadyBase : warmup.steadyHead) === steady).length;
  return {
    instances: instances.length,
    neverSteadyBase: ended(withBase, "base", false),
    neverSteadyHead: ended(instances, "head", false),
    steadinessUnknownBase: ended(withBase, "base", null),
    steadinessUnknownHead: ended(instances, "head", null),
  };
}

/** Of the sides that seldom got steady; null where none of them is. */
export function neverSteadyWords({ instances, neverSteadyBase, neverSteadyHead }: WarmUps): string | null {
  const base = 2 * neverSteadyBase > instances;
  const head = 2 * neverSteadyHead > instances;
  if (base && head) {
    return `base never got steady in ${neverSteadyBase} and head in ${neverSteadyHead} of ${instances} warm-ups`;
  }
  if (base) return `base never got steady in ${neverSteadyBase} of ${instances} warm-ups`;
  if (head) return `head never got steady in ${neverSteadyHead} of ${instances} warm-ups`;
  return null;
}
