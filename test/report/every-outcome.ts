// One verdict cell of every state and decision, and arbitrary verdicts made of them.
import fc from "fast-check";
import { type CellVerdict, decisionNames, type Outcome, type Verdict } from "../../src/compare/verdict.ts";
import { sampleCell, sampleEffort, sampleEnvironment, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";
import { hostileText } from "./hostile-text.ts";

const head = sampleMeasured().head;
const budgetDecisions = ["met", "missed", "undecided"] as const;

export const everyOutcome: readonly Outcome[] = [
  { state: "unchanged-skipped" },
  { state: "new", head, effort: sampleEffort, environment: sampleEnvironment },
  { state: "removed" },
  ...decisionNames.map((decision) => sampleMeasured({ decision })),
  { state: "incomparable", remedy: "Use the same capture settings on both sides." },
  {
    state: "failed",
    failure: "out-of-memory",
    remedy: "Use a smaller batch size.",
    stderrTail: ["Traceback (most recent call last):", '  File "search.py", line 3', "MemoryError"],
  },
];

export function effectOnGate(outcome: Outcome): CellVerdict["effectOnGate"] {
  switch (outcome.state) {
    case "failed":
    case "incomparable":
      return "fail-error";
    case "removed":
      return "fail-regression";
    case "measured":
      if (outcome.decision === "regression") return "fail-regression";
      return outcome.decision === "inconclusive" ? "does-not-block" : "pass";
    case "new":
    case "unchanged-skipped":
      return "pass";
  }
}

/** Verdicts whose every text is hostile. */
export const hostileVerdict: fc.Arbitrary<Verdict> = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(...everyOutcome), hostileText, hostileText), { maxLength: 12 }), hostileText)
  .map(([cells, text]) =>
    sampleVerdict({
      headline: text,
      pacegateVersion: text,
      settingChanges: [text],
      versions: { [text]: text },
      prices: [{ target: text, pricePerHourUsd: 1, source: text, date: text }],
      cells: cells.map(([outcome, name, words], index) =>
        sampleCell({
          id: `${index} ${name}`,
          case: name,
          backend: index % 3 === 0 ? null : { target: name, engine: "onnxrt-cpu", options: [words] },
          reason: words,
          outcome: withText(outcome, words),
          effectOnGate: effectOnGate(outcome),
          budgets: [
            {
              metric: "p95-ms",
              limit: 10,
              actual: null,
              decision: budgetDecisions[index % 3] ?? "missed",
              interval: null,
            },
          ],
        }),
      ),
    }),
  );

function withText(outcome: Outcome, text: string): Outcome {
  switch (outcome.state) {
    case "measured": {
      const contributions = outcome.contributions.map((part) => ({ ...part, label: text }));
      return { ...outcome, contributions, environment: { ...sampleEnvironment, processor: text } };
    }
    case "incomparable":
      return { ...outcome, remedy: text };
    case "failed":
      return { ...outcome, remedy: text, stderrTail: [text, text] };
    case "new":
    case "removed":
    case "unchanged-skipped":
      return outcome;
  }
}
