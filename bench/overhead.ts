// What Pacegate's timing adds to a call: its reported median against a bare loop over the same session, in turns.
// Run with `npm run bench:overhead`; figures are of the machine and the minute they were taken on.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { timedPairs } from "../src/bench/duet.ts";
import { OnnxSession } from "../src/bench/engines/onnxrt-cpu.ts";
import { balancedOrder } from "../src/bench/launch-schedule.ts";
import { drawSeed, seededRandom } from "../src/bench/seeded-random.ts";
import { median } from "../src/statistics/index.ts";
import { layeredModel, onnxModel } from "../test/fixtures/onnx-model.ts";

// Short blocks: a neighbour's burst of tens of milliseconds then falls on both sides of a round, or on few rounds.
const rounds = 150;
const msOfCallsPerBlock = 20;
const folder = mkdtempSync(join(tmpdir(), "pacegate-overhead-"));
const seed = drawSeed(Math.random);
const random = seededRandom(seed);

interface Graph {
  readonly name: string;
  readonly onnx: Uint8Array;
  readonly input: Float32Array;
  readonly shape: readonly number[];
}

function addOnly(): Graph {
  const port = { type: "float32" as const, shape: [8] };
  const onnx = onnxModel({
    nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
    inputs: [{ name: "x", ...port }],
    outputs: [{ name: "y", ...port }],
    weights: [],
  });
  return { name: "1 operator", onnx, input: new Float32Array(8).fill(1), shape: [8] };
}

function layered(name: string, layers: number): Graph {
  const model = layeredModel(64, 256, layers);
  return { name, onnx: onnxModel(model.graph), input: model.input, shape: model.inputShape };
}

async function open(graph: Graph) {
  const path = join(folder, `${graph.name}.onnx`);
  writeFileSync(path, graph.onnx);
  const session = await ort.InferenceSession.create(path, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { "session.intra_op.allow_spinning": "0" },
  });
  const feeds = { x: new ort.Tensor("float32", graph.input, graph.shape) };
  return { session, feeds };
}

async function bareMedianNs({ session, feeds }: Awaited<ReturnType<typeof open>>, calls: number): Promise<number> {
  const durations: number[] = [];
  for (let call = 0; call < calls; call++) {
    const start = performance.now();
    await session.run(feeds);
    durations.push((performance.now() - start) * 1e6);
  }
  return median(durations);
}

/** Both sides are the same session: half of the calls are base's, half head's, as in a launch. */
async function pacegateMedianNs({ session, feeds }: Awaited<ReturnType<typeof open>>, calls: number): Promise<number> {
  const subgraph = { id: "g", model: "", inputNames: ["x"], argumentNames: [null], outputNames: ["y"] };
  const bound = [{ session: new OnnxSession(ort, session, subgraph), inputs: feeds }];
  const pairs = await timedPairs(bound, bound, balancedOrder(Math.ceil(calls / 2), random));
  return median(pairs.flatMap(({ baseNs, headNs }) => [...(baseNs ?? []), ...headNs]));
}

/** Layers that make a call of about `ms`. */
async function layersFor(ms: number): Promise<number> {
  const probe = 4;
  const opened = await open(layered("probe", probe));
  await bareMedianNs(opened, 20);
  const layerMs = (await bareMedianNs(opened, 50)) / 1e6 / probe;
  await opened.session.release();
  return Math.max(1, Math.round(ms / layerMs));
}

try {
  const graphs = [addOnly()];
  for (const ms of [1, 10]) {
    const layers = await layersFor(ms);
    graphs.push(layered(`about ${ms} ms (${layers} layers)`, layers));
  }
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, onnxruntime-node ${ort.env.versions.node}, 1 thread, seed ${seed}`,
  );
  console.log(`${rounds} rounds; in each a block of calls in a bare loop and one in Pacegate's, in random order\n`);
  console.log("graph                      bare median   Pacegate median   ratio   95% interval of the ratio");
  for (const graph of graphs) {
    const opened = await open(graph);
    const warm = await bareMedianNs(opened, 30);
    const calls = Math.min(2000, Math.max(2, Math.round((msOfCallsPerBlock * 1e6) / warm)));
    await pacegateMedianNs(opened, calls);
    const bare: number[] = [];
    const pacegate: number[] = [];
    for (const bareFirst of balancedOrder(rounds, random).map((side) => side === "base")) {
      if (bareFirst) bare.push(await bareMedianNs(opened, calls));
      pacegate.push(await pacegateMedianNs(opened, calls));
      if (!bareFirst) bare.push(await bareMedianNs(opened, calls));
      globalThis.gc?.();
    }
    await opened.session.release();
    const ratios = pacegate.map((ns, round) => ns / (bare[round] ?? Number.NaN)).sort((a, b) => a - b);
    // Order statistics around the median, ranks by the normal approximation of the binomial: no law of noise assumed.
    const reach = 0.98 * Math.sqrt(rounds);
    const [low, high] = [Math.floor(rounds / 2 - reach), Math.ceil(rounds / 2 + reach)].map(
      (rank) => ratios[rank] ?? Number.NaN,
    );
    const us = (ns: number) => `${(ns / 1000).toFixed(1)} us`;
    const [ratio, lower, upper] = [median(ratios), low ?? Number.NaN, high ?? Number.NaN].map((value) =>
      value.toFixed(3),
    );
    console.log(
      `${graph.name.padEnd(24)} ${us(median(bare)).padStart(13)} ${us(median(pacegate)).padStart(17)}  ${ratio}   ${lower} to ${upper}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
