// Launches as a noisy machine makes them: bimodal in stretches, autocorrelated, with stalls and creation order bias.
import fc from "fast-check";
import { type Random, seededRandom } from "../../src/bench/seeded-random.ts";
import type { LaunchSums } from "../../src/statistics/index.ts";

export { type Random, seededRandom };

/** Numbers spread evenly; fast-check's doubles are mostly next to zero. */
export function evenly(min: number, max: number): fc.Arbitrary<number> {
  const steps = 1e6;
  return fc.integer({ min: 0, max: steps }).map((step) => min + ((max - min) * step) / steps);
}

export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * @param logRatio the true effect
 * @param size smaller launches make quicker simulations
 */
export function simulatedLaunch(
  logRatio: number,
  random: Random,
  size: { instances: number; pairs: number } = { instances: 8, pairs: 12 },
): LaunchSums {
  // Heavy-tailed between launches: Student's t with 3 degrees of freedom.
  const scale = Math.sqrt(3 / (gaussian(random) ** 2 + gaussian(random) ** 2 + gaussian(random) ** 2));
  const launch = 0.002 * gaussian(random) * scale;
  let headFirst = random() < 0.5;
  let slow = random() < 0.4;
  return {
    instances: Array.from({ length: size.instances }, (_, index) => {
      headFirst = index % 2 === 0 ? random() < 0.5 : !headFirst;
      const creation = headFirst ? 0.025 : -0.025;
      return {
        couple: Math.floor(index / 2),
        pairs: Array.from({ length: size.pairs }, () => {
          const call = () => {
            if (random() < 0.1) slow = !slow;
            const stall = random() < 0.02 ? (1 - random()) ** -0.7 : 1;
            return 7e5 * (slow ? 1.45 : 1) * stall * Math.exp(0.01 * gaussian(random));
          };
          return { base: call(), head: call() * Math.exp(logRatio + launch + creation) };
        }),
      };
    }),
  };
}
