// The orders of one launch, drawn from a seed: who is created, warmed up, called and released first, and when.
import type { LaunchSizes } from "./launch-sizes.ts";
import type { Side } from "./measurements.ts";
import { type Random, seededRandom, shuffled } from "./seeded-random.ts";

export interface InstanceSchedule {
  readonly couple: number;
  /** Side whose sessions are held in the first slot of the worker's table. */
  readonly slotFirst: Side;
  readonly createdFirst: Side;
  readonly warmedFirst: Side;
  readonly releasedFirst: Side;
  /** Side that runs first, pair by pair. */
  readonly pairsFirst: readonly Side[];
}

export interface LaunchSchedule {
  readonly warmupPasses: number;
  readonly instances: readonly InstanceSchedule[];
}

const opposite = (side: Side): Side => (side === "base" ? "head" : "base");
const draw = (random: Random): Side => (random() < 0.5 ? "base" : "head");

/**
 * Each side first equally often, in random order; an odd pair's side is drawn. Independent draws would leave
 * an instance of few pairs lopsided, and whoever runs second finds the caches as the other left them.
 */
export function balancedOrder(pairs: number, random: Random): Side[] {
  const lead = draw(random);
  return shuffled(
    Array.from({ length: pairs }, (_, index) => (index % 2 === 0 ? lead : opposite(lead))),
    random,
  );
}

/**
 * Of two sessions made in one process the first is slower by 0.4 to 2.6%, and the side warmed up first by 0.4%:
 * so creation order swaps within a couple, and warm-up order is fixed within a couple and flips in the next.
 * Two couples hold all four combinations. Everything else is random (`docs/protocol.md` tells the measurements).
 */
export function launchSchedule(sizes: LaunchSizes, seed: number): LaunchSchedule {
  const random = seededRandom(seed);
  const warmedInCoupleZero = draw(random);
  const instances: InstanceSchedule[] = [];
  for (let couple = 0; couple < sizes.couples; couple++) {
    const createdFirst = draw(random);
    const warmedFirst = couple % 2 === 0 ? warmedInCoupleZero : opposite(warmedInCoupleZero);
    for (const created of [createdFirst, opposite(createdFirst)]) {
      instances.push({
        couple,
        slotFirst: draw(random),
        createdFirst: created,
        warmedFirst,
        releasedFirst: draw(random),
        pairsFirst: balancedOrder(sizes.pairsPerInstance, random),
      });
    }
  }
  return { warmupPasses: sizes.warmupPasses, instances };
}

/** The same shape where head is measured alone: there is nobody to take turns with. */
export function headOnlySchedule(sizes: LaunchSizes): LaunchSchedule {
  const instance = (couple: number): InstanceSchedule => ({
    couple,
    slotFirst: "head",
    createdFirst: "head",
    warmedFirst: "head",
    releasedFirst: "head",
    pairsFirst: Array.from({ length: sizes.pairsPerInstance }, () => "head"),
  });
  const couples = Array.from({ length: sizes.couples }, (_, couple) => couple);
  return {
    warmupPasses: sizes.warmupPasses,
    instances: couples.flatMap((couple) => [instance(couple), instance(couple)]),
  };
}
