// The demo: three changes to the semantic-search example, and what the gate decides on each. `--keep` keeps its repo.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { execa } from "execa";
import { type CellVerdict, type Verdict, verdictFormat } from "../src/compare/verdict.ts";
import { readDocument } from "../src/document/index.ts";
import { errorExitCode, interruptedExitCode } from "../src/exit-code.ts";

const root = resolve(import.meta.dirname, "..");

interface Change {
  readonly patch: string;
  readonly message: string;
  readonly expected: string;
  /** Undefined when the gate decided as it should, else what is off. */
  readonly complaint: (verdict: Verdict, exitCode: number) => string | undefined;
}

const isLocalPython = (cell: CellVerdict): boolean => cell.backend === null;
const isRegression = (cell: CellVerdict): boolean =>
  cell.outcome.state === "measured" && cell.outcome.decision === "regression";
const isSkipped = (cell: CellVerdict): boolean => cell.outcome.state === "unchanged-skipped";

const changes: readonly Change[] = [
  {
    patch: "pad-every-batch.patch",
    message: "Pad every batch to 32 tokens, for static shapes",
    expected: "red: the encoder works on padding",
    complaint: ({ cells, conclusion }, exitCode) => {
      if (conclusion !== "regression" || exitCode !== 1)
        return `expected a red gate, got ${conclusion} (exit ${exitCode})`;
      const graphs = cells.filter((cell) => !isLocalPython(cell));
      if (!graphs.every(isRegression)) return "expected the encoder to be named as slower at every batch size";
      return undefined;
    },
  },
  {
    patch: "rename-a-variable.patch",
    message: "Say what the pooling does",
    expected: "green: a comment and a variable's name, so nothing is measured",
    complaint: ({ cells, conclusion }, exitCode) => {
      if (conclusion !== "pass" || exitCode !== 0) return `expected a green gate, got ${conclusion} (exit ${exitCode})`;
      return cells.length > 0 && cells.every(isSkipped) ? undefined : "expected that nothing is measured";
    },
  },
  {
    patch: "correct-spelling.patch",
    message: "Correct the spelling of queries",
    expected: "red: only the Python around the model got slower",
    complaint: ({ cells, conclusion }, exitCode) => {
      if (conclusion !== "regression" || exitCode !== 1)
        return `expected a red gate, got ${conclusion} (exit ${exitCode})`;
      if (!cells.filter((cell) => !isLocalPython(cell)).every(isSkipped))
        return "expected that no subgraph is measured";
      return cells.filter(isLocalPython).some(isRegression) ? undefined : "expected local python to be named as slower";
    },
  },
];

/** Aborted by Ctrl-C, by `kill`, or by closing the terminal: what runs is then ended and waited for, and removed. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => controller.abort());
  // Nobody may be reading any more; that must not keep the demo from removing its folder.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => controller.abort());
  return controller.signal;
}

type Git = (...args: string[]) => Promise<string>;

/** The example as a git repo of its own: one commit to start from. */
async function makeRepo(directory: string, cancelSignal: AbortSignal): Promise<{ git: Git; first: string }> {
  cpSync(join(root, "examples/semantic-search"), directory, {
    recursive: true,
    filter: (source) => !/[/\\](\.pacegate|__pycache__)$/.test(source),
  });
  const identity = ["-c", "user.name=Pacegate demo", "-c", "user.email=demo@example.invalid"];
  const git: Git = async (...args) =>
    (await execa("git", [...identity, ...args], { cwd: directory, cancelSignal })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--no-gpg-sign", "--message=Embed sentences with all-MiniLM-L6-v2");
  return { git, first: await git("rev-parse", "HEAD") };
}

/** Runs the built command line as a user would, its report on the terminal. */
async function runGate(
  directory: string,
  { base, head, cancelSignal }: { base: string; head: string; cancelSignal: AbortSignal },
): Promise<{ exitCode: number; verdict: Verdict }> {
  const venv = join(root, ".venv");
  const output = join(directory, ".pacegate", "demo", head);
  const { exitCode = errorExitCode } = await execa(
    process.execPath,
    [join(root, "dist/cli.js"), "gate", "--base", base, "--head", head, "--output", output],
    {
      cwd: directory,
      stdio: "inherit",
      reject: false,
      cancelSignal,
      // It ends its own children first.
      forceKillAfterDelay: 20_000,
      env: { VIRTUAL_ENV: venv, PATH: `${join(venv, "bin")}${delimiter}${process.env.PATH ?? ""}` },
    },
  );
  cancelSignal.throwIfAborted();
  const path = join(output, "verdict.json");
  return { exitCode, verdict: readDocument(verdictFormat, readFileSync(path, "utf8"), path) };
}

/** @returns how many changes were not decided as they should be */
async function gateChanges(directory: string, cancelSignal: AbortSignal): Promise<number> {
  const started = performance.now();
  const { git, first } = await makeRepo(directory, cancelSignal);
  const lines: string[] = [];
  let failures = 0;
  for (const change of changes) {
    await git("checkout", "--quiet", "--detach", first);
    await git("apply", join(root, "scripts/demo-changes", change.patch));
    await git("commit", "--quiet", "--no-gpg-sign", "--all", `--message=${change.message}`);
    const head = await git("rev-parse", "HEAD");
    console.log(`\n=== ${change.message}\n    should be ${change.expected}\n`);
    const { exitCode, verdict } = await runGate(directory, { base: first, head, cancelSignal });
    const complaint = change.complaint(verdict, exitCode);
    if (complaint !== undefined) failures += 1;
    lines.push(
      `${complaint === undefined ? "as it should" : `WRONG, ${complaint}`}: ${change.message} -> ${verdict.conclusion}`,
    );
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n=== The gate decided ${changes.length - failures} of ${changes.length} as it should, in ${seconds} s`);
  for (const line of lines) console.log(`    ${line}`);
  return failures;
}

async function main(): Promise<number> {
  const keep = process.argv.includes("--keep");
  const stop = stopSignal();
  const directory = mkdtempSync(join(tmpdir(), "pacegate-demo-"));
  try {
    return (await gateChanges(directory, stop)) === 0 ? 0 : 1;
  } catch (error) {
    if (stop.aborted) return interruptedExitCode;
    throw error;
  } finally {
    if (keep) {
      console.log(`\nKept, with the results and for the commands above: ${directory}`);
    } else {
      rmSync(directory, { recursive: true, force: true });
      console.log(`\nRemoved, with the results: ${directory}   (to keep it: npm run demo -- --keep)`);
    }
  }
}

process.exitCode = await main();
