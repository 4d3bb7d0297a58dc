import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findImports } from "../../scripts/lint-arrows.ts";

const root = resolve(import.meta.dirname, "../..");
const script = join(root, "scripts/lint-arrows.ts");
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "pacegate-arrows-"));
  cpSync(join(root, "src"), copy, { recursive: true });
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

const lint = () => spawnSync(process.execPath, [script, copy], { encoding: "utf8" });

describe("lint of arrows", () => {
  it("passes the rooms as they are", () => {
    expect(execFileSync(process.execPath, [script], { encoding: "utf8" })).toContain(
      "Every arrow points the right way",
    );
  });

  it.each([
    ["plan/index.ts", 'export { runBenchmarks } from "../bench/index.ts";', "plan may not see bench"],
    ["compare/index.ts", 'import { planBenchmarks as seeded } from "../plan/index.ts";', "types of plan"],
    ["plan/index.ts", 'import { readFileSync as seeded } from "node:fs";', "plan is pure"],
    ["compare/index.ts", 'const seeded = await import("onnxruntime-node");', "only bench/engines/ imports a runtime"],
    ["bench/index.ts", 'import { Octokit as Seeded } from "@octokit/rest";', "only github/ talks to GitHub"],
    ["document/index.ts", 'import "./index.ts";', "circle: document/index.ts"],
  ])("fails on a seeded violation in %s: %s", (file, line, message) => {
    appendFileSync(join(copy, file), `\n${line}\n`);
    const { status, stdout } = lint();
    expect(stdout).toContain(message);
    expect(status).toBe(1);
  });

  it("lets a stage name the types of the stage before it", () => {
    appendFileSync(
      join(copy, "compare/index.ts"),
      '\nimport type { planBenchmarks as Seeded } from "../plan/index.ts";\n',
    );
    expect(lint().status).toBe(0);
  });

  it("tells types from values, however they are written", () => {
    const text = `
      import type { A } from "./a.ts";
      import { type B } from "./b.ts";
      import { type C, d } from "./c.ts";
      export { e } from "./e.ts";
      type F = import("./f.ts").F;
      const g = require.resolve("g");
    `;
    expect(findImports("x.ts", text).map(({ specifier, typeOnly, line }) => [specifier, typeOnly, line])).toEqual([
      ["./a.ts", true, 2],
      ["./b.ts", true, 3],
      ["./c.ts", false, 4],
      ["./e.ts", false, 5],
      ["./f.ts", true, 6],
      ["g", false, 7],
    ]);
  });
});
