// Real processes that speak the local python protocol: turns, sharing, decisions, and what a failing one costs.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BenchEvent, LocalPythonCell } from "../../src/bench/bench-event.ts";
import { type LocalPythonInput, measureLocalPython } from "../../src/bench/local-python-duet.ts";
import type { LocalPythonSource } from "../../src/bench/local-python-source.ts";
import type { CellMeasurement } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import { sha } from "../fixtures/manifest.ts";

const pythonPath = resolve(import.meta.dirname, "../fixtures/local-python-stand-in");
const bundles = { base: sha("base"), head: sha("head") };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-local-python-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function cell(
  caseId: string,
  parts: { model?: string; action?: "measure" | "measure-new"; launches?: number } = {},
): LocalPythonCell {
  const { model = "search", action = "measure", launches = 4 } = parts;
  const shared = {
    id: `${caseId} local-python`,
    case: caseId,
    model,
    batchSize: Number(caseId.split("@")[1] ?? 1),
    backend: null,
    reason: "the test wants it",
    work: { kind: "local-python" as const, hasBase: action === "measure", runs: 1 },
    threads: 1,
    limits: { seconds: 60, launches },
  };
  return action === "measure" ? { action, ...shared, alpha: 0.005 } : { action, ...shared };
}

function source(side: "base" | "head", environment: Record<string, string> = {}): LocalPythonSource {
  return {
    root: folder,
    python: "python3",
    environment: {
      PATH: process.env.PATH ?? "",
      STAND_IN_SIDE: side,
      STAND_IN_NS: "1000000",
      STAND_IN_LOG: join(folder, "log"),
      ...environment,
    },
    pythonPath,
    models: new Map([
      ["search", { entry: "search.py:predict", inputs: "search.py:requests" }],
      ["other", { entry: "other.py:predict", inputs: "other.py:requests" }],
    ]),
  };
}

const log = (): string[] => readFileSync(join(folder, "log"), "utf8").trim().split("\n");

async function events(cells: LocalPythonCell[], overrides: Partial<LocalPythonInput> = {}): Promise<BenchEvent[]> {
  const thresholds = { tolerance: 0.01, resolution: 0.02 };
  const sources = { base: source("base"), head: source("head") };
  const all: BenchEvent[] = [];
  const random = seededRandom(3);
  for await (const event of measureLocalPython({ cells, thresholds, sources, bundles, random, ...overrides })) {
    all.push(event);
  }
  return all;
}

const measurements = (all: readonly BenchEvent[]): CellMeasurement[] =>
  all.flatMap((event) => (event.kind === "cell" ? [event.measurement] : []));

/** The batches' length: that of every stretch with the same side first is a multiple of it. */
function pairsOfBatch(firsts: readonly string[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const stretches: number[] = [];
  for (const [index, first] of firsts.entries()) {
    if (index === 0 || first !== firsts[index - 1]) stretches.push(0);
    stretches.push((stretches.pop() ?? 0) + 1);
  }
  return stretches.reduce(divisor, 0);
}

describe("local python", () => {
  it("is decided at the first look, the third launch, when head is plainly slower", async () => {
    const sources = { base: source("base"), head: source("head", { STAND_IN_NS: "1500000" }) };
    const [measured] = measurements(await events([cell("search@1")], { sources }));
    expect(measured).toMatchObject({ stop: "decided", failures: [], parity: [] });
    expect(measured?.launches).toHaveLength(3);
    for (const { instances } of measured?.launches ?? []) {
      expect(instances).toHaveLength(1);
      expect(
        instances[0]?.pairs.every(({ baseNs, headNs }) => baseNs?.[0] === 1_000_000 && headNs[0] === 1_500_000),
      ).toBe(true);
    }
    expect(measured?.environment?.runtime).toBe("torch 0.0.0");
  });

  it("never has both processes work at once, and lets each side go first about as often", async () => {
    const [measured] = measurements(await events([cell("search@1"), cell("search@16")]));
    const steps = log().filter((line) => !line.startsWith("prepare"));
    expect(steps.length).toBeGreaterThan(0);
    for (let step = 0; step < steps.length; step += 2) {
      expect(steps[step]?.replace("begin", "end")).toBe(steps[step + 1]);
    }
    expect(measured?.launches.length).toBeGreaterThan(0);
    for (const { instances } of measured?.launches ?? []) {
      const firsts = instances.flatMap(({ pairs }) => pairs.map(({ first }) => first));
      const base = firsts.filter((side) => side === "base").length;
      // A batch has one first side and, on a machine that answers slowly, several pairs; an odd batch is drawn.
      expect(Math.abs(2 * base - firsts.length)).toBeLessThanOrEqual(pairsOfBatch(firsts));
    }
  });

  it("shares one pair of processes a launch between the cases of a model, not between models", async () => {
    const cells = [cell("search@1"), cell("search@16"), cell("other@1", { model: "other" })];
    const measured = measurements(await events(cells));
    expect(measured.map(({ stop }) => stop)).toEqual(["decided", "decided", "decided"]);
    const prepared = log().filter((line) => line.startsWith("prepare"));
    expect(prepared.filter((line) => line.includes("search.py:predict search@1,search@16 threads=1"))).toHaveLength(6);
    expect(prepared.filter((line) => line.includes("other.py:predict other@1 threads=1"))).toHaveLength(6);
    expect(prepared.every((line) => line.endsWith(`cwd=${folder}`))).toBe(true);
  });

  it("of a new case runs head alone", async () => {
    const sources = { base: null, head: source("head") };
    const [measured] = measurements(await events([cell("search@1", { action: "measure-new" })], { sources }));
    expect(measured?.stop).toBe("enough");
    expect(measured?.launches[0]?.instances[0]?.pairs[0]).toMatchObject({ first: "head", baseNs: null });
    expect(log().some((line) => line.includes("base"))).toBe(false);
  });

  it("without worktrees to run from is a missing input", async () => {
    const [measured] = measurements(await events([cell("search@1")], { sources: null }));
    expect(measured).toMatchObject({
      stop: "failed",
      environment: null,
      failures: [{ kind: "missing-input", side: "base" }],
    });
  });

  it("on a Python that is not there says so", async () => {
    const sources = { base: source("base"), head: { ...source("head"), python: join(folder, "no-python") } };
    const [measured] = measurements(await events([cell("search@1")], { sources }));
    expect(measured?.failures[0]).toMatchObject({
      kind: "crashed",
      side: "head",
      message: expect.stringContaining("no-python"),
    });
  });
});

describe("a local python process that fails", () => {
  it.each([
    ["raise", "crashed", "ValueError: no"],
    ["exit", "crashed", "code 7"],
    ["rubbish", "protocol", "Loading weights"],
    ["short", "protocol", "another form"],
    ["memory", "out-of-memory", "memory"],
    ["other-side", "protocol", "is not what it was given"],
  ])("by %s fails its model's cells as %s, and the next model is measured", async (fault, kind, message) => {
    const faulty = { ...source("head", { STAND_IN_FAULT: fault }) };
    const other = source("head");
    const cells = [cell("search@1"), cell("search@16")];
    const failed = measurements(await events(cells, { sources: { base: source("base"), head: faulty } }));
    expect(failed.map(({ stop }) => stop)).toEqual(["failed", "failed"]);
    for (const { failures } of failed) {
      expect(failures).toHaveLength(2);
      expect(failures[0]).toMatchObject({ kind, side: "head", message: expect.stringContaining(message) });
    }
    const [good] = measurements(
      await events([cell("other@1", { model: "other" })], { sources: { base: source("base"), head: other } }),
    );
    expect(good?.stop).toBe("decided");
  });

  it("tells the user's traceback", async () => {
    const sources = { base: source("base", { STAND_IN_FAULT: "raise" }), head: source("head") };
    const [failed] = measurements(await events([cell("search@1")], { sources }));
    expect(failed?.failures[0]).toMatchObject({ side: "base", stderrTail: expect.arrayContaining(["ValueError: no"]) });
  });

  it("by hanging is stopped", async () => {
    const sources = { base: source("base"), head: source("head", { STAND_IN_FAULT: "hang" }) };
    const timeouts = { prepareMs: 10_000, slowdown: 20, passMs: 700 };
    const [failed] = measurements(await events([cell("search@1")], { sources, timeouts }));
    expect(failed?.failures.map(({ kind, side }) => [kind, side])).toEqual([
      ["timed-out", "head"],
      ["timed-out", "head"],
    ]);
  });

  it("once costs one launch", async () => {
    const environment = { STAND_IN_FAULT: "exit", STAND_IN_FAULT_ONCE: join(folder, "happened") };
    const sources = { base: source("base"), head: source("head", environment) };
    const [measured] = measurements(await events([cell("search@1")], { sources }));
    expect(measured?.stop).toBe("decided");
    expect(measured?.failures).toHaveLength(1);
    expect(measured?.launches.map(({ index }) => index)).toEqual([1, 2, 3]);
  });

  it("on request keeps what was measured", async () => {
    const controller = new AbortController();
    let workers = 0;
    const onWorker = () => {
      workers += 1;
      if (workers === 3) setTimeout(() => controller.abort(), 10);
    };
    const all = await events([cell("search@1"), cell("other@1", { model: "other" })], {
      signal: controller.signal,
      onWorker,
    });
    const [measured, ...rest] = measurements(all);
    expect(measured).toMatchObject({ stop: "cancelled", failures: [] });
    expect(measured?.launches).toHaveLength(1);
    expect(rest).toEqual([]);
  });
});
