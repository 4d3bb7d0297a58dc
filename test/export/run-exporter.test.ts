import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ExportError } from "../../src/export/export-error.ts";
import { type ExporterProgress, runExporter } from "../../src/export/run-exporter.ts";

const folder = mkdtempSync(join(tmpdir(), "pacegate-exporter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An exporter that is a shell script. */
async function run(side: "base" | "head", script: string): Promise<{ error: unknown; progress: ExporterProgress[] }> {
  const python = join(folder, `python-${side}`);
  writeFileSync(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const progress: ExporterProgress[] = [];
  const request = {
    schema: "pacegate/export-request/1" as const,
    root: folder,
    repository: folder,
    reuse: [],
    objects: folder,
    output: folder,
    commit: "1".repeat(40),
    pacegateVersion: "0.1.0",
    lockDigest: null,
    threads: 1,
    weights: "real" as const,
    models: [],
  };
  const error = await runExporter({
    side,
    request,
    requestPath: join(folder, "request.json"),
    python,
    environment: { PATH: process.env.PATH ?? "" },
    signal: new AbortController().signal,
    onProgress: (told) => progress.push(told),
  }).catch((thrown: unknown) => thrown);
  return { error, progress };
}

const say = (event: object) => `printf '%s\\n' '${JSON.stringify(event)}'`;
const done = say({ event: "done", manifest: "manifest.json", cases: 1, subgraphs: 1 });

test("ends without an error where the exporter says that it is done, and tells its progress", async () => {
  const { error, progress } = await run("head", `${say({ event: "progress", phase: "load" })}\n${done}`);
  expect(error).toBeUndefined();
  expect(progress).toMatchObject([{ model: null, case: null, phase: "load", seconds: null }]);
});

test.each([
  ["base", "Base could not be exported. torch is not installed.\nTraceback (most recent call last):"],
  ["head", "Head could not be exported. torch is not installed.\nTraceback (most recent call last):"],
] as const)("says that it is %s whose export failed, in the exporter's words", async (side, what) => {
  const failed = {
    event: "error",
    stage: "dependency",
    what: "torch is not installed.",
    traceback: "Traceback (most recent call last):\n",
  };
  const { error } = await run(side, `${say({ ...failed, remedy: "Install it." })}\nexit 3`);
  expect(error).toBeInstanceOf(ExportError);
  expect(error).toMatchObject({ what, remedy: "Install it." });
});

test.each([
  [
    "dies without a word",
    "echo 'Killed by a test' >&2; exit 5",
    /^The exporter of base ended with exit code 5 and no result\..*Killed by a test/s,
  ],
  ["says that it is done and fails", `${done}\nexit 1`, /ended with exit code 1 and no result/],
  ["ends well without being done", say({ event: "progress", phase: "load" }), /ended with exit code 0 and no result/],
  ["ends with a line that is no event", `${say({ event: "finished" })}`, /no result/],
])("fails where the exporter %s", async (_what, script, words) => {
  const { error } = await run("base", script);
  expect(error).toBeInstanceOf(ExportError);
  expect(error instanceof ExportError ? error.what : "").toMatch(words);
});
