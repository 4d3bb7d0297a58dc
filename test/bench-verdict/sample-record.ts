// A record of one live verdict, as the proof writes it.
import type { VerdictRecord } from "../../bench/verdict/record.ts";

export function sampleRecord(overrides: Partial<VerdictRecord> = {}): VerdictRecord {
  const passes = { meanNs: 1e6, medianNs: 1e6, minNs: 9e5, p95Ns: 1.2e6, passes: 40 };
  const instance = { createdFirst: "base", warmedFirst: "head", base: passes, head: passes, logRatio: 0 } as const;
  const startedAt = "2026-01-02T03:04:05.000Z";
  return {
    schema: "pacegate/verdict-proof/1",
    rule: "a".repeat(64),
    machine: { processor: "Example CPU", cores: 2, memoryBytes: 8_589_934_592, runtime: "onnxruntime-node 1.30.0" },
    graph: "1 ms",
    variant: "identical",
    addedPercent: 0,
    truePercent: null,
    addedColumns: null,
    neighbour: "quiet",
    threads: 1,
    startedAt,
    seconds: 12,
    decision: "unchanged",
    reason: "Any change is within 2% either way (+0.0%, 95% interval -0.5% … +0.5%).",
    effect: { ratio: 0, lower: -0.005, upper: 0.005, level: 0.95 },
    firstNamed: null,
    slowedSubgraph: null,
    launches: [{ startedAt, seconds: 1.5, logRatio: 0, droppedBase: 0, droppedHead: 0, instances: [instance] }],
    ...overrides,
  };
}
