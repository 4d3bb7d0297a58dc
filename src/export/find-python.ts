// The Python that has the user's torch: the config's, the worktree's, the active environment's, else python3.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
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
  /** From the config or the command line, wins over all. */
  readonly configured: string | null;
  /** The project's folder in the worktree. */
  readonly directory: string;
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

const oldest = { major: 3, minor: 10 };

function chooseCommand({ configured, directory, environment }: PythonSearch): string {
  if (configured !== null) return /[/\\]/.test(configured) ? resolve(directory, configured) : configured;
  const inWorktree = join(directory, ".venv", "bin", "python");
  if (existsSync(inWorktree)) return inWorktree;
  const active = environment.VIRTUAL_ENV;
  if (active !== undefined && existsSync(join(active, "bin", "python"))) return join(active, "bin", "python");
  return "python3";
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
  if (result.exitCode !== 0) {
    throw new ExportError({
      what: `Python could not be started: ${result.stderr?.trim().split("\n").at(-1) || result.message}`,
      where: command,
      remedy: "Name the Python that has your torch: `python: path/to/python` in pacegate.yml, or --python.",
    });
  }
  const answer = answerSchema.parse(JSON.parse(result.stdout.trim().split("\n").at(-1) ?? "null"));
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
