import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runSetup, type SideInput } from "../../src/export/export-side.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-setup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with a `pip` that says which one it is. */
function pipIn(name: string): string {
  const bin = join(folder, name, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "pip"), `#!/bin/sh\necho ${name} "$@" > "$PWD/ran"\n`);
  chmodSync(join(bin, "pip"), 0o755);
  return bin;
}

function sideInput(setup: string, rest: Partial<SideInput>): SideInput & { readonly phases: string[] } {
  const directory = join(folder, "worktree");
  mkdirSync(directory, { recursive: true });
  const phases: string[] = [];
  return {
    side: "head",
    commit: "0123456789abcdef",
    directory,
    prefix: "",
    repository: directory,
    config: sampleConfig({ setup }),
    models: [],
    lockDigest: null,
    threads: 1,
    givenPython: null,
    checkout: directory,
    environment: { PATH: `${pipIn("path")}:/usr/bin:/bin` },
    withheld: [],
    pythonPath: "",
    exporterDigest: "",
    pacegateVersion: "0",
    folders: { objects: "", bundles: "", temporary: "" } as SideInput["folders"],
    processId: 1,
    signal: AbortSignal.timeout(60_000),
    onProgress: ({ phase }) => phases.push(phase),
    phases,
    ...rest,
  };
}

const whatRan = () => readFileSync(join(folder, "worktree", "ran"), "utf8").trim();

describe("the setup command's pip", () => {
  it("is that of the Python that was named, not the first of the search path", async () => {
    await runSetup(sideInput("pip install x", { givenPython: join(pipIn("named"), "python") }));
    expect(whatRan()).toBe("named install x");
  });

  it("is that of the Python in the config, relative to the project", async () => {
    pipIn("worktree/.venv");
    const input = sideInput("pip install x", {});
    await runSetup({ ...input, config: { ...input.config, python: ".venv/bin/python" } });
    expect(whatRan()).toBe("worktree/.venv install x");
  });

  it("is that of the search path where none was named by its path", async () => {
    await runSetup(sideInput("pip install x", { givenPython: "python3" }));
    expect(whatRan()).toBe("path install x");
  });
});

it("the command is shown before it runs, and the seconds after", async () => {
  const input = sideInput("pip install x", {});
  await runSetup(input);
  expect(input.phases).toEqual(["setup: pip install x", "setup"]);
});
