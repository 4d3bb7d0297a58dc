// The bundles of one verdict as files in a temporary folder: written anew for each, so that no two share their pages.
import { copyFileSync, constants as fileConstants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case, Manifest, Sample, Subgraph } from "../../src/bundle/manifest.ts";
import { sampleManifest, sha } from "../../test/fixtures/manifest.ts";
import { bytesOf, onnxModel, sha256 } from "../../test/fixtures/onnx-model.ts";
import { type SeededGraph, withExternalWeights } from "./branched-graph.ts";
import { outputsOf } from "./onnx-pass.ts";

export interface WrittenGraph extends Pick<Subgraph, "inputs" | "outputs" | "onnx" | "samples"> {
  readonly golden: Float32Array;
}

export class ProofFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "pacegate-verdict-"));

  constructor() {
    mkdirSync(join(this.path, "objects"));
  }

  readonly object = (bytes: Uint8Array): string => {
    const digest = sha256(bytes);
    writeFileSync(join(this.path, "objects", digest), bytes);
    return digest;
  };

  copyObject(from: string, digest: string): void {
    copyFileSync(join(from, digest), join(this.path, "objects", digest), fileConstants.COPYFILE_FICLONE);
  }

  /**
   * @param file what becomes of the ONNX file's bytes
   * @param golden null: what this graph computes here, by the same runtime
   */
  async graph(
    { graph, input, shape }: SeededGraph,
    file: (model: Uint8Array) => Uint8Array = (model) => model,
    golden: Float32Array | null = null,
  ): Promise<WrittenGraph> {
    const external: string[] = [];
    const stored = withExternalWeights(graph, (bytes) => {
      const digest = this.object(bytes);
      external.push(digest);
      return digest;
    });
    const object = this.object(file(onnxModel(stored)));
    const outputs = golden ?? (await outputsOf(join(this.path, "objects", object), graph, input, shape));
    const tensor = (values: Float32Array) => ({
      object: this.object(bytesOf(values)),
      dtype: "float32" as const,
      shape: [...shape],
    });
    const sample: Sample = { id: "s0", inputs: [tensor(input)], golden: [tensor(outputs)] };
    const port = (name: string) => ({ name, dtype: "float32" as const, shape: [...shape] });
    return {
      inputs: graph.inputs.map(({ name }) => ({ ...port(name), argument: null })),
      outputs: graph.outputs.map(({ name }) => port(name)),
      onnx: { state: "exported", object, opset: 20, externalData: [...new Set(external)] },
      samples: [sample],
      golden: outputs,
    };
  }

  /** @param lock stands for the text of the lock file */
  bundle(side: "base" | "head", modelCase: Case, subgraphs: readonly Subgraph[], lock: string): string {
    const commit = (side === "base" ? "a" : "b").repeat(40);
    return this.manifest(
      side,
      sampleManifest({ commit, cases: [modelCase], subgraphs: [...subgraphs], lockDigest: sha(lock) }),
    );
  }

  manifest(side: "base" | "head", manifest: Manifest): string {
    const directory = join(this.path, side);
    mkdirSync(directory);
    writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
    return directory;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
