// Which parts of the measured cells did get slower or faster, among all that seem to have.
import { discoveries } from "../statistics/index.ts";
import type { CellVerdict, ContributionFigures } from "./verdict.ts";

/** Share of false ones that is expected among the parts that are named; they explain, and decide nothing. */
const falseDiscoveryRate = 0.05;

/**
 * Marks them, over all parts of all measured cells at once: of a hundred parts that did not change, five would seem to
 * at 5% each.
 */
export function markFindings(cells: readonly CellVerdict[]): CellVerdict[] {
  const tested = cells.flatMap(partsOf).filter(isTested);
  const kept = discoveries(
    tested.map(({ probability }) => probability),
    falseDiscoveryRate,
  );
  const found = new Set<ContributionFigures>(tested.filter((_, index) => kept[index]));
  return cells.map((cell) => {
    const { outcome } = cell;
    if (outcome.state !== "measured") return cell;
    const contributions = outcome.contributions.map((part) => (found.has(part) ? { ...part, found: true } : part));
    return { ...cell, outcome: { ...outcome, contributions } };
  });
}

function partsOf({ outcome }: CellVerdict): readonly ContributionFigures[] {
  return outcome.state === "measured" ? outcome.contributions : [];
}

/** What did not change is the noise control; what only one side has needs no test. */
function isTested(part: ContributionFigures): part is ContributionFigures & { readonly probability: number } {
  return !part.unchanged && part.probability !== null;
}
