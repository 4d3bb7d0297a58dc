import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { dispatchedRuns } from "../../src/action/dispatched-runs.ts";
import { runPost } from "../../src/action/post.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const path = ".github/workflows/pacegate-bench.yml";

let server: GitHubServer;
let log: string;
beforeEach(async () => {
  server = await startGitHubServer();
  server.addWorkflow(path);
  log = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    log += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await server[Symbol.asyncDispose]();
});

function actAfter(runs: string): void {
  const state = { [`STATE_${dispatchedRuns.name}`]: runs };
  for (const [name, value] of Object.entries({ ...server.environment({ runId: 42 }), ...state }))
    vi.stubEnv(name, value);
}

const underWay = (id: number) =>
  server.addRun({ id, event: "workflow_dispatch", path, headSha: "0".repeat(40), headBranch: "main" });

it("cancels each run that was started, also where another cannot be cancelled", async () => {
  const [first, second] = [underWay(7), underWay(8)];
  actAfter("[7,999,8]");
  await runPost();
  expect([first.conclusion, second.conclusion]).toEqual(["cancelled", "cancelled"]);
  expect(log).toMatch(/^::warning::.*did not cancel run 999/m);
});

it.each(["", "[]", "no list"])("cancels nothing for the state %j, and does not fail", async (state) => {
  const run = underWay(7);
  actAfter(state);
  await runPost();
  expect(run.conclusion).toBeNull();
});
