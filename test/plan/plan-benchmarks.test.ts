import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Case, Manifest, ModelError, Subgraph } from "../../src/bundle/manifest.ts";
import type { Backend, Config } from "../../src/config/config.ts";
import { benchPlanFormat, type PlannedCell } from "../../src/plan/bench-plan.ts";
import { type PlanInput, planBenchmarks, planDigest } from "../../src/plan/index.ts";
import { sampleCase, sampleManifest, sampleSubgraph, sampleTensor, sha } from "../fixtures/manifest.ts";
import { sampleConfig, sampleModel } from "../fixtures/sample-config.ts";

const bundle = (manifest: Manifest) => ({ manifest, digest: sha(JSON.stringify(manifest)) });

function plan(base: Manifest | null, head: Manifest, overrides: Partial<PlanInput> = {}) {
  const made = planBenchmarks({
    base: base === null ? null : bundle(base),
    head: bundle(head),
    config: sampleConfig(),
    baseHasConfig: base !== null,
    oneEnvironment: true,
    pythonMayRun: true,
    codeIsHere: true,
    pacegateVersion: "0.1.0",
    measurableTargets: new Set(["here"]),
    measurableEngines: new Set(["onnxrt-cpu"]),
    ...overrides,
  });
  expect(benchPlanFormat.schema.parse(made)).toEqual(made);
  return made;
}

function cell<Action extends PlannedCell["action"]>(
  cells: readonly PlannedCell[],
  id: string,
  action: Action,
): Extract<PlannedCell, { action: Action }> {
  const found = cells.find((candidate) => candidate.id === id);
  const isExpected = (candidate: PlannedCell): candidate is Extract<PlannedCell, { action: Action }> =>
    candidate.action === action;
  expect(found, `no cell ${id}`).toBeDefined();
  if (found === undefined || !isExpected(found)) throw new Error(`${id} is ${found?.action}: ${found?.reason}`);
  return found;
}

const graph16 = "search@16 here/onnxrt-cpu";
const python16 = "search@16 local-python";

function changeSubgraph(id: string, change: Partial<Subgraph>, manifest = sampleManifest()): Manifest {
  return {
    ...manifest,
    subgraphs: manifest.subgraphs.map((subgraph) => (subgraph.id === id ? { ...subgraph, ...change } : subgraph)),
  };
}

function changeCase(id: string, change: (modelCase: Case) => Case, manifest = sampleManifest()): Manifest {
  return { ...manifest, cases: manifest.cases.map((found) => (found.id === id ? change(found) : found)) };
}

function changeLocalPython(id: string, change: Partial<NonNullable<Case["localPython"]>>): Manifest {
  return changeCase(id, (found) => ({
    ...found,
    localPython: found.localPython === null ? null : { ...found.localPython, ...change },
  }));
}

function actions(cells: readonly PlannedCell[]): Record<string, string> {
  return Object.fromEntries(cells.map(({ id, action }) => [id, action]));
}

const allSkipped = {
  "search@1 here/onnxrt-cpu": "skip-unchanged",
  "search@1 local-python": "skip-unchanged",
  [graph16]: "skip-unchanged",
  [python16]: "skip-unchanged",
};

describe("what is unchanged is not measured", () => {
  test("a bundle planned against itself measures nothing", () => {
    const { cells } = plan(sampleManifest(), sampleManifest({ commit: "b".repeat(40) }));
    expect(actions(cells)).toEqual(allSkipped);
    expect(cell(cells, graph16, "skip-unchanged").reason).toContain("are the same");
  });

  test("a bundle planned against itself measures nothing, whatever is in it", () => {
    fc.assert(
      fc.property(anyManifest, anyConfig, (manifest, config) => {
        const measured = plan(manifest, manifest, { config }).cells.filter(({ action }) =>
          action.startsWith("measure"),
        );
        expect(measured).toEqual([]);
      }),
    );
  });

  test("ids, names, ordinals and lines do not count", () => {
    const renamed = JSON.parse(JSON.stringify(sampleManifest()).replaceAll('"encoder16"', '"renamed"')) as Manifest;
    const moved = changeSubgraph("renamed", { ordinal: 9, source: { file: "moved.py", line: 1 } }, renamed);
    expect(actions(plan(sampleManifest(), moved).cells)).toEqual(allSkipped);
  });

  test("new weights alone are not measured, and the reason says so", () => {
    const { cells } = plan(sampleManifest(), changeSubgraph("encoder16", { weightsHash: sha("trained longer") }));
    expect(actions(cells)).toEqual(allSkipped);
    expect(cell(cells, graph16, "skip-unchanged").reason).toContain("new weights rarely change speed");
    expect(cell(cells, "search@1 here/onnxrt-cpu", "skip-unchanged").reason).not.toContain("weights");
  });

  test("what is unchanged needs no machine", () => {
    const { cells } = plan(sampleManifest(), sampleManifest(), { measurableTargets: new Set() });
    expect(actions(cells)).toEqual(allSkipped);
  });
});

describe("a changed graph is measured whole", () => {
  test("with all calls of both sides, the unchanged ones as noise control", () => {
    const { cells } = plan(sampleManifest(), changeSubgraph("encoder16", { fingerprint: sha("deeper") }));
    expect(actions(cells)).toEqual({ ...allSkipped, [graph16]: "measure" });
    const { work, reason, threads, limits } = cell(cells, graph16, "measure");
    expect(reason).toBe("Measured, since Graph #1 (encoder, search.py:31) changed.");
    expect(threads).toBe(1);
    expect(limits).toEqual({ seconds: 120, launches: 40 });
    if (work.kind !== "graph") throw new Error("a graph cell");
    expect(work.base?.calls).toEqual(sampleManifest().cases[1]?.calls);
    expect(work.head.calls).toEqual(sampleManifest().cases[1]?.calls);
    expect(work.contributions).toEqual([
      { label: "Graph #1 (encoder, search.py:31)", baseCalls: [0], headCalls: [0], unchanged: false },
      { label: "Graph #2 (search.py:40)", baseCalls: [1], headCalls: [1], unchanged: true },
    ]);
    expect(work.parityTolerance).toEqual(sampleModel().parityTolerance);
  });

  test("when a graph is new, gone, called more often, or in another order", () => {
    const calls = (names: readonly string[], counts: readonly number[] = []) =>
      changeCase("search@16", () => {
        const made = sampleCase(16, names);
        return { ...made, calls: made.calls.map((call, index) => ({ ...call, count: counts[index] ?? call.count })) };
      });
    const reasonOf = (head: Manifest) => cell(plan(sampleManifest(), head).cells, graph16, "measure").reason;
    expect(reasonOf(calls(["encoder16", "pooling16", "encoder"]))).toContain("Graph #1 (encoder, search.py:31) is new");
    expect(reasonOf(calls(["encoder16"]))).toContain("Graph #2 (search.py:40), base only, is gone");
    expect(reasonOf(calls(["encoder16", "pooling16"], [3, 6]))).toContain("Graph #2 (search.py:40) gets other calls");
    expect(reasonOf(calls(["pooling16", "encoder16"]))).toContain("another order");
  });

  test("when the same graph gets other shapes, and then it is no noise control", () => {
    const longer = [sampleTensor("long", [1, 128], "int64")];
    const head = changeSubgraph("encoder16", { samples: [{ id: "s0", inputs: longer, golden: null }] });
    const { work } = cell(plan(sampleManifest(), head).cells, graph16, "measure");
    expect(work.kind === "graph" && work.contributions.map(({ unchanged }) => unchanged)).toEqual([false, true]);
  });

  test("when the lock file changed, even if versions of the exporter's environment did too", () => {
    const { versions } = sampleManifest();
    const head = sampleManifest({ lockDigest: sha("new lock"), versions: { ...versions, torch: "2.14.0" } });
    const { cells } = plan(sampleManifest(), head, { oneEnvironment: false });
    expect(new Set(Object.values(actions(cells)))).toEqual(new Set(["measure"]));
    expect(cell(cells, graph16, "measure").reason).toContain("the lock file changed");
    expect(cell(cells, python16, "measure").reason).toContain("the lock file changed");
  });

  test("but not its local python where both sides run with the packages of one environment", () => {
    const { cells } = plan(sampleManifest(), sampleManifest({ lockDigest: sha("new lock") }), { oneEnvironment: true });
    expect(cell(cells, graph16, "measure").reason).toContain("the lock file changed");
    expect(cell(cells, python16, "incomparable").remedy).toContain(".venv");
  });

  test("but no Python of a fork, changed or new, while its graphs are measured", () => {
    const head = sampleManifest({ lockDigest: sha("new lock") });
    const changed = plan(sampleManifest(), head, { oneEnvironment: false, pythonMayRun: false });
    expect(cell(changed.cells, graph16, "measure").reason).toContain("the lock file changed");
    expect(cell(changed.cells, python16, "incomparable").reason).toContain("a fork's Python is not run here");
    const fresh = plan(null, head, { baseHasConfig: false, pythonMayRun: false });
    expect(cell(fresh.cells, graph16, "measure-new").reason).toContain("head is measured alone");
    expect(cell(fresh.cells, python16, "incomparable").remedy).toContain("accept it");
    const same = plan(sampleManifest(), sampleManifest(), { pythonMayRun: false });
    expect(actions(same.cells)[python16]).toBe("skip-unchanged");
  });

  test("but no Python where there are only bundles, changed or new, and then says what measures it", () => {
    const head = changeLocalPython("search@16", { fingerprint: sha("more code") });
    const changed = plan(sampleManifest(), head, { codeIsHere: false });
    const { reason, remedy } = cell(changed.cells, python16, "error");
    expect(reason).toMatch(
      /^Not measured, though .*: local Python needs the code itself, which a bundle does not hold\.$/,
    );
    expect(remedy).toContain("Run `pacegate gate`");
    const fresh = plan(null, head, { baseHasConfig: false, codeIsHere: false });
    expect(cell(fresh.cells, graph16, "measure-new").reason).toContain("head is measured alone");
    expect(cell(fresh.cells, python16, "error").remedy).toBe(remedy);
    const same = plan(sampleManifest(), sampleManifest(), { codeIsHere: false });
    expect(actions(same.cells)[python16]).toBe("skip-unchanged");
  });

  test("under another lock file only the same ONNX file is noise control", () => {
    const onnx = { state: "exported" as const, object: sha("written by another torch"), opset: 20, externalData: [] };
    const head = { ...changeSubgraph("encoder16", { onnx }), lockDigest: sha("new lock") };
    const { work } = cell(plan(sampleManifest(), head).cells, graph16, "measure");
    expect(work.kind === "graph" && work.contributions.map(({ unchanged }) => unchanged)).toEqual([false, true]);
  });

  test("calls of one graph with several samples are one row", () => {
    const [sample] = sampleSubgraph("encoder").samples;
    if (sample === undefined) throw new Error("the fixture has a sample");
    const manifest = sampleManifest({
      cases: [
        sampleCase(1, ["encoder"], {
          calls: [
            { subgraph: "encoder", sample: "s0", count: 2 },
            { subgraph: "encoder", sample: "s1", count: 1 },
          ],
        }),
      ],
      subgraphs: [sampleSubgraph("encoder", { samples: [sample, { ...sample, id: "s1" }] })],
    });
    const config = sampleConfig({ models: [sampleModel({ batchSizes: [1] })] });
    const { cells } = plan(null, manifest, { config });
    const { work } = cell(cells, "search@1 here/onnxrt-cpu", "measure-new");
    expect(work.kind === "graph" && work.contributions).toEqual([
      { label: "Graph #1 (encoder, search.py:31)", baseCalls: [], headCalls: [0, 1], unchanged: false },
    ]);
  });
});

describe("local python is a cell of its own", () => {
  const slowerPython = () => changeLocalPython("search@16", { fingerprint: sha("slower loop") });

  test("held to the whole run's tolerance where that is known, and to its own where a GPU serves", () => {
    const short = changeLocalPython("search@16", { passesNs: [50_000], wholePassesNs: [10_000_000, 12_000_000] });
    const onCpu = cell(plan(short, slowerPython()).cells, python16, "measure");
    expect(onCpu.ofWholeRun).toEqual({ part: 0.005, tolerance: 2, resolution: 4 });

    const config = sampleConfig();
    const backends: Backend[] = [...config.backends, { target: "here", engine: "onnxrt-cuda", options: [] }];
    const onGpu = plan(short, slowerPython(), {
      config: { ...config, backends },
      measurableEngines: new Set(["onnxrt-cpu", "onnxrt-cuda"]),
    });
    expect(cell(onGpu.cells, python16, "measure").ofWholeRun).toBeUndefined();
  });

  test("never a part of more than the whole", () => {
    const noisy = changeLocalPython("search@16", { passesNs: [9_000_000], wholePassesNs: [8_000_000] });
    expect(cell(plan(noisy, slowerPython()).cells, python16, "measure").ofWholeRun?.part).toBe(1);
  });

  test("a change of local code alone measures that cell alone", () => {
    const head = changeLocalPython("search@16", {
      fingerprint: sha("slower loop"),
      covers: {
        modules: [{ path: "search.py", digest: sha("slower") }],
        packages: [
          { name: "transformers", version: "5.18.0" },
          { name: "regex", version: "1" },
        ],
        files: [],
      },
    });
    const { cells } = plan(sampleManifest(), head);
    expect(actions(cells)).toEqual({ ...allSkipped, [python16]: "measure" });
    const measured = cell(cells, python16, "measure");
    expect(measured.reason).toBe("Measured, since search.py changed, regex is new, vocab.txt is gone.");
    expect(measured.work).toEqual({ kind: "local-python", hasBase: true, runs: 3 });
    // 81 of 160 ms: a hundredth of the whole run is about a fiftieth of its Python.
    expect(measured.ofWholeRun?.part).toBeCloseTo(81 / 160, 9);
    expect(measured.ofWholeRun?.tolerance).toBeCloseTo((0.01 * 160) / 81, 9);
    expect(measured.ofWholeRun?.resolution).toBeCloseTo((0.02 * 160) / 81, 9);
    expect(measured.limits).toEqual({ seconds: 120, launches: 12 });
    expect(measured.threads).toBe(1);
    expect(measured.backend).toBeNull();
  });

  test("a fingerprint that changed without a named reason is measured all the same", () => {
    const { cells } = plan(sampleManifest(), changeLocalPython("search@16", { fingerprint: sha("other") }));
    expect(cell(cells, python16, "measure").reason).toContain("the code around the graphs changed");
  });

  test("it is measured when the graphs cut it elsewhere", () => {
    const head = changeCase("search@16", () => sampleCase(16, ["encoder16"]));
    expect(cell(plan(sampleManifest(), head).cells, python16, "measure").reason).toContain("other segments");
  });

  test("an ONNX file has none", () => {
    const manifest = changeCase("search@16", (found) => ({ ...found, localPython: null }));
    expect(actions(plan(manifest, manifest).cells)).not.toHaveProperty([python16]);
    expect(actions(plan(sampleManifest(), manifest).cells)).toHaveProperty([python16], "removed");
    expect(actions(plan(manifest, sampleManifest()).cells)).toHaveProperty([python16], "incomparable");
  });
});

describe("a missing base", () => {
  test("is new where the base does not use Pacegate", () => {
    const { cells, base } = plan(null, sampleManifest());
    expect(base).toBeNull();
    expect(new Set(Object.values(actions(cells)))).toEqual(new Set(["measure-new"]));
    const { work, reason } = cell(cells, graph16, "measure-new");
    expect(work.kind === "graph" && work.base).toBeNull();
    expect(reason).toContain("does not use Pacegate yet");
    expect(cell(cells, python16, "measure-new").work).toEqual({ kind: "local-python", hasBase: false, runs: 3 });
  });

  test("is incomparable where the base uses Pacegate: a lost baseline is no pass", () => {
    const { cells } = plan(null, sampleManifest(), { baseHasConfig: true });
    expect(new Set(Object.values(actions(cells)))).toEqual(new Set(["incomparable"]));
    expect(cell(cells, graph16, "incomparable").remedy).toContain("Export the base again");
  });

  test("of one case makes that case new", () => {
    const base = sampleManifest({ cases: [sampleCase(1)] });
    const { cells } = plan(base, sampleManifest());
    expect(actions(cells)).toMatchObject({ [graph16]: "measure-new", [python16]: "measure-new" });
    expect(cell(cells, graph16, "measure-new").reason).toContain("does not have this case");
  });

  test("that failed to export is incomparable, with its error and the user's line", () => {
    const base = sampleManifest({ cases: [sampleCase(1)], errors: [modelError({ batchSize: 16 })] });
    const { cells } = plan(base, sampleManifest());
    expect(actions(cells)).toEqual({ ...allSkipped, [graph16]: "incomparable", [python16]: "incomparable" });
    const why = "ValueError: no such file. second line, at load.py:12";
    expect(cell(cells, graph16, "incomparable").reason).toContain(`the base could not be exported (${why})`);
    expect(cell(cells, python16, "incomparable").reason).toContain(why);
  });
});

function modelError(overrides: Partial<ModelError> = {}): ModelError {
  return {
    model: "search",
    batchSize: null,
    stage: "capture",
    exception: "ValueError",
    message: "no such file.\n  second line",
    traceback: 'Traceback:\n  File "search.py", line 3, in predict\n  File "load.py", line 12, in load\n',
    remedy: null,
    ...overrides,
  };
}

describe("head's own failures are errors", () => {
  test("exception and place are said once, where the message has them already", () => {
    const message = "`predict` raised ValueError: no such file (load.py:12)";
    const head = sampleManifest({ cases: [], errors: [modelError({ message })] });
    const { reason } = cell(plan(sampleManifest(), head).cells, graph16, "error");
    expect(reason).toBe(`Head could not be exported: ${message}.`);
  });

  test("the place is the repo's last line, not a library's", () => {
    const traceback =
      'Traceback:\n  File "load.py", line 12, in load\n  File "<site-packages>/torch/nn/linear.py", line 134, in forward\n' +
      '  File "/opt/python/lib/json/decoder.py", line 5, in decode\n';
    const head = sampleManifest({ cases: [], errors: [modelError({ message: "no such file", traceback })] });
    const { reason } = cell(plan(sampleManifest(), head).cells, graph16, "error");
    expect(reason).toBe("Head could not be exported: ValueError: no such file, at load.py:12.");
  });

  test("a model that could not be captured: with exception, message and the user's line", () => {
    const head = sampleManifest({ cases: [], errors: [modelError()] });
    const { cells } = plan(sampleManifest(), head);
    expect(actions(cells)).toEqual({ "search@1 here/onnxrt-cpu": "error", [graph16]: "error" });
    const { reason, remedy, traceback } = cell(cells, graph16, "error");
    expect(traceback?.at(-1)).toBe('  File "load.py", line 12, in load');
    expect(reason).toBe("Head could not be exported: ValueError: no such file. second line, at load.py:12.");
    expect(remedy).toContain("pacegate export");
  });

  test("a long traceback is cut to its end, with lines that a report can hold", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `  line ${index} ${"x".repeat(1000)}`);
    const head = sampleManifest({ cases: [], errors: [modelError({ traceback: `${lines.join("\n")}\n` })] });
    const { traceback = [] } = cell(plan(sampleManifest(), head).cells, graph16, "error");
    expect(traceback).toHaveLength(20);
    expect(traceback[0]).toMatch(/^ {2}line 30 x+…$/);
    expect(Math.max(...traceback.map(({ length }) => length))).toBe(300);
  });

  test("an error without a traceback has none to show", () => {
    const head = sampleManifest({ cases: [], errors: [modelError({ traceback: null })] });
    expect(cell(plan(sampleManifest(), head).cells, graph16, "error").traceback).toBeUndefined();
  });

  test("an error of one batch size leaves the other", () => {
    const head = sampleManifest({
      cases: [sampleCase(1)],
      errors: [modelError({ batchSize: 16, remedy: "Give it a smaller batch." })],
    });
    const { cells } = plan(sampleManifest(), head);
    expect(actions(cells)).toEqual({
      "search@1 here/onnxrt-cpu": "skip-unchanged",
      "search@1 local-python": "skip-unchanged",
      [graph16]: "error",
    });
    expect(cell(cells, graph16, "error").remedy).toBe("Give it a smaller batch.");
  });

  test("an error wins over a case of the same name", () => {
    const head = sampleManifest({ errors: [modelError({ batchSize: 16 })] });
    expect(actions(plan(sampleManifest(), head).cells)).toMatchObject({ [graph16]: "error" });
  });

  test("a configured case that head's bundle lacks is never a silent pass", () => {
    const { cells } = plan(sampleManifest(), sampleManifest({ cases: [sampleCase(1)] }));
    expect(cell(cells, graph16, "error").reason).toContain("neither it nor an error");
  });

  test("a case that nobody configured is never a silent pass", () => {
    const { cells } = plan(sampleManifest(), sampleManifest(), {
      config: sampleConfig({ models: [sampleModel({ batchSizes: [1] })] }),
    });
    expect(cell(cells, graph16, "error").reason).toContain("does not list it");
  });

  test("a function without graphs cannot be measured", () => {
    const head = changeCase("search@16", () => sampleCase(16, []));
    expect(cell(plan(sampleManifest(), head).cells, graph16, "error").reason).toContain("no call of a graph");
    expect(cell(plan(head, sampleManifest()).cells, graph16, "incomparable").reason).toContain("no call of a graph");
  });
});

describe("a form that could not be exported", () => {
  const error = {
    stage: "onnx" as const,
    exception: "UnsupportedOperator",
    message: "aten.frobnicate has no decomposition",
    location: { file: "search.py", line: 33 },
  };
  const failed = changeSubgraph("encoder16", { onnx: { state: "failed", error } });

  test("on head is an error with the user's line, even while nothing changed", () => {
    for (const base of [failed, sampleManifest()]) {
      const { cells } = plan(base, failed);
      expect(actions(cells)).toEqual({ ...allSkipped, [graph16]: "error" });
      const { reason, remedy } = cell(cells, graph16, "error");
      expect(reason).toBe(
        "Graph #1 (encoder, search.py:31) could not be exported to ONNX: UnsupportedOperator: aten.frobnicate has no decomposition, from search.py:33.",
      );
      expect(remedy).not.toBe("");
    }
  });

  test("on base alone makes a changed graph incomparable", () => {
    const head = changeSubgraph("encoder16", { fingerprint: sha("repaired") });
    const { reason } = cell(plan(failed, head).cells, graph16, "incomparable");
    expect(reason).toContain("on the base");
    expect(reason).toContain("UnsupportedOperator");
  });

  test("costs only the engines that need it", () => {
    const backends: readonly Backend[] = [
      { target: "here", engine: "onnxrt-cpu", options: [] },
      { target: "here", engine: "torch-eager-cpu", options: [] },
    ];
    const measurableEngines = new Set(["onnxrt-cpu", "torch-eager-cpu"] as const);
    const options = { config: sampleConfig({ backends }), measurableEngines };
    expect(actions(plan(failed, failed, options).cells)).toMatchObject({
      [graph16]: "error",
      "search@16 here/torch-eager-cpu": "skip-unchanged",
    });
    const noProgram = changeSubgraph("encoder16", { pt2: { state: "absent" } });
    expect(cell(plan(noProgram, noProgram, options).cells, "search@16 here/torch-eager-cpu", "error").reason).toContain(
      "comes from an ONNX file",
    );
    const failedProgram = changeSubgraph("encoder16", { pt2: { state: "failed", error } });
    expect(actions(plan(failedProgram, failedProgram, options).cells)).toMatchObject({
      [graph16]: "skip-unchanged",
      "search@16 here/torch-eager-cpu": "error",
    });
  });
});

describe("what was made by other means cannot be compared", () => {
  const changed = changeSubgraph("encoder16", { fingerprint: sha("deeper") });

  test.each([
    ["strategy", "onnx-file"],
    ["dynamic", "static"],
    ["recompileLimit", 8],
    ["opset", 18],
    ["weights", "synthetic"],
    ["threads", 2],
  ])("capture setting %s", (key, value) => {
    const head = { ...changed, capture: { ...changed.capture, [key]: value } };
    const { cells } = plan(sampleManifest(), head);
    expect(new Set(Object.values(actions(cells)))).toEqual(new Set(["incomparable"]));
    const { reason, remedy } = cell(cells, graph16, "incomparable");
    expect(reason).toContain(`to ${value}`);
    expect(remedy).not.toBe("");
  });

  test("inputs, of that case alone", () => {
    const head = changeCase("search@16", (found) => ({ ...found, inputsFingerprint: sha("others") }));
    const { cells } = plan(sampleManifest(), head);
    expect(actions(cells)).toEqual({ ...allSkipped, [graph16]: "incomparable", [python16]: "incomparable" });
    expect(cell(cells, graph16, "incomparable").reason).toContain("the inputs changed");
  });

  test.each(["torch", "onnx", "onnxscript", "python"])("the version of %s under the same lock file", (name) => {
    const head = { ...changed, versions: { ...changed.versions, [name]: "9.9.9" } };
    const { reason, remedy } = cell(plan(sampleManifest(), head).cells, graph16, "incomparable");
    expect(reason).toContain(name);
    expect(reason).toContain("9.9.9");
    expect(remedy).toContain("Export the base again");
  });

  test("Pacegate's own version, whatever the lock file says", () => {
    const head = { ...changed, lockDigest: sha("new lock"), versions: { ...changed.versions, pacegate: "0.2.0" } };
    expect(cell(plan(sampleManifest(), head).cells, graph16, "incomparable").reason).toContain("0.2.0");
  });

  test("several obstacles are all named, each remedy once", () => {
    const head = { ...changed, capture: { ...changed.capture, opset: 18, recompileLimit: 8 } };
    const { reason, remedy } = cell(plan(sampleManifest(), head).cells, graph16, "incomparable");
    expect(reason).toContain("opset");
    expect(reason).toContain("recompile limit");
    expect(remedy).toBe("Export the base again with head's version of Pacegate.");
  });
});

describe("what cannot be measured from here is an error", () => {
  const changed = changeSubgraph("encoder16", { fingerprint: sha("deeper") });

  test("an engine that is not built, even while nothing changed", () => {
    const config = sampleConfig({ backends: [{ target: "here", engine: "tensorrt", options: ["fp16"] }] });
    const { reason, remedy } = cell(
      plan(sampleManifest(), sampleManifest(), { config }).cells,
      "search@16 here/tensorrt[fp16]",
      "error",
    );
    expect(reason).toContain("tensorrt");
    expect(remedy).toContain("onnxrt-cpu");
  });

  test("a target whose runners are out of reach, by their labels", () => {
    const config = sampleConfig({
      targets: [
        {
          name: "t4",
          place: { kind: "runner", runsOn: ["self-hosted", "t4"], optional: false, runners: 1 },
          pricePerHourUsd: 0.5,
          threads: null,
        },
      ],
      backends: [{ target: "t4", engine: "onnxrt-cpu", options: [] }],
    });
    const { reason } = cell(plan(sampleManifest(), changed, { config }).cells, "search@16 t4/onnxrt-cpu", "error");
    expect(reason).toContain("self-hosted, t4");
    expect(cell(plan(null, changed, { config }).cells, "search@16 t4/onnxrt-cpu", "error").reason).toBe(reason);
  });

  test("this machine, where the run does not measure on it", () => {
    const { cells } = plan(sampleManifest(), changed, { measurableTargets: new Set() });
    expect(cell(cells, graph16, "error").remedy).toContain("on that machine");
  });

  test("a target that the configuration forgot", () => {
    const config = sampleConfig({ backends: [{ target: "there", engine: "onnxrt-cpu", options: [] }] });
    expect(
      cell(plan(sampleManifest(), changed, { config }).cells, "search@16 there/onnxrt-cpu", "error").reason,
    ).toContain("there");
  });
});

test("a case that only base has is removed, on every backend", () => {
  const config = sampleConfig({ models: [sampleModel({ batchSizes: [1] })] });
  const { cells } = plan(sampleManifest(), sampleManifest({ cases: [sampleCase(1)] }), { config });
  expect(actions(cells)).toEqual({ ...allSkipped, [graph16]: "removed", [python16]: "removed" });
});

test("the error budget is shared by the compared cells alone", () => {
  const deeper = changeSubgraph("encoder16", { fingerprint: sha("deeper") });
  expect(cell(plan(sampleManifest(), deeper).cells, graph16, "measure").alpha).toBe(0.004);
  const both = changeSubgraph("encoder", { fingerprint: sha("deeper too") }, deeper);
  expect(cell(plan(sampleManifest(), both).cells, graph16, "measure").alpha).toBe(0.002);
});

test("the tail of the graphs is judged with the thresholds of the config, the Python around them has none", () => {
  const deeper = changeSubgraph("encoder16", { fingerprint: sha("deeper") });
  expect(cell(plan(sampleManifest(), deeper).cells, graph16, "measure").tail).toEqual({
    alpha: 0.001,
    tolerance: 0.1,
    resolution: 0.2,
  });
  const config = sampleConfig();
  const off = { ...config, gate: { ...config.gate, p95: null } };
  const planned = cell(plan(sampleManifest(), deeper, { config: off }).cells, graph16, "measure");
  expect([planned.alpha, planned.tail]).toEqual([0.005, undefined]);
});

test("budgets get a part of their cell's share, and one that head alone has gets all of its own", () => {
  const config = sampleConfig();
  const budgets = [{ model: "search", batchSize: 16, backend: "*", p95Ms: 10, costPerMillionUsd: null }];
  const withBudget = { config: { ...config, gate: { ...config.gate, budgets } } };
  const deeper = changeSubgraph("encoder16", { fingerprint: sha("deeper") });
  const compared = cell(plan(sampleManifest(), deeper, withBudget).cells, graph16, "measure");
  const limit = { metric: "p95-ms", limit: 10, limitMsPerRun: 10 };
  expect(compared.budgets).toEqual([{ ...limit, alpha: expect.closeTo(0.005 / 6, 12) }]);
  expect(compared.alpha).toBeCloseTo((4 * 0.005) / 6, 12);
  const fresh = plan(null, sampleManifest(), withBudget);
  expect(cell(fresh.cells, graph16, "measure-new").budgets).toEqual([{ ...limit, alpha: 0.005 }]);
});

test("the digest of a plan is that of its content", () => {
  const made = plan(sampleManifest(), sampleManifest());
  expect(planDigest(made)).toBe(planDigest(structuredClone(made)));
  expect(planDigest(made)).not.toBe(planDigest({ ...made, tolerance: 0.02 }));
});

test("hostile names stay one short sentence", () => {
  const name = `evil\n::error::${"x".repeat(100_000)}`;
  const head = changeSubgraph("encoder16", { fingerprint: sha("deeper"), modulePath: name });
  const { reason } = cell(plan(sampleManifest(), head).cells, graph16, "measure");
  expect(reason).not.toContain("\n");
  expect(reason.length).toBeLessThan(500);
});

/** Small worlds in which names, fingerprints and errors often coincide. */
const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    models: fc.uniqueArray(fc.constantFrom("search", "rank", "tag"), { maxLength: 3 }),
    batchSizes: fc.uniqueArray(fc.constantFrom(1, 16), { minLength: 1 }),
    graphs: fc.array(fc.tuple(fc.constantFrom("f", "g", "h"), fc.boolean()), { minLength: 1, maxLength: 4 }),
    lock: fc.constantFrom("lock", "other lock"),
    opset: fc.constantFrom(18, 20),
    code: fc.constantFrom("code", "other code"),
    failing: fc.option(fc.constantFrom("search", "rank")),
  })
  .map(({ models, batchSizes, graphs, lock, opset, code, failing }) => {
    const error = { stage: "onnx" as const, exception: "E", message: "m", location: null };
    const subgraphs = graphs.map(([name, exported], index) =>
      sampleSubgraph(`${name}${index}`, {
        ordinal: index + 1,
        fingerprint: sha(name),
        ...(exported ? {} : { onnx: { state: "failed" as const, error } }),
      }),
    );
    const ids = subgraphs.map(({ id }) => id);
    const localPython = sampleCase(1).localPython;
    return sampleManifest({
      lockDigest: sha(lock),
      capture: { ...sampleManifest().capture, opset },
      cases: models
        .filter((model) => model !== failing)
        .flatMap((model) =>
          batchSizes.map((size) =>
            sampleCase(size, ids, {
              model,
              localPython: localPython === null ? null : { ...localPython, fingerprint: sha(code) },
            }),
          ),
        ),
      subgraphs,
      errors: failing === null ? [] : [modelError({ model: failing })],
    });
  });

const anyConfig: fc.Arbitrary<Config> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom("search", "rank", "tag"), { minLength: 1 }),
    batchSizes: fc.constantFrom([1], [1, 16]),
    engines: fc.uniqueArray(fc.constantFrom("onnxrt-cpu" as const, "torch-eager-cpu" as const), { minLength: 1 }),
  })
  .map(({ names, batchSizes, engines }) =>
    sampleConfig({
      models: names.map((name) => sampleModel({ name, batchSizes })),
      backends: engines.map((engine) => ({ target: "here", engine, options: [] })),
    }),
  );

describe("whatever base, head and config are", () => {
  test("every configured case is on every backend exactly once, every cell has an id of its own and one sentence", () => {
    fc.assert(
      fc.property(fc.option(anyManifest), anyManifest, anyConfig, (base, head, config) => {
        const { cells } = plan(base, head, { config });
        const ids = cells.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const model of config.models) {
          for (const size of model.batchSizes ?? []) {
            for (const { target, engine } of config.backends) {
              expect(ids).toContain(`${model.name}@${size} ${target}/${engine}`);
            }
          }
        }
        for (const { reason } of cells) expect(reason).toMatch(/^[A-Z][^\n]*\.$/);
      }),
    );
  });

  test("every call of both passes is in exactly one contribution, and the error budget is never exceeded", () => {
    fc.assert(
      fc.property(anyManifest, anyManifest, anyConfig, (base, head, config) => {
        const { cells } = plan(base, head, { config });
        let spent = 0;
        for (const planned of cells) {
          if (planned.action === "measure") spent += planned.alpha + (planned.tail?.alpha ?? 0);
          if (planned.action === "measure" || planned.action === "measure-new") {
            for (const { alpha } of planned.budgets ?? []) spent += alpha;
          }
          if ((planned.action !== "measure" && planned.action !== "measure-new") || planned.work.kind !== "graph")
            continue;
          const { work } = planned;
          const sorted = (side: "baseCalls" | "headCalls") =>
            work.contributions.flatMap((row) => row[side]).sort((left, right) => left - right);
          expect(sorted("baseCalls")).toEqual([...(work.base?.calls.keys() ?? [])]);
          expect(sorted("headCalls")).toEqual([...work.head.calls.keys()]);
        }
        expect(spent).toBeLessThanOrEqual(0.005 + 1e-12);
      }),
    );
  });
});

test("a base that does not use Pacegate is named, though nothing of it is compared", () => {
  const commit = "b".repeat(40);
  const made = plan(null, sampleManifest(), { baseHasConfig: false, baseWithoutPacegate: commit });
  expect(made).toMatchObject({ base: null, baseWithoutPacegate: commit });
});
