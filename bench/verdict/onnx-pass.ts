// Passes of one ONNX file in this process: what it computes, and about how long it takes.
import * as ort from "onnxruntime-node";
import { quantile } from "../../src/statistics/index.ts";
import type { OnnxGraph } from "../../test/fixtures/onnx-model.ts";

export const runtime = `onnxruntime-node ${ort.env.versions.node ?? "unknown"}`;

const open = (path: string): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(path, {
    executionProviders: ["cpu"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });

function feedsOf(graph: OnnxGraph, input: Float32Array, shape: readonly number[]): Record<string, ort.Tensor> {
  const [port] = graph.inputs;
  return port === undefined ? {} : { [port.name]: new ort.Tensor("float32", input, [...shape]) };
}

/** What the golden outputs of a graph are: the proof asks for speed, and any change of outputs must still be seen. */
export async function outputsOf(
  path: string,
  graph: OnnxGraph,
  input: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const session = await open(path);
  try {
    const results = await session.run(feedsOf(graph, input, shape));
    const data = results[graph.outputs[0]?.name ?? ""]?.data;
    if (!(data instanceof Float32Array)) throw new TypeError(`${path} gives no float32 output`);
    return Float32Array.from(data);
  } finally {
    await session.release();
  }
}

/** Short turns of several graphs, so that a neighbour's burst falls on all of them; long enough to outlast bursts. */
const leastMsOfPilot = 2_000;
const leastRounds = 12;
const passesOfTurn = 15;
const warmUpPasses = 20;

/** Milliseconds of a pass of each graph, taken in turns: their first quartile, since a neighbour only ever adds. */
export async function passMsInTurns(
  graphs: readonly {
    readonly path: string;
    readonly graph: OnnxGraph;
    readonly input: Float32Array;
    readonly shape: readonly number[];
  }[],
): Promise<number[]> {
  const sessions = await Promise.all(graphs.map(({ path }) => open(path)));
  try {
    const passesMs: number[][] = graphs.map(() => []);
    const end = performance.now() + leastMsOfPilot;
    for (let round = 0; round <= leastRounds || performance.now() < end; round++) {
      for (const [index, { graph, input, shape }] of graphs.entries()) {
        const feeds = feedsOf(graph, input, shape);
        for (let pass = 0; pass < (round === 0 ? warmUpPasses : passesOfTurn); pass++) {
          const start = performance.now();
          await sessions[index]?.run(feeds);
          if (round > 0) passesMs[index]?.push(performance.now() - start);
        }
      }
    }
    return passesMs.map((values) => quantile(values, 0.25));
  } finally {
    for (const session of sessions) await session.release();
  }
}
