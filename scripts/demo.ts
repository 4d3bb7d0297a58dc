// The demo: three changes to the semantic-search example, and what the gate decides on each.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { type CellVerdict, type Verdict, verdictFormat } from "../src/compare/verdict.ts";
import { readDocument } from "../src/document/index.ts";

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

/** The example as a git repo of its own: one commit to start from. */
function makeRepo(): { directory: string; git: (...args: string[]) => string; first: string } {
  const directory = mkdtempSync(join(tmpdir(), "pacegate-demo-"));
  cpSync(join(root, "examples/semantic-search"), directory, {
    recursive: true,
    filter: (source) => !/[/\\](\.pacegate|__pycache__)$/.test(source),
  });
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=Pacegate demo", "-c", "user.email=demo@example.invalid", ...args], {
      cwd: directory,
      encoding: "utf8",
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--no-gpg-sign", "--message=Embed sentences with all-MiniLM-L6-v2");
  return { directory, git, first: git("rev-parse", "HEAD") };
}

/** Runs the built command line as a user would, its report on the terminal. */
function runGate(directory: string, base: string, head: string): { exitCode: number; verdict: Verdict } {
  const venv = join(root, ".venv");
  const output = join(directory, ".pacegate", "demo", head);
  const { status } = spawnSync(
    process.execPath,
    [join(root, "dist/cli.js"), "gate", "--base", base, "--head", head, "--output", output],
    {
      cwd: directory,
      stdio: "inherit",
      env: { ...process.env, VIRTUAL_ENV: venv, PATH: `${join(venv, "bin")}${delimiter}${process.env.PATH ?? ""}` },
    },
  );
  const path = join(output, "verdict.json");
  return { exitCode: status ?? 2, verdict: readDocument(verdictFormat, readFileSync(path, "utf8"), path) };
}

function main(): number {
  const started = performance.now();
  const { directory, git, first } = makeRepo();
  const lines: string[] = [];
  let failures = 0;
  try {
    for (const change of changes) {
      git("checkout", "--quiet", "--detach", first);
      git("apply", join(root, "scripts/demo-changes", change.patch));
      git("commit", "--quiet", "--no-gpg-sign", "--all", `--message=${change.message}`);
      const head = git("rev-parse", "HEAD");
      console.log(`\n=== ${change.message}\n    should be ${change.expected}\n`);
      const { exitCode, verdict } = runGate(directory, first, head);
      const complaint = change.complaint(verdict, exitCode);
      if (complaint !== undefined) failures += 1;
      lines.push(
        `${complaint === undefined ? "as it should" : `WRONG, ${complaint}`}: ${change.message} -> ${verdict.conclusion}`,
      );
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n=== The gate decided ${changes.length - failures} of ${changes.length} as it should, in ${seconds} s`);
  for (const line of lines) console.log(`    ${line}`);
  return failures === 0 ? 0 : 1;
}

process.exitCode = main();
