import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = resolve(import.meta.dirname, "../../scripts/lint-workflows.ts");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pacegate-workflows-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lint = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });

/** A workflow that both linters like. */
const sound = `name: Sound
on: pull_request
permissions:
  contents: read
concurrency:
  group: sound-\${{ github.ref }}
  cancel-in-progress: true
jobs:
  one:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
`;

function write(text: string, name = "seeded.yml"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe.each(["actionlint", "zizmor"])("lint of workflows with %s", (linter) => {
  it("finds nothing in the workflows here, in the examples, and in what init writes", () => {
    const { status, stdout } = lint(linter);
    expect(stdout).toMatch(new RegExp(`^${linter}: \\d+ workflows, nothing found\\.$`, "m"));
    expect(status).toBe(0);
  });

  it("passes a sound workflow, so that what follows fails for its seed alone", () => {
    expect(lint(linter, write(sound)).status).toBe(0);
  });

  it("fails on a file that is no workflow", () => {
    expect(lint(linter, write("name: [unclosed\n")).status).toBe(1);
  });
});

describe("what actionlint finds", () => {
  it("is a wrong event, context, permission or job, each in its file", () => {
    const seeds: [name: string, from: string | RegExp, to: string, message: string][] = [
      ["event", "on: pull_request", "on: pull_requests", 'unknown Webhook event "pull_requests"'],
      ["context", "github.ref", "githb.ref", 'undefined variable "githb"'],
      ["permission", "contents: read", "content: read", 'unknown permission scope "content"'],
      ["job", /steps:[\s\S]*/, "\n", '"steps" section is missing'],
    ];
    // In one go: its WebAssembly takes seconds to start.
    const files = seeds.map(([name, from, to]) => write(sound.replace(from, to), `${name}.yml`));
    const { status, stdout } = lint("actionlint", ...files);
    for (const [name, , , message] of seeds) {
      expect(stdout.split("\n").find((line) => line.includes(`/${name}.yml:`))).toContain(message);
    }
    expect(status).toBe(1);
  });
});

describe("what zizmor finds", () => {
  it.each([
    ["an action that is pinned to no digest", "@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7", "unpinned-uses"],
    ["credentials that stay in the checkout", "persist-credentials: false", "fetch-depth: 0", "artipacked"],
    ["a trigger that runs with secrets for forks", "on: pull_request", "on: pull_request_target", "dangerous-triggers"],
    ["more permissions than anybody needs", /permissions:\n {2}contents: read/, "permissions: write-all", "excessive-"],
    [
      "text of a stranger in a shell",
      /$/,
      "      - run: echo $" + "{{ github.event.pull_request.title }}\n",
      "template-injection",
    ],
  ])("is %s", (_, from, to, rule) => {
    const text = sound.replace(from, to);
    expect(text).not.toBe(sound);
    const { status, stdout } = lint("zizmor", write(text));
    expect(stdout).toContain(rule);
    expect(status).toBe(1);
  });
});
