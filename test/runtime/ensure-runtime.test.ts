import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureRuntime } from "../../src/runtime/index.ts";

/** A registry on this machine with a package of the runtime's name: npm really fetches, checks and unpacks. */
let registry: Server;
let registryAddress: string;
let pinned: string;
let cache: string;
let nowhere: string;
const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pacegate-runtime-"));
  folders.push(folder);
  return folder;
}

const manifest = { name: "onnxruntime-node", version: "1.0.0", main: "index.js", scripts: { postinstall: "exit 1" } };

function packTarball(): Buffer {
  const source = temporaryFolder();
  writeFileSync(join(source, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(source, "index.js"), "module.exports = 'stand-in';\n");
  execFileSync("npm", ["pack", "--silent"], { cwd: source });
  return readFileSync(join(source, "onnxruntime-node-1.0.0.tgz"));
}

beforeAll(async () => {
  const tarball = packTarball();
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  registry = createServer((request, response) => {
    if (request.url?.endsWith(".tgz")) return response.end(tarball);
    const dist = { tarball: `${registryAddress}/onnxruntime-node/-/onnxruntime-node-1.0.0.tgz`, integrity };
    const versions = { "1.0.0": { ...manifest, dist } };
    response.setHeader("content-type", "application/json");
    return response.end(JSON.stringify({ name: manifest.name, "dist-tags": { latest: "1.0.0" }, versions }));
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  const address = registry.address();
  if (address === null || typeof address === "string") throw new Error("The registry has no port.");
  registryAddress = `http://127.0.0.1:${address.port}`;

  pinned = temporaryFolder();
  const dependencies = { "onnxruntime-node": "1.0.0" };
  const root = { name: "pinned", version: "1.0.0", dependencies };
  const packages = {
    "": root,
    "node_modules/onnxruntime-node": { version: "1.0.0", integrity, hasInstallScript: true },
  };
  writeFileSync(join(pinned, "package.json"), JSON.stringify({ ...root, private: true }));
  writeFileSync(
    join(pinned, "package-lock.json"),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages }),
  );
  nowhere = join(temporaryFolder(), "worker.js");
});

beforeEach(() => {
  cache = temporaryFolder();
});

afterAll(() => {
  registry.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const ensure = (environment: Record<string, string> = {}, from = nowhere, pinnedFolder = pinned) => {
  const lines: string[] = [];
  const { PATH = "", HOME = "" } = process.env;
  const search = {
    environment: {
      PATH,
      HOME,
      RUNNER_TOOL_CACHE: cache,
      npm_config_registry: registryAddress,
      npm_config_cache: join(cache, "npm"),
      ...environment,
    },
    onProgress: (line: string) => lines.push(line),
    signal: new AbortController().signal,
    pinned: pinnedFolder,
    from,
  };
  return ensureRuntime(search).then((variables) => ({ variables, lines }));
};

describe("ONNX Runtime", () => {
  it("is used where it lies beside Pacegate", async () => {
    expect(await ensure({}, import.meta.url)).toEqual({ variables: {}, lines: [] });
    expect(readdirSync(cache)).toEqual([]);
  });

  it("is installed once, without running its scripts, and found the second time", async () => {
    const first = await ensure();
    const folder = first.variables.PACEGATE_ONNXRUNTIME_NODE ?? "";
    expect(first.lines).toHaveLength(1);
    expect(createRequire(join(folder, "package.json"))("onnxruntime-node")).toBe("stand-in");
    expect(await ensure()).toEqual({ variables: first.variables, lines: [] });
    expect(readdirSync(join(cache, "pacegate"))).toHaveLength(1);
  });

  it("is installed again where an earlier installation was cut off", async () => {
    const folder = (await ensure()).variables.PACEGATE_ONNXRUNTIME_NODE ?? "";
    rmSync(join(folder, "node_modules"), { recursive: true });
    expect((await ensure()).lines).toHaveLength(1);
    expect(existsSync(join(folder, "node_modules/onnxruntime-node/index.js"))).toBe(true);
  });

  it("is refused when its bytes are not the pinned ones, and nothing stays", async () => {
    const tampered = temporaryFolder();
    const lock = readFileSync(join(pinned, "package-lock.json"), "utf8");
    const digest = Buffer.alloc(64, 7).toString("base64");
    writeFileSync(join(tampered, "package-lock.json"), lock.replace(/"sha512-[^"]+"/, `"sha512-${digest}"`));
    writeFileSync(join(tampered, "package.json"), readFileSync(join(pinned, "package.json")));
    await expect(ensure({}, nowhere, tampered)).rejects.toThrow(/could not be installed[\s\S]*EINTEGRITY/);
    expect(readdirSync(join(cache, "pacegate"))).toEqual([]);
  });

  it("is taken from the folder that the environment names, or refused if it is not there", async () => {
    const folder = temporaryFolder();
    await expect(ensure({ PACEGATE_ONNXRUNTIME_NODE: folder })).rejects.toThrow(/without onnxruntime-node/);
    mkdirSync(join(folder, "node_modules/onnxruntime-node"), { recursive: true });
    writeFileSync(join(folder, "node_modules/onnxruntime-node/index.js"), "");
    expect(await ensure({ PACEGATE_ONNXRUNTIME_NODE: folder })).toEqual({ variables: {}, lines: [] });
  });
});

describe("the pinned list", () => {
  const lock = readFileSync(new URL("../../runtime/package-lock.json", import.meta.url), "utf8");
  const packages: Record<string, { version?: string; integrity?: string; resolved?: string }> =
    JSON.parse(lock).packages;

  it("pins the version that the tests run with", () => {
    const tested = createRequire(import.meta.url)("onnxruntime-node/package.json").version;
    expect(packages["node_modules/onnxruntime-node"]?.version).toBe(tested);
  });

  it("has a digest for every package and an address for none", () => {
    for (const [path, { integrity, resolved }] of Object.entries(packages)) {
      if (path === "") continue;
      expect(integrity, path).toMatch(/^sha512-/);
      expect(resolved, path).toBeUndefined();
    }
  });
});
