import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { localPythonCommand } from "../../src/bench/local-python-source.ts";
import { workerCommand } from "../../src/bench/worker-command.ts";

describe("the command of a graph worker", () => {
  it("passes on what a runtime needs and nothing that a pull request's model could steal", () => {
    const environment = {
      PATH: "/usr/bin",
      PACEGATE_ONNXRUNTIME_NODE: "/tools",
      GITHUB_TOKEN: "secret",
      AWS_SECRET_ACCESS_KEY: "secret",
      ACTIONS_RUNTIME_TOKEN: "secret",
      NODE_OPTIONS: "--require ./evil.js",
    };
    const command = workerCommand(environment);
    expect(command.environment).toEqual({ PATH: "/usr/bin", PACEGATE_ONNXRUNTIME_NODE: "/tools" });
  });

  it("starts a file that exists, with garbage collection at hand", () => {
    const { args } = workerCommand({}, ["--max-old-space-size=64"]);
    expect(args.slice(0, 2)).toEqual(["--expose-gc", "--max-old-space-size=64"]);
    expect(existsSync(args[2] ?? "")).toBe(true);
  });
});

describe("the command of a local python worker", () => {
  it("finds Pacegate's package first and the user's own paths after it", () => {
    const source = {
      root: "/repo",
      python: "/repo/.venv/bin/python",
      pythonPath: "/pacegate/python",
      models: new Map(),
    };
    const command = localPythonCommand({ ...source, environment: { PYTHONPATH: "/repo/lib", LANG: "C" } }, 7);
    expect(command).toMatchObject({
      command: "/repo/.venv/bin/python",
      args: ["-m", "pacegate.local_python_worker"],
      environment: { PYTHONPATH: "/pacegate/python:/repo/lib", LANG: "C", PYTHONHASHSEED: "7" },
      cwd: "/repo",
    });
  });

  it("leaves the user's own hash seed alone", () => {
    const source = { root: "/repo", python: "python3", pythonPath: "/pacegate/python", models: new Map() };
    const command = localPythonCommand({ ...source, environment: { PYTHONHASHSEED: "0" } }, 7);
    expect(command.environment.PYTHONHASHSEED).toBe("0");
  });
});
