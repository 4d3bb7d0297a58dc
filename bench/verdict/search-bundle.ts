// A real model for the proof: the example's `search@1`, exported once and kept in the state folder.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { z } from "zod";
import { openBundle } from "../../src/bundle/index.ts";
import type { Manifest } from "../../src/bundle/manifest.ts";
import { exportModels } from "../../src/export/index.ts";
import { pacegateVersion } from "../../src/pacegate-version.ts";
import type { Surroundings } from "../../src/surroundings.ts";
import { sha } from "../../test/fixtures/manifest.ts";
import { reExported } from "./graph-variants.ts";
import { caseId } from "./proof-config.ts";
import type { ProofFolder } from "./proof-folder.ts";
import type { ProofPair } from "./proof-pair.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const exportedCase = "search@1";
const placeSchema = z.strictObject({ bundle: z.string(), objects: z.string() });

export interface SearchBundle {
  readonly directory: string;
  readonly objectsDirectory: string;
}

/** Without the example's `setup:`: the environment that runs this has its packages. */
const config = `version: 1
models:
  search:
    entry: search.py:predict
    inputs: search.py:requests
    batch-sizes: [1]
targets:
  here:
    local: true
    threads: 1
backends: [here/onnxrt-cpu]
`;

/** Null where this clone has no Python environment. */
export async function searchBundle(stateFolder: string, world: Surroundings): Promise<SearchBundle | null> {
  const place = join(stateFolder, "search.json");
  if (existsSync(place)) {
    const { bundle, objects } = placeSchema.parse(JSON.parse(readFileSync(place, "utf8")));
    return { directory: join(stateFolder, bundle), objectsDirectory: join(stateFolder, objects) };
  }
  const python = join(root, ".venv", "bin", "python");
  if (!existsSync(python)) return null;
  const project = join(stateFolder, "search");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  cpSync(join(root, "examples/semantic-search"), project, {
    recursive: true,
    filter: (source) => !/[/\\](\.pacegate|__pycache__)$/.test(source),
  });
  writeFileSync(join(project, "pacegate.yml"), config);
  const identity = ["-c", "user.name=Pacegate proof", "-c", "user.email=proof@example.invalid"];
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "--all"],
    ["commit", "--quiet", "--no-gpg-sign", "--message=Embed sentences with all-MiniLM-L6-v2"],
  ]) {
    await execa("git", [...identity, ...args], { cwd: project, cancelSignal: world.signal });
  }
  const { signal, processId, onExport: onProgress, onWarning } = world;
  const search = `${join(root, ".venv", "bin")}${delimiter}${world.environment.PATH ?? ""}`;
  await using exported = await exportModels({
    directory: project,
    configFile: "pacegate.yml",
    base: null,
    python,
    environment: { ...world.environment, VIRTUAL_ENV: join(root, ".venv"), PATH: search },
    pacegateVersion,
    processId,
    signal,
    onProgress,
    onWarning,
  });
  const { directory, objectsDirectory } = exported.head.bundle;
  const found = { bundle: relative(stateFolder, directory), objects: relative(stateFolder, objectsDirectory) };
  writeFileSync(place, `${JSON.stringify(found)}\n`);
  return { directory, objectsDirectory };
}

/** The export against the same by another producer, under another lock file (see `harmlessPair`). */
export async function searchPair(
  folder: ProofFolder,
  { directory, objectsDirectory }: SearchBundle,
): Promise<ProofPair> {
  const { manifest } = await openBundle(directory, { objectsDirectory });
  const modelCase = manifest.cases.find(({ id }) => id === exportedCase);
  if (modelCase === undefined) throw new Error(`${directory} holds no case ${exportedCase}`);
  const used = new Set(modelCase.calls.map(({ subgraph }) => subgraph));
  const subgraphs = manifest.subgraphs
    .filter(({ id }) => used.has(id))
    // Only ONNX Runtime runs here, so nothing else is carried along.
    .map((subgraph) => ({ ...subgraph, pt2: { state: "absent" as const } }));
  for (const digest of new Set(subgraphs.flatMap(objectsOf))) folder.copyObject(objectsDirectory, digest);
  const rewritten = subgraphs.map((subgraph) => {
    if (subgraph.onnx.state !== "exported") return subgraph;
    const object = folder.object(reExported(readFileSync(join(objectsDirectory, subgraph.onnx.object))));
    return { ...subgraph, onnx: { ...subgraph.onnx, object } };
  });
  const named = { ...modelCase, id: caseId, model: caseId, batchSize: null, localPython: null };
  const side = (kept: Manifest["subgraphs"], lock: string): Manifest => ({
    ...manifest,
    cases: [named],
    subgraphs: kept,
    lockDigest: sha(lock),
  });
  return {
    base: folder.manifest("base", side(subgraphs, "lock")),
    head: folder.manifest("head", side(rewritten, "another lock")),
    slowedCall: null,
  };
}

function objectsOf({ onnx, samples, nodeModules }: Manifest["subgraphs"][number]): readonly string[] {
  const tensors = samples.flatMap(({ inputs, golden }) => [...inputs, ...(golden ?? [])]);
  return [
    ...(onnx.state === "exported" ? [onnx.object, ...onnx.externalData] : []),
    ...tensors.map(({ object }) => object),
    ...(nodeModules === null ? [] : [nodeModules]),
  ];
}
