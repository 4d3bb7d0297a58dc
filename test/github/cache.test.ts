import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { restoreCache, saveCache } from "../../src/github/cache.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

let server: GitHubServer;
let place: string;
let notices: string[];
beforeEach(async () => {
  server = await startGitHubServer();
  place = realpathSync(mkdtempSync(join(tmpdir(), "pacegate-cache-")));
  mkdirSync(join(place, "kept"));
  notices = [];
  // The real client tells much.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

/** The real client reads the process's environment. */
function actAsJob(
  change: Record<string, string | undefined> = {},
  cache: "write" | "read" = "write",
): NodeJS.ProcessEnv {
  const variables = { ...server.environment({ runId: 1, cache }), GITHUB_WORKSPACE: place, ...change };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return { ...process.env };
}

const file = () => join(place, "kept/a.txt");
const paths = () => [join(place, "kept")];
const note = (line: string): void => {
  notices.push(line);
};

it("gives back what was saved under a key, and nothing under another", async () => {
  const environment = actAsJob();
  writeFileSync(file(), "one");
  await saveCache(paths(), "key-1", environment, note);
  rmSync(file());
  expect(await restoreCache(paths(), "key-2", environment, note)).toBe(false);
  expect(await restoreCache(paths(), "key-1", environment, note)).toBe(true);
  expect(readFileSync(file(), "utf8")).toBe("one");
  expect(notices).toEqual([]);
});

it("does not take the start of a key for the key", async () => {
  const environment = actAsJob();
  writeFileSync(file(), "one");
  await saveCache(paths(), "key-10", environment, note);
  expect(await restoreCache(paths(), "key-1", environment, note)).toBe(false);
});

it("keeps what is under a key already", async () => {
  const environment = actAsJob();
  writeFileSync(file(), "one");
  await saveCache(paths(), "key-1", environment, note);
  writeFileSync(file(), "two");
  await saveCache(paths(), "key-1", environment, note);
  expect(await restoreCache(paths(), "key-1", environment, note)).toBe(true);
  expect(readFileSync(file(), "utf8")).toBe("one");
});

describe("is a miss, and nothing worse", () => {
  it.each(["ACTIONS_RUNTIME_TOKEN", "ACTIONS_RESULTS_URL"])("in a job without %s", async (name) => {
    const environment = actAsJob({ [name]: undefined });
    writeFileSync(file(), "one");
    await saveCache(paths(), "key-1", environment, note);
    expect(await restoreCache(paths(), "key-1", environment, note)).toBe(false);
    expect(server.requests).toEqual([]);
  });

  it("where its token is refused", async () => {
    const environment = actAsJob({ ACTIONS_RUNTIME_TOKEN: "unknown" });
    writeFileSync(file(), "one");
    await saveCache(paths(), "key-1", environment, note);
    expect(await restoreCache(paths(), "key-1", environment, note)).toBe(false);
  });

  it("for a job that may only read", async () => {
    const environment = actAsJob({}, "read");
    writeFileSync(file(), "one");
    await saveCache(paths(), "key-1", environment, note);
    expect(server.caches.keys).toEqual([]);
  });

  it("where there is nothing to save", async () => {
    const environment = actAsJob();
    await saveCache([join(place, "none")], "key-1", environment, note);
    expect(server.caches.keys).toEqual([]);
  });

  it("where everything was evicted, or the bytes are gone", async () => {
    const environment = actAsJob();
    writeFileSync(file(), "one");
    await saveCache(paths(), "key-1", environment, note);
    const fault = { kind: "status", status: 404 } as const;
    server.faults.add({ method: "GET", route: "/container/{blob}", times: Number.POSITIVE_INFINITY, fault });
    server.faults.add({ method: "HEAD", route: "/container/{blob}", times: Number.POSITIVE_INFINITY, fault });
    expect(await restoreCache(paths(), "key-1", environment, note)).toBe(false);
    server.caches.clear();
    expect(await restoreCache(paths(), "key-1", environment, note)).toBe(false);
  });

  it("where the service is down", { timeout: 60_000 }, async () => {
    const environment = actAsJob({ ACTIONS_RESULTS_URL: "http://127.0.0.1:9/" });
    writeFileSync(file(), "one");
    expect(await restoreCache(paths(), "key-1", environment, note)).toBe(false);
  });
});
