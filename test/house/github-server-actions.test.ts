import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const place = { owner: "acme", repo: "app" } as const;
const workflow_id = "pacegate-bench.yml";
const matrix = [
  { id: "g4dn.xlarge", "runs-on": ["self-hosted", "t4"] },
  { id: "r6i.large", "runs-on": ["self-hosted", "x64"] },
];

/** @returns the run's id, as the answer tells it */
async function dispatch(server: GitHubServer, jobs: unknown = matrix): Promise<number> {
  server.addWorkflow(`.github/workflows/${workflow_id}`);
  const inputs = { request: "{}", jobs: JSON.stringify(jobs), nonce: "nonce-1" };
  const asked = { ...place, workflow_id, ref: "main", inputs, return_run_details: true };
  const { data } = await server
    .client()
    .request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", asked);
  return (data as { workflow_run_id: number }).workflow_run_id;
}

async function shownJobs(server: GitHubServer, run_id: number, more: { filter?: "all" } = {}) {
  const { data } = await server.client().actions.listJobsForWorkflowRun({ ...place, run_id, per_page: 100, ...more });
  return data.jobs.map(({ name, status, conclusion }) => [name, status, conclusion]);
}

describe("a dispatched run", () => {
  it("has the matrix's jobs, which a test's runner takes once, starts, ends or loses", async () => {
    await using server = await startGitHubServer();
    const run = await dispatch(server);
    const [first, second] = server.takeJobs();
    expect(server.takeJobs()).toEqual([]);
    expect(first).toMatchObject({ name: "g4dn.xlarge", labels: ["self-hosted", "t4"], matrix: matrix[0] });
    expect(first?.permissions).toEqual({ actions: "read", contents: "read" });
    first?.start("runner-1");
    expect(await shownJobs(server, run)).toEqual([
      ["g4dn.xlarge", "in_progress", null],
      ["r6i.large", "queued", null],
    ]);
    first?.complete();
    second?.lose();
    expect(await shownJobs(server, run)).toEqual([
      ["g4dn.xlarge", "completed", "success"],
      ["r6i.large", "completed", "failure"],
    ]);
    const { data } = await server.client().actions.getWorkflowRun({ ...place, run_id: run });
    expect(data).toMatchObject({ status: "completed", conclusion: "failure", display_title: "Pacegate bench nonce-1" });
    expect(server.schemaViolations).toEqual([]);
  });

  it("stops its jobs when it is cancelled, once", async () => {
    await using server = await startGitHubServer();
    const run_id = await dispatch(server);
    const [first] = server.takeJobs();
    first?.start();
    await server.client().actions.cancelWorkflowRun({ ...place, run_id });
    expect(first?.signal.aborted).toBe(true);
    expect((await shownJobs(server, run_id)).map(([, , conclusion]) => conclusion)).toEqual(["cancelled", "cancelled"]);
    const again = server.client().actions.cancelWorkflowRun({ ...place, run_id });
    await expect(again).rejects.toThrow(expect.objectContaining({ status: 409 }));
  });

  it("runs what failed again as a new attempt, and keeps the rest", async () => {
    await using server = await startGitHubServer();
    const run = await dispatch(server);
    const [first, second] = server.takeJobs();
    first?.complete();
    second?.lose();
    for (const known of server.runs) server.rerun(known);
    expect(server.takeJobs().map(({ name, attempt }) => [name, attempt])).toEqual([["r6i.large", 2]]);
    expect(await shownJobs(server, run)).toEqual([
      ["g4dn.xlarge", "completed", "success"],
      ["r6i.large", "queued", null],
    ]);
    expect(await shownJobs(server, run, { filter: "all" })).toHaveLength(4);
  });

  it("of a fork names the fork and no pull request", async () => {
    await using server = await startGitHubServer();
    const headRepository = await server.fork("mallory");
    const headSha = await server.push({ "a.txt": "x" }, { branch: "patch", repository: headRepository });
    const path = ".github/workflows/pacegate.yml";
    server.addRun({ id: 77, event: "pull_request", path, headSha, headBranch: "patch", headRepository });
    const { data } = await server.client().actions.getWorkflowRun({ ...place, run_id: 77 });
    expect(data).toMatchObject({
      head_sha: headSha,
      head_branch: "patch",
      pull_requests: [],
      path,
      status: "in_progress",
    });
    expect(data.head_repository.full_name).toBe("mallory/app");
  });

  it("names jobs of a matrix as GitHub does where the file does not, and fills inputs in", async () => {
    await using server = await startGitHubServer();
    const inputs = '{ speed: { default: fast }, list: { default: \'[{"a":1,"b":[2,3]}]\' } }';
    const strategy = `{ matrix: { cell: "\${{ fromJSON(inputs.list) }}" } }`;
    const job = `{ runs-on: "\${{ inputs.speed }}", strategy: ${strategy} }`;
    server.addWorkflow(
      ".github/workflows/own.yml",
      `on: { workflow_dispatch: { inputs: ${inputs} } }\njobs: { go: ${job} }`,
    );
    await server.client().actions.createWorkflowDispatch({ ...place, workflow_id: "own.yml", ref: "main" });
    expect(server.takeJobs()).toMatchObject([{ name: "go (1, 2, 3)", labels: ["fast"], permissions: null }]);
  });

  it("is found by its name where the answer says nothing, after some listings", async () => {
    await using server = await startGitHubServer();
    Object.assign(server.dispatch, { answersWithNothing: true, listingsUntilSeen: 1 });
    expect(await dispatch(server)).toBeUndefined();
    const list = async () => {
      const asked = { ...place, workflow_id, event: "workflow_dispatch" };
      const { data } = await server.client().actions.listWorkflowRuns(asked);
      return data.workflow_runs.map(({ display_title }) => display_title);
    };
    expect(await list()).toEqual([]);
    expect(await list()).toEqual(["Pacegate bench nonce-1"]);
  });

  it.each([
    ["257 jobs", Array.from({ length: 257 }, (_, index) => ({ id: `${index}`, "runs-on": "x64" }))],
    ["no job", []],
    ["no list", "jobs"],
  ])("fails before it has jobs where the matrix is %s", async (_, jobs) => {
    await using server = await startGitHubServer();
    const run_id = await dispatch(server, jobs);
    const { data } = await server.client().actions.getWorkflowRun({ ...place, run_id });
    expect(data.conclusion).toBe("failure");
    expect(server.takeJobs()).toEqual([]);
  });
});

describe("a step's environment", () => {
  it("has a token of exactly the permissions given, by the author of jobs, and files of its own", async () => {
    const server = await startGitHubServer();
    const event = { name: "pull_request", payload: { number: 7 }, headRef: "feature" };
    const permissions = { contents: "read", issues: "write" } as const;
    const environment = server.environment({ runId: 77, attempt: 2, event, permissions });
    const again = server.environment({ runId: 77, attempt: 2, event, permissions });
    expect(environment).toMatchObject({ GITHUB_RUN_ID: "77", GITHUB_RUN_ATTEMPT: "2", GITHUB_HEAD_REF: "feature" });
    expect(readFileSync(environment.GITHUB_EVENT_PATH ?? "", "utf8")).toBe('{"number":7}');
    expect(environment.RUNNER_TEMP).not.toBe(again.RUNNER_TEMP);
    const rest = server.client(environment.INPUT_TOKEN);
    const { data: issue } = await rest.issues.create({ ...place, title: "Slower" });
    expect(issue.user).toMatchObject({ login: "github-actions[bot]", type: "Bot" });
    await expect(rest.pulls.list(place)).rejects.toThrow(expect.objectContaining({ status: 403 }));
    const { data: run } = await server.client().actions.getWorkflowRun({ ...place, run_id: 77 });
    expect(run).toMatchObject({ event: "pull_request", run_attempt: 2, head_branch: "feature" });
    await server[Symbol.asyncDispose]();
    expect(existsSync(environment.RUNNER_TEMP ?? "/")).toBe(false);
  });
});

describe("the runner's own clients", () => {
  const before = { ...process.env };
  let folder = "";
  beforeEach(() => {
    // They talk to the runner there.
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    folder = mkdtempSync(join(tmpdir(), "pacegate-clients-"));
    mkdirSync(join(folder, "in"));
    writeFileSync(join(folder, "in", "a.json"), '{"a":1}');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.env = { ...before };
    rmSync(folder, { recursive: true, force: true });
  });

  it("upload an artifact that another job lists and downloads, and no second one of its name", async () => {
    await using server = await startGitHubServer();
    Object.assign(process.env, server.environment({ runId: 77, event: { name: "pull_request" } }));
    const { DefaultArtifactClient } = await import("@actions/artifact");
    const artifacts = new DefaultArtifactClient();
    const file = join(folder, "in", "a.json");
    await artifacts.uploadArtifact("parcel-77-1", [file], join(folder, "in"), { retentionDays: 3 });
    await expect(artifacts.uploadArtifact("parcel-77-1", [file], join(folder, "in"))).rejects.toThrow(/already exists/);

    Object.assign(process.env, server.environment({ runId: 78, event: { name: "workflow_dispatch" } }));
    const findBy = { token: server.issueToken(), workflowRunId: 77, repositoryOwner: "acme", repositoryName: "app" };
    const { artifacts: listed } = await artifacts.listArtifacts({ findBy, latest: true });
    expect(listed).toMatchObject([{ name: "parcel-77-1", digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }]);
    const [found] = listed;
    const path = join(folder, "out");
    const hash = found?.digest === undefined ? {} : { expectedHash: found.digest };
    const got = await artifacts.downloadArtifact(found?.id ?? 0, { findBy, path, ...hash });
    expect(got.digestMismatch).toBe(false);
    expect(readFileSync(join(path, "a.json"), "utf8")).toBe('{"a":1}');
    expect(server.schemaViolations).toEqual([]);
  });

  it("save a cache once and restore it by the start of its key", async () => {
    await using server = await startGitHubServer();
    Object.assign(process.env, server.environment({ runId: 77 }));
    const cache = await import("@actions/cache");
    const paths = [join(folder, "in")];
    expect(await cache.saveCache(paths, "bundle-1")).toBeGreaterThan(0);
    rmSync(join(folder, "in"), { recursive: true });
    expect(await cache.restoreCache(paths, "bundle-2", ["bundle-"])).toBe("bundle-1");
    expect(readFileSync(join(folder, "in", "a.json"), "utf8")).toBe('{"a":1}');
    expect(await cache.restoreCache(paths, "other")).toBeUndefined();

    Object.assign(process.env, server.environment({ runId: 78, cache: "read" }));
    expect(await cache.saveCache(paths, "bundle-3")).toBe(-1);
    expect(server.caches.keys).toEqual(["bundle-1"]);
  });

  it("are refused with another token than the runner's, and for another run", async () => {
    await using server = await startGitHubServer();
    const environment = server.environment({ runId: 77 });
    const list = async (token: string, workflow_run_backend_id: string) => {
      const method = "twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts";
      const answer = await fetch(`${environment.ACTIONS_RESULTS_URL}${method}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ workflow_run_backend_id }),
      });
      return answer.status;
    };
    const own = environment.ACTIONS_RUNTIME_TOKEN ?? "";
    expect([await list(own, "run-77-1"), await list(own, "run-78-1")]).toEqual([200, 403]);
    expect(await list(server.issueToken(), "run-77-1")).toBe(401);
  });

  it("give an artifact's bytes for no token but a signed address, and only complete", async () => {
    await using server = await startGitHubServer();
    const { id } = server.putArtifact(77, "parcel", Buffer.from("zip"));
    const zip = `${server.apiUrl}/repos/acme/app/actions/artifacts/${id}/zip`;
    const authorization = `token ${server.issueToken()}`;
    const { headers } = await fetch(zip, { headers: { authorization }, redirect: "manual" });
    const signed = headers.get("location") ?? "";
    expect((await fetch(signed, { headers: { authorization } })).status).toBe(403);
    expect((await fetch(signed.replace(/sig=.*/, "sig=guessed"))).status).toBe(403);
    expect(await (await fetch(signed)).text()).toBe("zip");
    server.clock.skewSeconds = 61;
    expect((await fetch(signed)).status).toBe(403);
  });
});
