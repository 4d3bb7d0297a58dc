// The Python that has the user's torch: the config's, the worktree's, the active environment's, else python3.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { ExportError } from "./export-error.ts";

export interface FoundPython {
  readonly command: string;
  readonly version: string;
  /** Every installed distribution with its version, digested: the same text, the same packages. */
  readonly packages: readonly string[];
}

export interface PythonSearch {
  /** From the command line or the action, by `pythonOfCaller`; wins over all. */
  readonly given: string | null;
  /** From the commit's config. */
  readonly configured: string | null;
  /** The project's folder in the worktree. */
  readonly directory: string;
  /** The project's folder where the user works: what git ignores, such as a `.venv`, is only there. */
  readonly checkout: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Looks without importing: importing torch takes seconds. */
const probe = `
import importlib.metadata, importlib.util, json, sys
names = sorted({f"{d.metadata['Name']}=={d.version}" for d in importlib.metadata.distributions()})
found = {n: importlib.util.find_spec(n) is not None for n in ("torch", "onnx", "onnxscript")}
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "packages": names, "found": found}))
`;

const answerSchema = z.object({
  version: z.string(),
  packages: z.array(z.string()),
  found: z.object({ torch: z.boolean(), onnx: z.boolean(), onnxscript: z.boolean() }),
});

const nameAnother = "Name the Python that has your torch: `python: path/to/python` in pacegate.yml, or --python.";

interface Failed {
  readonly code?: string | undefined;
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly stderr?: string | undefined;
}

const oldest = { major: 3, minor: 10 };

function isPath(command: string): boolean {
  return /[/\\]/.test(command);
}

/** A caller means a file of theirs: in the project's folder, or in the one that they stand in. */
export function pythonOfCaller(command: string, checkout: string): string {
  if (!isPath(command)) return command;
  const inProject = resolve(checkout, command);
  return existsSync(inProject) ? inProject : resolve(command);
}

/**
 * Where the `pip` of a Python that was named lies: a setup command that says `pip` means that one. Null where none was
 * named by its path; then the search path says what it always says.
 */
export function folderOfNamedPython({
  given,
  configured,
  directory,
  checkout,
}: Omit<PythonSearch, "environment">): string | null {
  const named = given ?? (configured === null ? null : resolveConfigured(configured, directory, checkout));
  return named === null || !isPath(named) ? null : dirname(named);
}

function resolveConfigured(configured: string, directory: string, checkout: string): string {
  if (!isPath(configured)) return configured;
  const inCommit = resolve(directory, configured);
  return existsSync(inCommit) ? inCommit : resolve(checkout, configured);
}

function chooseCommand({ given, configured, directory, checkout, environment }: PythonSearch): string {
  if (given !== null) return given;
  if (configured !== null) return resolveConfigured(configured, directory, checkout);
  const inWorktree = join(directory, ".venv", "bin", "python");
  if (existsSync(inWorktree)) return inWorktree;
  const active = environment.VIRTUAL_ENV;
  if (active !== undefined && existsSync(join(active, "bin", "python"))) return join(active, "bin", "python");
  return "python3";
}

/** In one line: execa's own message holds the whole probe. */
function whyNoAnswer({ code, signal, exitCode, stderr }: Failed): string {
  if (code === "EACCES") return "it is not executable (EACCES)";
  const lastWords = stderr?.trim().split("\n").at(-1);
  return lastWords || (code ?? (signal === undefined ? `exit code ${exitCode}` : `ended by ${signal}`));
}

function noPython(command: string): string {
  return isPath(command) ? `There is no Python at ${command}.` : `There is no command ${command}.`;
}

function readAnswer(stdout: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  } catch {
    return undefined;
  }
}

/** @throws ExportError where Python, torch or what export needs beside it is missing */
export async function findPython(search: PythonSearch): Promise<FoundPython> {
  const command = chooseCommand(search);
  const result = await execa(command, ["-c", probe], {
    cwd: search.directory,
    env: { ...search.environment },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  if (result.code === "ENOENT") {
    const isThere = isPath(command) && existsSync(command);
    throw new ExportError({
      what: isThere ? `The Python at ${command} cannot start: what it runs is missing.` : noPython(command),
      remedy: nameAnother,
    });
  }
  if (result.exitCode !== 0) {
    throw new ExportError({
      what: `Python could not be started: ${whyNoAnswer(result)}.`,
      where: command,
      remedy: nameAnother,
    });
  }
  const answer = readAnswer(result.stdout);
  if (answer === undefined) {
    throw new ExportError({
      what: "This is no Python: it does not run a script.",
      where: command,
      remedy: nameAnother,
    });
  }
  const [major = 0, minor = 0] = answer.version.split(".").map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new ExportError({
      what: `Python ${answer.version} is too old for the export; it needs ${oldest.major}.${oldest.minor} or newer.`,
      where: command,
      remedy: "Name a newer one: `python: path/to/python` in pacegate.yml, or --python.",
    });
  }
  const absent = Object.entries(answer.found).flatMap(([name, found]) => (found ? [] : [name]));
  if (absent.length > 0) {
    throw new ExportError({
      what: `Python ${answer.version} has no ${absent.join(", no ")}, which the export needs.`,
      where: command,
      remedy: `Run: ${command} -m pip install ${absent.join(" ")}   (or name the Python that has them: \`python:\` in pacegate.yml, --python)`,
    });
  }
  return { command, version: answer.version, packages: answer.packages };
}
