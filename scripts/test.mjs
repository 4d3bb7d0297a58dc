// Runs every lint and every test, each even if another fails; the last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { countLint, countPytest, countVitest, failedInPytest, failedInVitest } from "./test-runners.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "node_modules/.bin");
const venvBin = join(root, ".venv", process.platform === "win32" ? "Scripts" : "bin");
const reports = mkdtempSync(join(tmpdir(), "pacegate-test-"));

const environment = {
  ...process.env,
  PATH: [bin, venvBin, process.env.PATH].join(delimiter),
  VIRTUAL_ENV: join(root, ".venv"),
  PYTHONPATH: join(root, "python"),
};

const readReport = (name) => {
  try {
    return readFileSync(join(reports, name), "utf8");
  } catch {
    return "";
  }
};
const lint = (name, command) => ({ group: "lint", name, command, count: countLint, failures: () => [] });

const runners = [
  lint("biome", ["biome", "check"]),
  lint("types (TypeScript)", ["tsc", "-p", "."]),
  lint("arrows between rooms", ["node", "scripts/lint-arrows.ts"]),
  lint("workflows (actionlint)", ["node", "scripts/lint-workflows.ts", "actionlint"]),
  lint("workflows (zizmor)", ["node", "scripts/lint-workflows.ts", "zizmor"]),
  lint("ruff format", ["ruff", "format", "--check", "--config", "python/pyproject.toml", "python", "test/python"]),
  lint("ruff", ["ruff", "check", "--config", "python/pyproject.toml", "python", "test/python"]),
  lint("types (mypy)", [
    "mypy",
    "--strict",
    "--config-file",
    "python/pyproject.toml",
    "python/pacegate",
    "test/python",
  ]),
  {
    group: "ts",
    name: "vitest",
    command: [
      "node",
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${join(reports, "vitest.json")}`,
    ],
    count: (exitCode) => countVitest(readReport("vitest.json"), exitCode),
    failures: () => failedInVitest(readReport("vitest.json"), root),
  },
  {
    group: "python",
    name: "pytest",
    command: [
      "python",
      "-m",
      "pytest",
      "-q",
      "-p",
      "no:cacheprovider",
      `--junitxml=${join(reports, "pytest.xml")}`,
      "test/python",
    ],
    count: (exitCode) => countPytest(readReport("pytest.xml"), exitCode),
    failures: () => failedInPytest(readReport("pytest.xml")),
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((group) => !runners.some((runner) => runner.group === group));
if (unknown.length > 0) {
  console.error(`Unknown group ${unknown.join(", ")}; there are lint, ts and python.`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const summary = [];
for (const runner of runners.filter(({ group }) => wanted.length === 0 || wanted.includes(group))) {
  console.log(`\n=== ${runner.name}`);
  const [command, ...args] = runner.command;
  const started = Date.now();
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: environment,
  });
  if (error) console.log(`${command} could not be started: ${error.message}`);
  const counted = runner.count(status ?? 1);
  passed += counted.passed;
  failed += counted.failed;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  summary.push(
    `${counted.failed === 0 ? "ok    " : "FAILED"} ${runner.name}: ${counted.passed} passed, ${counted.failed} failed (${seconds} s)`,
    // Named once more at the end: whoever sees only the last lines of a log must know where to look.
    ...runner.failures().map((name) => `       ${name}`),
  );
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${summary.join("\n")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
