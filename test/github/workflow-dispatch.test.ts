import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitHubClient } from "../../src/github/client.ts";
import { type StartedRun, startWorkflow } from "../../src/github/workflow-dispatch.ts";
import type { FaultKind } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { plainBenchWorkflow } from "../fixtures/github-server/workflow-file.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const workflow = "pacegate-bench.yml";
const path = `.github/workflows/${workflow}`;
const dispatches = /dispatches$/;
const lists = /workflows\/pacegate-bench\.yml\/runs$/;

let server: GitHubServer;
beforeEach(async () => {
  server = await startGitHubServer();
  server.addWorkflow(path);
});
afterEach(() => server[Symbol.asyncDispose]());

interface Change {
  readonly nonce?: string;
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly tries?: number;
}

function start(client: GitHubClient = quickClient(server), change: Change = {}): Promise<StartedRun> {
  const { nonce = "nonce-1", ref = "main", tries = 5 } = change;
  const inputs = change.inputs ?? { request: "{}", jobs: '[{"id":"t4","runs-on":["t4"]}]', nonce };
  const signal = new AbortController().signal;
  return startWorkflow(client, { workflow, ref, inputs, nonce }, signal, { pauseMs: 1, tries });
}

it("takes the run that GitHub names in its answer, and asks nothing more", async () => {
  const run = await start();
  expect(run).toEqual({ id: server.runs[0]?.start.id, url: expect.stringContaining(`/actions/runs/${run.id}`) });
  expect(server.restRequestCount()).toBe(1);
});

describe("where GitHub answers with nothing", () => {
  beforeEach(() => {
    server.dispatch.answersWithNothing = true;
  });

  it("the run is found by its nonce among others of the same workflow", async () => {
    const [first, second, third] = [
      await start(),
      await start(undefined, { nonce: "nonce-2" }),
      await start(undefined, { nonce: "nonce-3" }),
    ];
    expect([first?.id, second?.id, third?.id]).toEqual(server.runs.map((run) => run.start.id));
  });

  it("a run that appears late is waited for", async () => {
    server.dispatch.listingsUntilSeen = 3;
    expect((await start()).id).toBe(server.runs[0]?.start.id);
    expect(askedFor(server, "POST", dispatches)).toBe(1);
    expect(askedFor(server, "GET", lists)).toBe(4);
  });

  it("a search that fails for a while finds the run later, and nothing is started twice", async () => {
    // The client repeats each request three times by itself.
    server.faults.add({ method: "GET", route: lists, times: 4, fault: { kind: "status", status: 500 } });
    server.dispatch.listingsUntilSeen = 3;
    expect((await start()).id).toBe(server.runs[0]?.start.id);
    expect(server.runs).toHaveLength(1);
  });

  it("nothing is started twice where every search fails", async () => {
    server.faults.add({ method: "GET", route: lists, times: 4, fault: { kind: "status", status: 500 } });
    server.dispatch.listingsUntilSeen = 3;
    await expect(start(undefined, { tries: 1 })).rejects.toMatchObject({ kind: "server" });
    expect(server.runs).toHaveLength(1);
  });

  it("a workflow without the nonce in its name is an error that gives the line to write", async () => {
    server.addWorkflow(path, plainBenchWorkflow.replace(/^run-name.*$/m, ""));
    await expect(start()).rejects.toMatchObject({
      kind: "answer",
      remedy: expect.stringContaining(`run-name: Pacegate bench \${{ inputs.nonce }}`),
    });
    expect(askedFor(server, "POST", dispatches)).toBe(1);
  });
});

describe("a lost answer", () => {
  it.each([
    { kind: "reset", taken: true },
    { kind: "status", status: 502, taken: true },
    { kind: "status", status: 500, taken: true },
    { kind: "slow", milliseconds: 1000 },
  ] satisfies FaultKind[])("to a start that happened starts nothing twice: %j", async (fault) => {
    server.faults.add({ method: "POST", route: dispatches, fault });
    const client = quickClient(server, { pace: { timeoutMs: 500 } });
    const pause = fault.kind === "slow" ? 300 : 1;
    const inputs = { request: "{}", jobs: '[{"id":"t4","runs-on":["t4"]}]', nonce: "n-1" };
    const asked = { workflow, ref: "main", inputs, nonce: "n-1" };
    const run = await startWorkflow(client, asked, new AbortController().signal, { pauseMs: pause, tries: 20 });
    expect(server.runs.map(({ start: { id } }) => id)).toEqual([run.id]);
  });

  it("to a start that did not happen is followed by one more", async () => {
    server.faults.add({ method: "POST", route: dispatches, fault: { kind: "reset" } });
    const run = await start();
    expect(server.runs.map(({ start: { id } }) => id)).toEqual([run.id]);
    expect(askedFor(server, "POST", dispatches)).toBe(2);
  });

  it("twice in a row is an error", async () => {
    server.faults.add({ method: "POST", route: dispatches, times: 2, fault: { kind: "status", status: 500 } });
    await expect(start()).rejects.toMatchObject({ kind: "server", status: 500 });
    expect(askedFor(server, "POST", dispatches)).toBe(2);
    expect(server.runs).toEqual([]);
  });
});

it("a limit is waited for, since nothing was started", async () => {
  server.faults.add({ method: "POST", route: dispatches, fault: { kind: "secondary-limit", retryAfterSeconds: 1 } });
  await start();
  expect(server.runs).toHaveLength(1);
});

describe("a refusal", () => {
  it("of a workflow that is not there says to write and merge it", async () => {
    server.addWorkflow(".github/workflows/other.yml");
    const asked = { workflow: "none.yml", ref: "main", inputs: {}, nonce: "n" };
    const refused = startWorkflow(quickClient(server), asked, new AbortController().signal);
    await expect(refused).rejects.toMatchObject({
      kind: "not-found",
      status: 404,
      remedy: "There is no none.yml on main: write it with `pacegate init`, and merge it first.",
    });
  });

  it("of inputs that it does not know says that its file is from another version", async () => {
    const refused = start(undefined, { inputs: { request: "{}", jobs: "[]", odd: "1" } });
    await expect(refused).rejects.toMatchObject({
      status: 422,
      what: expect.stringContaining('Unexpected inputs provided: ["odd"]'),
      remedy: expect.stringContaining("from another version of Pacegate"),
    });
  });

  it("of an input that is missing says the same", async () => {
    await expect(start(undefined, { inputs: { jobs: "[]" } })).rejects.toMatchObject({
      remedy: expect.stringContaining("from another version of Pacegate"),
    });
  });

  it("of a workflow without the trigger names the trigger", async () => {
    server.addWorkflow(path, "on: push\njobs: {}\n");
    await expect(start()).rejects.toMatchObject({
      remedy: expect.stringContaining("no `workflow_dispatch` trigger on main"),
    });
  });

  it("of a disabled workflow says where to enable it", async () => {
    server.addWorkflow(path, plainBenchWorkflow, { isDisabled: true });
    await expect(start()).rejects.toMatchObject({
      status: 422,
      remedy: `Enable ${workflow} in the repository's Actions tab.`,
    });
  });

  it("by a policy says that owners can allow it, and what else there is", async () => {
    server.dispatch.isForbidden = true;
    await expect(start()).rejects.toMatchObject({
      kind: "permission",
      status: 403,
      remedy: expect.stringMatching(/actions: write[\s\S]*its owners can allow it[\s\S]*reusable workflow/),
    });
    expect(askedFor(server, "POST", dispatches)).toBe(1);
  });

  it("for want of a permission gives the line", async () => {
    await expect(start(quickClient(server, { permissions: { actions: "read" } }))).rejects.toMatchObject({
      kind: "permission",
      remedy: "Add to the job in the workflow:\n    permissions:\n      actions: write",
    });
  });

  it("of a ref that is not there is told in GitHub's words", async () => {
    const refused = start(undefined, { ref: "none" });
    await expect(refused).rejects.toThrow("No ref found for: none");
    await expect(refused).rejects.not.toThrow("pacegate init");
  });
});

it("inputs that are too long together are refused with what to do, and not sent", async () => {
  const inputs = { request: "r".repeat(40_000), jobs: "j".repeat(30_000), nonce: "n" };
  await expect(start(undefined, { inputs })).rejects.toMatchObject({
    what: "The inputs for pacegate-bench.yml have 70017 characters, and GitHub takes 65535.",
    remedy: expect.stringContaining("in pacegate.yml"),
  });
  expect(server.restRequestCount()).toBe(0);
});
