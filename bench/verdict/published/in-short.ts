// What the figures come to, in the few sentences at the top of docs/measurement.md.
import { neighbours } from "../record.ts";
import { slowedGraphs } from "./detection-table.ts";
import type { ConditionFigures, Figures, RuleFigures, Share } from "./figures.ts";
import { leastToMissPercent } from "./rule-figures.ts";
import { countText, minuteText, noData, percentText, rangeText } from "./words.ts";

/** A rule that catches fewer is not what a team relies on. */
const worthwhileShare = 0.5;

const placeOf = { quiet: "On the quiet machine", busy: "Beside a busy neighbour" } as const;

export function inShort(figures: Figures): string {
  const { machine, records, rules, thresholds } = figures;
  const live = rules.find(({ how }) => how === "live");
  const others = rules.filter(({ design }) => design !== "duet");
  const points = [
    ...neighbours.map((neighbour) => `${placeOf[neighbour]} ${liveWords(conditionOf(live, neighbour))}`),
    ...otherWords(others),
    "Not in it: other machines and models, engines other than ONNX Runtime on CPU, a slower tail alone, budgets, and local python.",
  ];
  return [
    `With a tolerance of ${percentText(thresholds.tolerance)} and a resolution of ${percentText(thresholds.resolution)}, on one machine (${machine.processor}, ${machine.cores} cores; ${records.used} live verdicts up to ${minuteText(records.to)}):`,
    points.map((point) => `- ${point}`).join("\n"),
  ].join("\n\n");
}

function conditionOf(rule: RuleFigures | undefined, neighbour: ConditionFigures["neighbour"]) {
  return rule?.conditions.find((condition) => condition.neighbour === neighbour);
}

function liveWords(condition: ConditionFigures | undefined): string {
  const caught = condition === undefined ? null : caughtAtLeast(condition, leastToMissPercent);
  const flagged = condition?.falseFlags ?? null;
  return `Pacegate called ${boundedCount(flagged)} pairs that compute the same slower or faster, caught ${
    caught === null ? noData : `${caught.hits} of ${caught.trials}`
  } slowdowns of ${leastToMissPercent}% or more, and called ${boundedCount(condition?.missed ?? null)} of those unchanged.`;
}

/** `0 of 460 (95% bounds 0 to 0.8%†)` */
function boundedCount(share: Share | null): string {
  return share === null ? noData : `${countText(share)} (95% bounds ${rangeText(share)})`;
}

interface Replayed {
  readonly falseFlags: number;
  readonly caught: number;
}

/** Each rule beside each neighbour counts, as far as it was replayed on both kinds of pairs. */
function otherWords(others: readonly RuleFigures[]): string[] {
  const separate = others.filter(({ design }) => design === "separate").flatMap(replayed);
  const oneJob = others.filter(({ design }) => design !== "separate").flatMap(replayed);
  const worthwhile = separate.filter(({ caught }) => caught >= worthwhileShare);
  const ofThese =
    worthwhile.length === 0
      ? ""
      : ` Those that caught half of them or more flagged ${rangeOf(worthwhile, "falseFlags")}.`;
  return [
    ...(separate.length === 0
      ? []
      : [`Other rules on the same launches, base and head in separate jobs: ${bothRanges(separate)}.${ofThese}`]),
    ...(oneJob.length === 0
      ? []
      : [`Other rules on the same launches, base and head in one job or in turns: ${bothRanges(oneJob)}.`]),
  ];
}

function replayed({ conditions }: RuleFigures): Replayed[] {
  return conditions.flatMap((condition) => {
    const caught = caughtAtLeast(condition, leastToMissPercent);
    const { falseFlags } = condition;
    if (caught === null || falseFlags === null) return [];
    return [{ falseFlags: falseFlags.share, caught: caught.hits / caught.trials }];
  });
}

function bothRanges(rules: readonly Replayed[]): string {
  const flagged = rangeOf(rules, "falseFlags");
  return `they flagged ${flagged} of the pairs that compute the same and caught ${rangeOf(rules, "caught")} of the slowdowns of ${leastToMissPercent}% or more`;
}

/** `3% to 41%` */
function rangeOf(rules: readonly Replayed[], figure: keyof Replayed): string {
  const values = rules.map((rule) => rule[figure]);
  const [least, most] = [Math.min(...values), Math.max(...values)].map(percentText);
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** In the graphs that are slowed as a whole, one thread. */
function caughtAtLeast({ caught }: ConditionFigures, percent: number): { hits: number; trials: number } | null {
  const shares = caught
    .filter(
      ({ graph, addedPercent, threads }) =>
        slowedGraphs.some((name) => name === graph) && threads === 1 && addedPercent >= percent,
    )
    .map(({ share }) => share);
  if (shares.length === 0) return null;
  const sumOf = (figure: "hits" | "trials") => shares.reduce((sum, share) => sum + share[figure], 0);
  return { hits: sumOf("hits"), trials: sumOf("trials") };
}
