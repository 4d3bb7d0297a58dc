// Warms both sides up in turn, block by block, until neither gets faster any more, and tells whether that came about, if it can.
import type { Side, WarmUp } from "./measurements.ts";
import { steadiness, warmUpIsOver } from "./steady-state.ts";

/**
 * @param order the sides that there are, in the order that the schedule drew; the same in every round, since whoever
 *   ran last has the cache
 * @param runBlock runs a block of passes of one side and returns what each took, in nanoseconds
 */
export async function warmUp(
  order: readonly Side[],
  runBlock: (side: Side) => Promise<readonly number[]>,
): Promise<WarmUp> {
  const fastestNs: Record<Side, number[]> = { base: [], head: [] };
  let passes = 0;
  let spentNs = 0;
  while (
    !warmUpIsOver(
      order.map((side) => fastestNs[side]),
      spentNs,
    )
  ) {
    for (const side of order) {
      const block = await runBlock(side);
      fastestNs[side].push(Math.min(...block));
      passes += block.length;
      spentNs += block.reduce((sum, ns) => sum + ns, 0);
    }
  }
  return {
    passes: passes / order.length,
    steadyBase: order.includes("base") ? steadiness(fastestNs.base) : null,
    steadyHead: steadiness(fastestNs.head),
  };
}
