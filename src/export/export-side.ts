// One side's bundle: from the store where it was exported before, else by running the exporter in its worktree.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Bundle, openBundle } from "../bundle/index.ts";
import type { Config, Model } from "../config/index.ts";
import { circumstancesDigest } from "./circumstances-digest.ts";
import { ExportError } from "./export-error.ts";
import { type FoundPython, findPython, folderOfNamedPython } from "./find-python.ts";
import type { ProjectFolders } from "./project-folders.ts";
import { runChild } from "./run-child.ts";
import { type ExporterProgress, type ExportRequest, runExporter } from "./run-exporter.ts";

export interface SideInput {
  readonly side: "base" | "head";
  readonly commit: string;
  /** The project's folder in the side's worktree. */
  readonly directory: string;
  readonly prefix: string;
  /** The worktree itself. */
  readonly repository: string;
  readonly config: Config;
  /** Which may take their inputs from the other side's config. */
  readonly models: ExportRequest["models"];
  readonly lockDigest: string | null;
  readonly threads: number;
  /** From the command line or the action. */
  readonly givenPython: string | null;
  /** The project's folder where the user works. */
  readonly checkout: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly withheld: readonly string[];
  readonly pythonPath: string;
  readonly exporterDigest: string;
  readonly pacegateVersion: string;
  readonly folders: ProjectFolders;
  readonly processId: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExporterProgress) => void;
}

export interface ExportedBundle {
  readonly bundle: Bundle;
  readonly python: string;
}

/** Runs the config's `setup:` in the worktree, with the environment that the user's code gets. */
export async function runSetup(input: SideInput): Promise<void> {
  const { setup } = input.config;
  if (setup === null) return;
  const started = performance.now();
  const lines: string[] = [];
  input.onProgress({ model: null, case: null, phase: `setup: ${setup.split("\n", 1)[0]}`, seconds: null });
  const result = await runChild("/bin/sh", ["-c", setup], {
    directory: input.directory,
    environment: withNamedPython(input),
    signal: input.signal,
    onLine: (line) => lines.push(line),
  });
  if (result.exitCode !== 0) {
    const tail = [...lines.slice(-10), ...result.stderrTail.slice(-15)].join("\n");
    const names = input.withheld.join(", ");
    const withheld = names === "" ? "" : ` It may need one of these, which were withheld as secrets: ${names}.`;
    throw new ExportError({
      what: `The setup command of ${input.side} ended with ${result.signal ?? `exit code ${result.exitCode}`}:\n${tail}`,
      where: `setup: ${setup}`,
      remedy: `Run it by itself in a checkout of ${input.commit.slice(0, 12)}.${withheld}`,
    });
  }
  input.onProgress({ model: null, case: null, phase: "setup", seconds: (performance.now() - started) / 1000 });
}

/** Else `pip install` would change whichever Python comes first on the search path, and the export would use another. */
function withNamedPython(input: SideInput): Readonly<Record<string, string>> {
  const { givenPython: given, directory, checkout, environment } = input;
  const folder = folderOfNamedPython({ given, configured: input.config.python, directory, checkout });
  if (folder === null) return environment;
  return { ...environment, PATH: environment.PATH ? `${folder}${delimiter}${environment.PATH}` : folder };
}

/** @throws ExportError for a model that is no Python function */
export function requestModels(models: readonly Model[], where: string): ExportRequest["models"] {
  return models.map(({ name, source, batchSizes }) => {
    if (source.kind === "python") return { name, entry: source.entry, inputs: source.inputs, batchSizes };
    throw new ExportError({
      what: `The model ${name} is an ONNX file, which this version does not measure.`,
      where,
      remedy: "Give it an `entry:` and `inputs:` in Python.",
    });
  });
}

function circumstancesOf(input: SideInput, python: FoundPython): string {
  return circumstancesDigest({
    models: input.models,
    prefix: input.prefix,
    setup: input.config.setup,
    threads: input.threads,
    weights: input.config.weights,
    exporterDigest: input.exporterDigest,
    lockDigest: input.lockDigest,
    python: `${python.command} ${python.version}`,
    packages: python.packages,
  });
}

/** A stored bundle that is whole and holds every model; anything else is exported again. */
async function findStored(directory: string, objectsDirectory: string): Promise<Bundle | undefined> {
  if (!existsSync(join(directory, "manifest.json"))) return undefined;
  try {
    const bundle = await openBundle(directory, { objectsDirectory });
    if (bundle.manifest.errors.length === 0) return bundle;
  } catch {
    // Damaged, or of another version: below it is written anew.
  }
  await rm(directory, { recursive: true, force: true });
  return undefined;
}

/** Runs the exporter into a temporary folder and renames it when it is whole. */
async function exportAnew({ input, python, target }: LocatedSide, reuse: readonly string[]): Promise<void> {
  const temporary = join(input.folders.temporary, `${input.processId}-${input.side}`);
  await rm(temporary, { recursive: true, force: true });
  const output = join(temporary, "bundle");
  await mkdir(output, { recursive: true });
  try {
    await runExporter({
      side: input.side,
      request: {
        schema: "pacegate/export-request/1",
        root: input.directory,
        repository: input.repository,
        reuse,
        objects: input.folders.objects,
        output,
        commit: input.commit,
        pacegateVersion: input.pacegateVersion,
        lockDigest: input.lockDigest,
        threads: input.threads,
        weights: input.config.weights,
        models: input.models,
      },
      requestPath: join(temporary, "request.json"),
      python: python.command,
      environment: { ...input.environment, PYTHONPATH: withPythonPath(input) },
      signal: input.signal,
      onProgress: input.onProgress,
    });
    if (existsSync(join(target, "manifest.json"))) return;
    await rm(target, { recursive: true, force: true });
    await rename(output, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function withPythonPath({ pythonPath, environment }: SideInput): string {
  return environment.PYTHONPATH ? `${pythonPath}:${environment.PYTHONPATH}` : pythonPath;
}

/** A side whose Python is known, and with it where its bundle lies or will lie. */
export interface LocatedSide {
  readonly input: SideInput;
  readonly python: FoundPython;
  /** All that its bundle depends on beside the commit, digested. */
  readonly circumstances: string;
  readonly target: string;
  /** Undefined: it has to be exported. */
  readonly stored: Bundle | undefined;
}

export async function locateSide(input: SideInput): Promise<LocatedSide> {
  const { directory, checkout, environment, folders, givenPython } = input;
  const configured = input.config.python;
  const python = await findPython({ given: givenPython, configured, directory, checkout, environment });
  const circumstances = circumstancesOf(input, python);
  const target = join(folders.bundles, `${input.commit}-${circumstances}`);
  return { input, python, circumstances, target, stored: await findStored(target, folders.objects) };
}

/**
 * @param reuse manifests of bundles made by the same exporter
 * @throws ExportError, and BundleError where the exporter wrote what the reader refuses
 */
export async function exportSide(located: LocatedSide, reuse: readonly string[]): Promise<ExportedBundle> {
  const { input, python, target, stored } = located;
  if (stored !== undefined) {
    input.onProgress({ model: null, case: null, phase: "exported before, used again", seconds: null });
    return { bundle: stored, python: python.command };
  }
  await exportAnew(located, reuse);
  const bundle = await openBundle(target, { objectsDirectory: input.folders.objects });
  return { bundle, python: python.command };
}
