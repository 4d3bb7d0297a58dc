// Real workers over real ONNX files: what is measured, and that a failing worker costs its cell and no other.
import { renameSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { machineDigest } from "../../src/bench/environment.ts";
import { type BenchInput, runBenchmarks } from "../../src/bench/index.ts";
import { type CellMeasurement, measurementsFormat } from "../../src/bench/measurements.ts";
import { seededRandom } from "../../src/bench/seeded-random.ts";
import { sideDigests } from "../../src/bench/side-digests.ts";
import { type Bundle, objectPath } from "../../src/bundle/index.ts";
import type { Subgraph } from "../../src/bundle/manifest.ts";
import type { MeasuredCellPlan } from "../../src/plan/bench-plan.ts";
import { launchEffect, weightedLaunch } from "../../src/statistics/index.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";
import { type ElementType, layeredGolden, layeredModel, onnxModel } from "../fixtures/onnx-model.ts";

const thresholds = { tolerance: 0.01, resolution: 0.02 };
const small = { rows: 4, width: 32, layers: 1 };
let folder: BenchFolder;
let base: Bundle;
let head: Bundle;

function wrongGolden(): Float32Array {
  const golden = layeredGolden(layeredModel(small.rows, small.width, small.layers));
  golden[5] = (golden[5] ?? 0) + 0.5;
  return golden;
}

/** One operator from one input of eight elements to one output. */
function oneOperator(
  id: string,
  operator: string,
  type: ElementType & Subgraph["inputs"][number]["dtype"],
  bytesEach: number,
): Subgraph {
  const port = { name: "x", type, shape: [8] };
  const onnx = onnxModel({
    nodes: [{ operator, inputs: ["x"], outputs: ["y"] }],
    inputs: [port],
    outputs: [{ ...port, name: "y" }],
    weights: [],
  });
  const tensor = folder.tensor(type, [8], new Uint8Array(8 * bytesEach));
  return folder.subgraph(id, onnx, {
    inputs: [{ name: "x", dtype: type, shape: [8], argument: null }],
    outputs: [{ name: "y", dtype: type, shape: [8] }],
    samples: [{ id: "s0", inputs: [tensor], golden: [tensor] }],
  });
}

/** Asks for a tensor of 2^44 bytes, more than any test machine has. */
function tooLarge(): Subgraph {
  const sizes = new Uint8Array(BigInt64Array.from([2n ** 22n, 2n ** 20n]).buffer);
  const onnx = onnxModel({
    nodes: [{ operator: "Expand", inputs: ["x", "sizes"], outputs: ["y"] }],
    inputs: [
      { name: "x", type: "float32", shape: [1] },
      { name: "sizes", type: "int64", shape: [2] },
    ],
    outputs: [{ name: "y", type: "float32", shape: [2 ** 22, 2 ** 20] }],
    weights: [],
  });
  const one = folder.tensor("float32", [1], new Uint8Array(4));
  return folder.subgraph("too-large", onnx, {
    inputs: [
      { name: "x", dtype: "float32", shape: [1], argument: null },
      { name: "sizes", dtype: "int64", shape: [2], argument: null },
    ],
    outputs: [{ name: "y", dtype: "float32", shape: ["rows", "columns"] }],
    samples: [
      {
        id: "s0",
        inputs: [one, folder.tensor("int64", [2], sizes)],
        golden: [folder.tensor("float32", [1, 1], new Uint8Array(4))],
      },
    ],
  });
}

beforeAll(async () => {
  folder = new BenchFolder();
  base = await folder.bundle([folder.layered("m", small)]);
  head = await folder.bundle([
    folder.layered("m", small),
    // Many times the work, so that no noise hides it.
    folder.layered("slower", { rows: 16, width: 128, layers: 8 }),
    folder.layered("wrong", { ...small, golden: wrongGolden() }),
    folder.layered("incomplete", { ...small, width: 48 }),
    oneOperator("unknown-operator", "NoSuchOperator", "float32", 4),
    oneOperator("bfloat16", "Identity", "bfloat16", 2),
    oneOperator("int64", "Identity", "int64", 8),
    oneOperator("bool", "Identity", "bool", 1),
    oneOperator("float16", "Identity", "float16", 2),
    tooLarge(),
  ]);
});
afterAll(() => folder[Symbol.dispose]());

const compare = (subgraph: string, limits = { seconds: 60, launches: 4 }): MeasuredCellPlan =>
  graphCell(subgraph, { bundle: base, subgraph: "m" }, { bundle: head, subgraph }, { limits });
const alone = (subgraph: string): MeasuredCellPlan => graphCell(subgraph, null, { bundle: head, subgraph });

async function measure(cells: readonly MeasuredCellPlan[], overrides: Partial<BenchInput> = {}) {
  const measured: CellMeasurement[] = [];
  const input = { cells, thresholds, base, head, localPython: null, environment: process.env, random: seededRandom(7) };
  for await (const event of runBenchmarks({ ...input, ...overrides })) {
    if (event.kind === "cell") measured.push(event.measurement);
  }
  // Whatever happened, the result is a valid document.
  measurementsFormat.schema.parse({
    schema: "pacegate/measurements/1",
    pacegateVersion: "0.0.0",
    planDigest: "0".repeat(64),
    target: "here",
    cells: measured,
  });
  return measured;
}

/** Calls `act` with the pid of the n-th worker that starts, from 0, shortly after it has started. */
function onWorker(which: (index: number) => boolean, act: (pid: number) => void): Pick<BenchInput, "onWorker"> {
  let index = 0;
  return {
    onWorker: ({ pid }) => {
      if (which(index++) && pid !== undefined) act(pid);
    },
  };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("a graph cell", () => {
  it("keeps raw durations with their orders, outputs checked on both sides", async () => {
    const [measured] = await measure([compare("slower")]);
    expect(measured?.failures).toEqual([]);
    expect(measured?.parity.map(({ side, checkedOutputs }) => [side, checkedOutputs]).sort()).toEqual([
      ["base", 1],
      ["head", 1],
    ]);
    expect(measured?.launches.length).toBeGreaterThanOrEqual(4);
    for (const { instances } of measured?.launches ?? []) {
      for (const { pairs, createNs, warmup } of instances) {
        expect(createNs.base).toBeGreaterThan(0);
        expect(warmup.passes).toBeGreaterThanOrEqual(2);
        expect(pairs.every(({ baseNs, headNs }) => baseNs?.length === 1 && headNs.length === 1)).toBe(true);
        expect(new Set(pairs.map(({ first }) => first))).toEqual(new Set(["base", "head"]));
      }
    }
    expect(measured?.environment).toMatchObject({
      threads: 1,
      runtime: expect.stringMatching(/^onnxruntime-node 1\./),
    });
  });

  it("carries what each side loaded and which machine it was on", async () => {
    const cell = compare("slower");
    const [measured] = await measure([cell]);
    const expected = sideDigests(cell, { base: base.digest, head: head.digest });
    for (const { sides, machine } of measured?.launches ?? []) {
      expect(sides).toEqual(expected);
      expect(machine).toBe(machineDigest());
    }
    expect(measured?.launches.length).toBeGreaterThan(0);
  });

  it("stops as soon as the rule decides, with the sides the right way round", async () => {
    const [measured] = await measure([compare("slower")]);
    const effects = measured?.launches.map(
      (launch) => launchEffect(weightedLaunch(launch, { base: [1], head: [1] })).logRatio,
    );
    expect(Math.min(...(effects ?? []))).toBeGreaterThan(0);
    expect(measured?.stop).toBe("decided");
  });

  it("gets to the first look although its seconds are over by then", async () => {
    const [three] = await measure([alone("m")]);
    // Three launches' worth: without the stretch the first look at launch 4 would never come.
    const [measured] = await measure([compare("m", { seconds: three?.seconds ?? 0, launches: 40 })]);
    expect(measured?.launches.length).toBeGreaterThanOrEqual(4);
  });

  it("that is new measures head alone, three times", async () => {
    const [measured] = await measure([alone("m")]);
    expect(measured?.stop).toBe("enough");
    expect(measured?.launches).toHaveLength(3);
    expect(measured?.parity.map(({ side }) => side)).toEqual(["head"]);
    expect(measured?.launches[0]?.instances[0]?.pairs[0]?.baseNs).toBeNull();
  });

  it("stops before a launch that would overrun tenfold what it may take", async () => {
    const [measured] = await measure([compare("m", { seconds: 0.001, launches: 40 })]);
    expect(measured?.stop).toBe("time-limit");
    expect(measured?.launches).toHaveLength(1);
  });

  it.each(["int64", "bool", "float16"])("feeds and checks %s tensors exactly", async (subgraph) => {
    const [measured] = await measure([alone(subgraph)]);
    expect(measured?.failures).toEqual([]);
    expect(measured?.parity[0]).toMatchObject({ checkedOutputs: 1, maxAbsolute: 0 });
  });
});

describe("a failure is data, and the next cell is measured all the same:", () => {
  const next = (): MeasuredCellPlan => alone("m");

  it("an output that is not PyTorch's, before a timing counts", async () => {
    const [wrong, good] = await measure([compare("wrong"), next()]);
    expect(wrong).toMatchObject({ stop: "failed", launches: [] });
    expect(wrong?.failures).toHaveLength(1);
    expect(wrong?.failures[0]).toMatchObject({
      kind: "wrong-output",
      side: "head",
      message: expect.stringMatching(/element 5/),
    });
    expect(good?.stop).toBe("enough");
  });

  it("an operator that the engine does not know", async () => {
    const [failed, good] = await measure([compare("unknown-operator"), next()]);
    expect(failed?.failures).toMatchObject([{ kind: "unsupported", side: "head" }]);
    expect(failed?.failures[0]?.message).toContain("NoSuchOperator");
    expect(good?.stop).toBe("enough");
  });

  it("a dtype that the engine cannot take", async () => {
    const [failed] = await measure([compare("bfloat16")]);
    expect(failed?.failures).toMatchObject([
      { kind: "unsupported", side: "head", message: expect.stringContaining("bfloat16") },
    ]);
  });

  it("an engine or an option that this worker does not have", async () => {
    const cell = compare("m");
    const on = (backend: MeasuredCellPlan["backend"]): MeasuredCellPlan => ({ ...cell, backend });
    const [engine, option] = await measure([
      on({ target: "here", engine: "tensorrt", options: [] }),
      on({ target: "here", engine: "onnxrt-cpu", options: ["fp16"] }),
    ]);
    expect(engine?.failures).toMatchObject([{ kind: "unsupported", message: expect.stringContaining("tensorrt") }]);
    expect(option?.failures).toMatchObject([{ kind: "unsupported", message: expect.stringContaining("fp16") }]);
  });

  it("a runtime that is not installed", async () => {
    const [failed] = await measure([compare("m")], {
      environment: { ...process.env, PACEGATE_ONNXRUNTIME_NODE: folder.path },
    });
    expect(failed?.failures).toMatchObject([{ kind: "unsupported", message: expect.stringContaining(folder.path) }]);
  });

  it.each([["the ONNX file", () => head.manifest.subgraphs.find(({ id }) => id === "incomplete")?.onnx]])(
    "%s is gone",
    async (_, find) => {
      const onnx = find();
      if (onnx?.state !== "exported") throw new Error("the fixture exports it");
      for (const object of [onnx.object, onnx.externalData[0] ?? ""]) {
        const path = objectPath(head, object);
        renameSync(path, `${path}.away`);
        const [failed] = await measure([compare("incomplete")]);
        renameSync(`${path}.away`, path);
        expect(failed?.failures).toMatchObject([{ kind: "missing-input", side: "head" }]);
      }
    },
  );

  it("an input or golden tensor is gone", async () => {
    const sample = head.manifest.subgraphs.find(({ id }) => id === "incomplete")?.samples[0];
    for (const tensor of [sample?.inputs[0], sample?.golden?.[0]]) {
      const path = objectPath(head, tensor?.object ?? "");
      renameSync(path, `${path}.away`);
      const [failed] = await measure([compare("incomplete")]);
      renameSync(`${path}.away`, path);
      expect(failed?.failures).toMatchObject([{ kind: "missing-input", side: "head" }]);
    }
  });

  it("a plan that names another bundle", async () => {
    const [failed] = await measure([compare("slower")], { head: { ...head, digest: "0".repeat(64) } });
    expect(failed?.failures).toMatchObject([{ kind: "missing-input", side: "head", launch: null }]);
  });

  it("more memory than there is, asked for by the model", async () => {
    const [failed, good] = await measure([compare("too-large"), next()]);
    expect(failed?.stop).toBe("failed");
    expect(failed?.failures[0]).toMatchObject({ kind: "out-of-memory", side: "head" });
    expect(good?.stop).toBe("enough");
  });

  it("a worker whose own heap is full", async () => {
    const fill = "const all = []; for (;;) all.push(new Array(1e5).fill(all.length))";
    const workerOptions = ["--max-old-space-size=16", "--import", `data:text/javascript,${encodeURIComponent(fill)}`];
    const [failed] = await measure([compare("m")], { workerOptions });
    expect(failed?.failures.map(({ kind }) => kind)).toEqual(["out-of-memory", "out-of-memory"]);
    expect(failed?.failures[0]?.stderrTail.join("\n")).toContain("heap out of memory");
  });

  it("a worker that is killed once costs one launch", async () => {
    const kill = onWorker(
      (index) => index === 1,
      (pid) => setTimeout(() => process.kill(pid, "SIGKILL"), 50),
    );
    const [measured] = await measure([compare("slower")], kill);
    expect(measured?.failures).toMatchObject([
      { kind: "crashed", launch: 1, message: expect.stringContaining("SIGKILL") },
    ]);
    expect(measured?.launches.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
    expect(measured?.stop).toBe("decided");
  });

  it("a worker that is killed again is given up", async () => {
    const kill = onWorker(
      (index) => index < 2,
      (pid) => setTimeout(() => process.kill(pid, "SIGKILL"), 50),
    );
    const [failed, good] = await measure([compare("slower"), next()], kill);
    expect(failed).toMatchObject({ stop: "failed", launches: [] });
    expect(failed?.failures).toHaveLength(2);
    expect(good?.stop).toBe("enough");
  });

  it("a worker that hangs is stopped, and no process stays behind", async () => {
    const pids: number[] = [];
    const stop = onWorker(
      (index) => index < 2,
      (pid) => {
        pids.push(pid);
        process.kill(pid, "SIGSTOP");
      },
    );
    const timeouts = { graph: { startMs: 3000, prepareMs: 5000, slowdown: 20, instanceMs: 5000 } };
    const [failed, good] = await measure([compare("m"), next()], { ...stop, timeouts });
    expect(failed?.failures.map(({ kind }) => kind)).toEqual(["timed-out", "timed-out"]);
    expect(good?.stop).toBe("enough");
    expect(pids.some(isAlive)).toBe(false);
  });

  it("a worker that answers rubbish", async () => {
    const write = "process.stderr.write('last words\\n'); process.stdout.write('rubbish\\n')";
    const workerOptions = ["--import", `data:text/javascript,${encodeURIComponent(write)}`];
    const [failed] = await measure([compare("m")], { workerOptions });
    expect(failed?.failures).toMatchObject([{ kind: "protocol" }, { kind: "protocol" }]);
    expect(failed?.failures[0]?.message).toContain("rubbish");
    expect(failed?.failures[0]?.stderrTail).toEqual(["last words"]);
  });

  it("a worker that runs one side as the other", async () => {
    const cell = compare("m");
    const { base: ofBase, head: ofHead } = sideDigests(cell, { base: base.digest, head: head.digest });
    const swap = `const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (text) => write(text.replace('"base":"${ofBase}","head":"${ofHead}"', '"base":"${ofHead}","head":"${ofBase}"'))`;
    const workerOptions = ["--import", `data:text/javascript,${encodeURIComponent(swap)}`];
    const [failed] = await measure([cell], { workerOptions });
    expect(failed).toMatchObject({
      stop: "failed",
      launches: [],
      failures: [{ kind: "protocol" }, { kind: "protocol" }],
    });
    expect(failed?.failures[0]?.message).toContain("not the sides that the worker was given");
  });

  it("a clock that runs ahead in the worker", async () => {
    const ahead = "const now = process.hrtime.bigint; process.hrtime.bigint = () => now.call(process.hrtime) * 10000n";
    const workerOptions = ["--import", `data:text/javascript,${encodeURIComponent(ahead)}`];
    const [failed] = await measure([compare("m")], { workerOptions });
    expect(failed).toMatchObject({
      stop: "failed",
      launches: [],
      failures: [{ kind: "clock-jumped" }, { kind: "clock-jumped" }],
    });
  });

  it("a worker that ends with its last words on stderr", async () => {
    const end = "process.stderr.write('\\u001b[31mcannot go on\\u001b[0m\\n', () => process.exit(3))";
    const workerOptions = ["--import", `data:text/javascript,${encodeURIComponent(end)}; await new Promise(() => {})`];
    const [failed] = await measure([compare("m")], { workerOptions });
    expect(failed?.failures[0]).toMatchObject({
      kind: "crashed",
      message: expect.stringContaining("code 3"),
      stderrTail: ["cannot go on"],
    });
  });
});

describe("stopping on request", () => {
  it("keeps the launches so far, ends the worker and starts no other cell", async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const watch = onWorker(
      () => true,
      (pid) => {
        pids.push(pid);
        if (pids.length === 3) setTimeout(() => controller.abort(), 100);
      },
    );
    const measured = await measure([compare("m", { seconds: 60, launches: 40 }), alone("m")], {
      ...watch,
      signal: controller.signal,
    });
    expect(measured).toHaveLength(1);
    expect(measured[0]).toMatchObject({ stop: "cancelled", failures: [] });
    expect(measured[0]?.launches).toHaveLength(2);
    expect(pids).toHaveLength(3);
    expect(pids.some(isAlive)).toBe(false);
  });
});
