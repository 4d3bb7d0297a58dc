import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { oldNodeProblem } from "../../src/cli/old-node.ts";

const cli = resolve(import.meta.dirname, "../../dist/cli.js");

interface Node {
  readonly path: string;
  readonly version: string;
}

/** The system's own, and whatever else is on the path; tests themselves are run by the project's. */
function findOldNode(): Node | undefined {
  const folders = ["/usr/bin", "/usr/local/bin", ...(process.env.PATH ?? "").split(delimiter)];
  return folders
    .map((folder) => join(folder, "node"))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, version: spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim().slice(1) }))
    .find(({ version }) => oldNodeProblem(version) !== null);
}

const oldNode = findOldNode();

describe("a Node that is too old", () => {
  it.each(["24.0.0", "24.21.0", "26.1.0", "100.0.0"])("is not %s", (version) => {
    expect(oldNodeProblem(version)).toBeNull();
  });

  it.each(["20.20.2", "22.12.0", "23.11.1", "9.0.0", "", "unknown"])(
    "is %j, and one line says what to do",
    (version) => {
      expect(oldNodeProblem(version)).toMatch(
        /^pacegate: This is Node .*, and Pacegate needs Node 24 or newer\. Install .*\.$/,
      );
    },
  );

  it.skipIf(oldNode === undefined)("is told so by the built command line, which it could not read", () => {
    const { path, version } = oldNode ?? { path: "", version: "" };
    const { status, stdout, stderr } = spawnSync(path, [cli, "gate"], { encoding: "utf8" });
    expect(stderr).toBe(`${oldNodeProblem(version)}\n`);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("is not the one that this project is run by", () => {
    const { status, stdout } = spawnSync(process.execPath, [cli, "--version"], { encoding: "utf8" });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });
});
