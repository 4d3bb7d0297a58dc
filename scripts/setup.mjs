// Sets up a fresh or half set-up clone: npm packages, then the Python environment. Node's own modules only.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const venv = join(root, ".venv");
const venvPython = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const oldestPython = [3, 11];
/** On a usual line. */
const aMinute = "about a minute";

/** A stamp is written last, so that its absence means: interrupted, begin anew. */
function digestOf(files, ...more) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(root, file))).update("\0");
  for (const text of more) hash.update(text).update("\0");
  return hash.digest("hex");
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

function fail(what, remedy) {
  console.error(`\nSet-up stopped: ${what}\n  ${remedy}`);
  process.exit(1);
}

/** 128 plus the number of SIGINT, as shells count. */
const interruptedExitCode = 130;

/** What is under way, and whether somebody wants it stopped. */
let current;
let interrupted = false;

function interrupt() {
  interrupted = true;
  // Ctrl-C reaches it anyway, `kill` and a closed terminal may not. What it leaves half done is made anew next time.
  current?.kill("SIGTERM");
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, interrupt);
// Nobody reads any more where the terminal was closed; that is no reason to end with a stack.
process.stderr.on("error", interrupt);

/** Runs one command with its output shown; `what` is the progress line, `expected` how long it takes. */
async function step({ what, expected }, command, args, environment = {}) {
  console.error(`[setup] ${what}${expected === undefined ? "" : ` (${expected})`}`);
  const started = Date.now();
  const child = spawn(command, args, {
    cwd: root,
    // Progress belongs on stderr: stdout is the report of whatever runs next.
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...environment },
  });
  current = child;
  const { status, signal, error } = await once(child, "close").then(
    ([status, signal]) => ({ status, signal }),
    (error) => ({ error }),
  );
  current = undefined;
  if (interrupted) {
    console.error(`\n[setup] Interrupted during ${what}; run the same command again to go on.`);
    process.exit(interruptedExitCode);
  }
  if (error) fail(`${command} could not be started (${error.message}).`, `Install ${command} and run this again.`);
  if (status !== 0) {
    fail(
      `"${command} ${args.join(" ")}" ended with ${signal ?? `exit code ${status}`}.`,
      "Its last lines are above. Run the same command again: what was finished is kept.",
    );
  }
  console.error(`[setup] ${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function setUpNode() {
  const stamp = join(root, "node_modules/.pacegate-stamp");
  const wanted = digestOf(["package-lock.json"], process.platform, process.arch);
  if (readStamp(stamp) === wanted) return;
  rmSync(stamp, { force: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // As `npm ci` does: a half-installed tree is not trusted. `npm ci` itself refuses the lock file wherever the
  // registry does not serve the optional binaries of every other platform; an install without saving keeps to the lock.
  rmSync(join(root, "node_modules"), { recursive: true, force: true });
  const install = ["install", "--no-save", "--no-audit", "--no-fund"];
  // The CPU libraries are in the package; its install script would only download CUDA's.
  await step({ what: "npm packages", expected: aMinute }, npm, install, { ONNXRUNTIME_NODE_INSTALL: "skip" });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${wanted}\n`);
}

function pythonVersion(command) {
  try {
    const script = "import sys; print(*sys.version_info[:3])";
    return execFileSync(command, ["-c", script], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split(" ")
      .map(Number);
  } catch {
    return undefined;
  }
}

function isNewEnough([major, minor]) {
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
}

function findPython() {
  const commands = process.env.PACEGATE_PYTHON
    ? [process.env.PACEGATE_PYTHON]
    : ["python3", "python3.13", "python3.12", "python3.11", "python"];
  const seen = [];
  for (const command of commands) {
    const version = pythonVersion(command);
    if (version === undefined) continue;
    if (isNewEnough(version)) return { command, version };
    seen.push(`${command} is ${version.join(".")}`);
  }
  const needed = oldestPython.join(".");
  return fail(
    seen.length > 0 ? `Python ${needed} or newer is needed; ${seen.join(", ")}.` : "No Python was found.",
    `Install Python ${needed} or newer, or name one: PACEGATE_PYTHON=/path/to/python3 npm test`,
  );
}

async function setUpPython() {
  const stamp = join(venv, ".pacegate-stamp");
  const requirements = ["python/requirements-torch.txt", "python/requirements-dev.txt"];
  const wanted = digestOf(requirements, process.platform, process.arch);
  const stamped = readStamp(stamp);
  if (stamped === wanted && pythonVersion(venvPython) !== undefined) return;
  rmSync(stamp, { force: true });
  // Without a stamp an earlier set-up was cut off, perhaps in the middle of a package: nothing in it can be trusted.
  if (stamped === undefined || pythonVersion(venvPython) === undefined) {
    const { command, version } = findPython();
    rmSync(venv, { recursive: true, force: true });
    await step({ what: `Python ${version.join(".")} environment in .venv` }, command, ["-m", "venv", venv]);
    if (pythonVersion(venvPython) === undefined) {
      fail("The new .venv has no working Python.", "On Debian and Ubuntu: apt-get install python3-venv");
    }
  }
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--progress-bar", "off"];
  // torch first and alone: what follows must take the torch that is there instead of choosing another.
  await step({ what: "PyTorch", expected: aMinute }, venvPython, [...pip, "-r", requirements[0]]);
  await step({ what: "Python packages", expected: aMinute }, venvPython, [
    ...pip,
    "-r",
    requirements[0],
    "-r",
    requirements[1],
  ]);
  // Last: a recent pip answers the `setup:` of the examples in a third of the time.
  await step({ what: "pip" }, venvPython, [...pip, "--upgrade", "pip==26.3"]);
  writeFileSync(stamp, `${wanted}\n`);
}

await setUpNode();
await setUpPython();
