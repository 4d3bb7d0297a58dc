import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExportError } from "../../src/export/export-error.ts";
import { findPython, type PythonSearch, pythonOfCaller } from "../../src/export/find-python.ts";

let top: string;
/** The project's folder in the worktree, and where the user works. */
let directory: string;
let checkout: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "pacegate-python-"));
  directory = join(top, "worktree");
  checkout = join(top, "checkout");
  for (const folder of [directory, checkout]) mkdirSync(folder);
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const search = (change: Partial<PythonSearch>): PythonSearch => ({
  given: null,
  configured: null,
  directory,
  checkout,
  environment: { PATH: process.env.PATH ?? "" },
  ...change,
});

async function errorOf(configured: string): Promise<ExportError> {
  return errorIn(search({ configured }));
}

async function errorIn(asked: PythonSearch): Promise<ExportError> {
  const found = findPython(asked);
  const error = await found.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ExportError) return error;
  throw new Error("no ExportError", { cause: error });
}

function file(text: string, mode: number): string {
  const path = join(directory, "python");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("a Python that cannot be used is told in one line", () => {
  it("where there is none", async () => {
    expect((await errorOf("/no/such/python")).what).toBe("There is no Python at /no/such/python.");
    expect((await errorOf("no-such-python")).what).toBe("There is no command no-such-python.");
  });

  it("where the environment that it runs in is gone", async () => {
    const command = file("#!/no/such/interpreter\n", 0o755);
    expect((await errorOf(command)).what).toBe(`The Python at ${command} cannot start: what it runs is missing.`);
  });

  it("where it may not be executed", async () => {
    expect((await errorOf(file("#!/bin/sh\n", 0o644))).what).toContain("not executable (EACCES)");
  });

  it("where it ends with an error, in its own last words", async () => {
    const loud = file("#!/bin/sh\necho first >&2\necho 'no home' >&2\nexit 3\n", 0o755);
    expect((await errorOf(loud)).what).toBe("Python could not be started: no home.");
    expect((await errorOf(file("#!/bin/sh\nexit 3\n", 0o755))).what).toContain("exit code 3");
    expect((await errorOf(file("#!/bin/sh\nkill -9 $$\n", 0o755))).what).toContain("SIGKILL");
  });

  it.each(["echo", "true"])("where it is no Python but %s", async (command) => {
    expect((await errorOf(command)).what).toBe("This is no Python: it does not run a script.");
  });
});

/** Answers the probe with the version given, as a Python that has all that the export needs. */
function fakePython(path: string, version: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const found = { torch: true, onnx: true, onnxscript: true };
  const answer = JSON.stringify({ version, packages: [], found });
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
}

describe("a relative path", () => {
  const relativePath = ".venv/bin/python";

  it("in the config is the commit's file, else the checkout's, where git ignores it", async () => {
    fakePython(join(checkout, relativePath), "3.11.1");
    const asked = search({ configured: relativePath });
    expect(await findPython(asked)).toMatchObject({ command: join(checkout, relativePath), version: "3.11.1" });
    fakePython(join(directory, relativePath), "3.12.2");
    expect(await findPython(asked)).toMatchObject({ command: join(directory, relativePath), version: "3.12.2" });
  });

  it("in the config that is in neither is told by the place where it can be made", async () => {
    const error = await errorOf(relativePath);
    expect(error.what).toBe(`There is no Python at ${join(checkout, relativePath)}.`);
  });

  it("of the caller is in the project's folder, else in the current one, and wins over the config's", async () => {
    const here = relative(process.cwd(), join(top, "mine/python"));
    expect(pythonOfCaller(here, checkout)).toBe(join(top, "mine/python"));
    fakePython(join(checkout, relativePath), "3.11.1");
    const given = pythonOfCaller(relativePath, checkout);
    const found = await findPython(search({ given, configured: "/no/such/python" }));
    expect(found.command).toBe(join(checkout, relativePath));
  });

  it("of the caller that is nowhere is told by the current folder", async () => {
    const given = pythonOfCaller("no/such/python", checkout);
    const error = await errorIn(search({ given }));
    expect(error.what).toBe(`There is no Python at ${join(process.cwd(), "no/such/python")}.`);
  });
});

it("a command without a slash is looked up on the path, wherever it was named", () => {
  expect(pythonOfCaller("python3.12", checkout)).toBe("python3.12");
});
