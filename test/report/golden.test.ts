// Whole reports of believable verdicts, kept as files so that a change to what people read is seen in review.
import { expect, test } from "vitest";
import type { CellVerdict, Verdict } from "../../src/compare/verdict.ts";
import { renderComment, renderReport } from "../../src/report/index.ts";
import { sampleCell, sampleEffort, sampleEnvironment, sampleMeasured, sampleVerdict } from "../fixtures/verdict.ts";

const reproduceCommand = "npx pacegate gate --base 1f3870be27 --head 9e107d9d37";

function skipped(id: string, backend: CellVerdict["backend"]): CellVerdict {
  return sampleCell({
    id: `${id} ${backend === null ? "local-python" : `${backend.target}/${backend.engine}`}`,
    case: id,
    batchSize: Number(id.split("@")[1]),
    backend,
    reason: "Every subgraph, the local code, the inputs, the capture settings and the lock file are unchanged.",
    outcome: { state: "unchanged-skipped" },
    effectOnGate: "pass",
  });
}

const onCpu = { target: "c7i.large", engine: "onnxrt-cpu", options: [] } as const satisfies CellVerdict["backend"];
const backend = { ...onCpu, options: [] };

const prices = [
  { target: "c7i.large", pricePerHourUsd: 0.08925, source: "AWS on-demand, us-east-1, Linux", date: "2026-01-15" },
];
const environment = {
  ...sampleEnvironment,
  processor: "Intel(R) Xeon(R) Platinum 8488C",
  cores: 2,
  memoryBytes: 4 * 2 ** 30,
  threads: 2,
};

/** A change that pads every batch to 128 tokens: both batch sizes got slower in the encoder. */
const subgraphRegression = sampleVerdict({
  headline: "search is up to 3.13 times as slow on c7i.large/onnxrt-cpu: graph #1 does more work.",
  prices,
  cells: [
    sampleCell({
      id: "search@16 c7i.large/onnxrt-cpu",
      backend,
      reason: "The lower bound of the change, +209.8%, is above the tolerance of 1%.",
      outcome: sampleMeasured({
        effect: { ratio: 2.13, lower: 2.098, upper: 2.162, level: 0.995 },
        tail: {
          decision: "regression",
          effect: { ratio: 2.04, lower: 1.92, upper: 2.17, level: 0.999 },
          tolerance: 0.1,
          baseMs: 61.2,
          headMs: 186,
        },
        base: { msPerRun: 58.4, usdPerMillionCalls: 1.448, usdPerMillionItems: 0.0905 },
        head: { msPerRun: 182.8, usdPerMillionCalls: 4.532, usdPerMillionItems: 0.2832 },
        contributions: [
          {
            label: "Graph #1 (encoder.layer, search.py:31)",
            baseMs: 57.9,
            headMs: 180.1,
            deltaMs: 122.2,
            unchanged: false,
            probability: 0.0001,
            found: true,
          },
          {
            label: "Graph #2 (pooling, search.py:34)",
            baseMs: 0.31,
            headMs: 2.18,
            deltaMs: 1.87,
            unchanged: false,
            probability: 0.0001,
            found: true,
          },
          {
            label: "Graph #3 (normalize, search.py:36)",
            baseMs: 0.052,
            headMs: 0.052,
            deltaMs: 0,
            unchanged: true,
            probability: 0.0001,
            found: true,
          },
        ],
        remainderMs: 0.33,
        environment,
      }),
    }),
    sampleCell({
      id: "search@1 c7i.large/onnxrt-cpu",
      case: "search@1",
      batchSize: 1,
      backend,
      reason: "The lower bound of the change, +118.0%, is above the tolerance of 1%.",
      outcome: sampleMeasured({
        effect: { ratio: 1.21, lower: 1.18, upper: 1.241, level: 0.995 },
        base: { msPerRun: 4.92, usdPerMillionCalls: 0.122, usdPerMillionItems: 0.122 },
        head: { msPerRun: 10.87, usdPerMillionCalls: 0.2695, usdPerMillionItems: 0.2695 },
        contributions: [
          {
            label: "Graph #1 (encoder.layer, search.py:31)",
            baseMs: 4.85,
            headMs: 10.7,
            deltaMs: 5.85,
            unchanged: false,
            probability: 0.0001,
            found: true,
          },
          {
            label: "Graph #2 (pooling, search.py:34)",
            baseMs: 0.03,
            headMs: 0.09,
            deltaMs: 0.06,
            unchanged: false,
            probability: 0.0001,
            found: true,
          },
        ],
        remainderMs: 0.04,
        environment,
      }),
      budgets: [{ metric: "cost-per-million-usd", limit: 0.2, actual: 0.2695, decision: "missed", interval: null }],
    }),
    skipped("search@16", null),
    skipped("search@1", null),
  ],
});

/** A change that makes only the Python around the model slower: no graph was measured. */
const localPythonRegression = sampleVerdict({
  headline: "The Python around search@16 is 41.8% slower.",
  prices,
  cells: [
    sampleCell({
      id: "search@16 local-python",
      backend: null,
      reason: "The lower bound of the change, +39.2%, is above the tolerance of 1%.",
      outcome: sampleMeasured({
        effect: { ratio: 0.418, lower: 0.392, upper: 0.444, level: 0.995 },
        noiseControl: { state: "absent" },
        effort: { ...sampleEffort, instances: 8, neverSteadyHead: 1 },
        base: { msPerRun: 2.84, usdPerMillionCalls: null, usdPerMillionItems: null },
        head: { msPerRun: 4.03, usdPerMillionCalls: null, usdPerMillionItems: null },
        contributions: [],
        remainderMs: 1.19,
        environment: { ...environment, runtime: "Python 3.11.9, torch 2.13.0" },
      }),
    }),
    sampleCell({
      id: "search@1 local-python",
      case: "search@1",
      batchSize: 1,
      backend: null,
      reason: "The interval, -0.9% to +4.8%, holds both the tolerance and changes above it.",
      outcome: sampleMeasured({
        decision: "inconclusive",
        effect: { ratio: 0.019, lower: -0.009, upper: 0.048, level: 0.995 },
        noiseControl: { state: "absent" },
        effort: { ...sampleEffort, instances: 8 },
        base: { msPerRun: 0.412, usdPerMillionCalls: null, usdPerMillionItems: null },
        head: { msPerRun: 0.42, usdPerMillionCalls: null, usdPerMillionItems: null },
        contributions: [],
        remainderMs: 0.008,
        environment: { ...environment, runtime: "Python 3.11.9, torch 2.13.0" },
      }),
      effectOnGate: "does-not-block",
    }),
    skipped("search@16", backend),
    skipped("search@1", backend),
  ],
});

/** A change to a comment and a variable's name. */
const allSkipped = sampleVerdict({
  conclusion: "pass",
  headline: "Nothing that runs has changed, so nothing was measured.",
  prices,
  cells: [
    skipped("search@16", backend),
    skipped("search@1", backend),
    skipped("search@16", null),
    skipped("search@1", null),
  ],
});

const verdicts: readonly (readonly [string, Verdict])[] = [
  ["subgraph-regression", subgraphRegression],
  ["local-python-regression", localPythonRegression],
  ["all-skipped", allSkipped],
];

test.each(verdicts)("the report of %s reads as it did", async (name, verdict) => {
  const markdown = renderReport(verdict, { format: "markdown", reproduceCommand });
  await expect(markdown).toMatchFileSnapshot(`golden/${name}.md`);
  const terminal = renderReport(verdict, { format: "terminal", reproduceCommand });
  await expect(terminal).toMatchFileSnapshot(`golden/${name}.txt`);
});

/** The same change, with its budget accepted, on a repo that crept before. */
test("the comment on subgraph-regression reads as it did", async () => {
  const [slow, over, ...rest] = subgraphRegression.cells;
  if (slow === undefined || over === undefined) throw new Error("no cells");
  const acceptance = { by: "ada", reason: "One batch of one is rare; the answers are better.", until: "2026-04-01" };
  const verdict: Verdict = {
    ...subgraphRegression,
    cells: [slow, { ...over, effectOnGate: "accepted", acceptance }, ...rest],
    settingChanges: ["gate.tolerance goes from 1% to 5%."],
  };
  const comment = renderComment(verdict, {
    runUrl: "https://github.com/octo/search/actions/runs/42",
    artifactUrl: "https://github.com/octo/search/actions/runs/42/artifacts/7",
    notices: ["The baseline holds no bundle of the base, so it was exported again."],
    creep: [
      {
        cell: slow.id,
        effect: { ratio: 2.21, lower: 2.15, upper: 2.27, level: 0.99 },
        release: "v1.4",
        fromNight: true,
        merges: 2,
        unmeasured: 0,
      },
    ],
    state: {
      schema: "pacegate/comment-state/1",
      commit: verdict.head.commit,
      decidedAt: "2026-03-01T10:00:00Z",
      failed: [{ cell: slow.id, what: "regression", ratio: null, work: null }],
      omitted: 0,
      acceptances: [],
    },
  });
  await expect(comment).toMatchFileSnapshot("golden/comment.md");
});
