import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBufferPromise } from "yauzl";
import { readCommentState } from "../../src/report/index.ts";
import { GitRepo } from "../fixtures/git-repo.ts";
import { runStep, type StepResult, startMachines } from "../fixtures/github-job.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { tinyConfig, tinyModel } from "../fixtures/tiny-model.ts";

const config = tinyConfig(
  [
    "t4: {runs-on: [self-hosted, t4], threads: 1, price-per-hour: 0.526}",
    "arm: {runs-on: [self-hosted, arm64], threads: 1}",
  ],
  ["t4/onnxrt-cpu", "arm/onnxrt-cpu"],
);

/** Every byte of every file in an artifact, as text. */
async function unpacked(zip: Buffer): Promise<string> {
  const archive = await fromBufferPromise(zip, { lazyEntries: true });
  const parts: string[] = [];
  for await (const entry of archive.eachEntry()) {
    for await (const chunk of await archive.openReadStreamPromise(entry))
      parts.push(Buffer.from(chunk).toString("latin1"));
  }
  return parts.join("");
}

/** The very file that users copy. */
const benchWorkflow = readFileSync(new URL("../../examples/workflows/pacegate-bench.yml", import.meta.url), "utf8");

/** One pull request from its first push to the merge, told in order: each part builds on the one before. */
describe("a pull request with the team's runners", { timeout: 400_000 }, () => {
  let server: GitHubServer;
  let repo: GitRepo;
  let machines: AsyncDisposable;
  let first: string;
  let number: number;
  let runId = 100;
  const tokens: string[] = [];
  const logs: string[] = [];

  beforeAll(async () => {
    server = await startGitHubServer();
    server.addWorkflow(".github/workflows/pacegate-bench.yml", benchWorkflow);
    machines = startMachines(server);
    repo = new GitRepo();
    first = repo.commit("first", { "pacegate.yml": config, "tiny.py": tinyModel(1) });
    await server.pushFrom(repo.directory, { commit: first });
  });

  afterAll(async () => {
    await machines[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    repo[Symbol.dispose]();
  });

  const push = async (layers: number): Promise<string> => {
    const head = repo.commit(`${layers} layers`, { "tiny.py": tinyModel(layers) });
    await server.pushFrom(repo.directory, { commit: head, branch: "change" });
    return head;
  };

  const gatePullRequest = async (): Promise<StepResult> => {
    const pull_request = await server.pullRequest(number);
    runId += 1;
    const event = { name: "pull_request", payload: { pull_request } };
    const token = server.issueToken();
    const run = await runStep(server, { runId, event, token }, { directory: repo.directory });
    tokens.push(token);
    // The mask is the one place where a runner has to read it.
    logs.push(run.log.replaceAll(`::add-mask::${token}`, ""));
    return run;
  };

  const statusOf = (sha: string) => server.statuses.filter((status) => status.sha === sha).map(({ state }) => state);

  it("is measured on both targets, refused with a comment, and may not be merged", async () => {
    repo.git("checkout", "--quiet", "-b", "change");
    const head = await push(5);
    number = await server.openPullRequest({ head: "change", body: "More layers.\n" });
    const run = await gatePullRequest();
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(statusOf(head)).toEqual(["pending", "failure"]);
    const comments = await server.comments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.login).toBe("github-actions[bot]");
    expect(comments[0]?.body).toMatch(/REGRESSION/);
    for (const target of ["t4", "arm"]) expect(comments[0]?.body).toContain(target);
    expect(run.outputs["comment-url"]).toMatch(/^http/);
    expect(run.log).toMatch(/t4: (?:running since|done)/);
    const failed = readCommentState(comments[0]?.body ?? "")?.failed ?? [];
    expect(failed.map(({ cell }) => cell)).toEqual(
      expect.arrayContaining(["tiny t4/onnxrt-cpu", "tiny arm/onnxrt-cpu"]),
    );
  });

  it("passes once somebody with write access accepts it with a reason, and the comment says who", async () => {
    await server.editPullRequest(number, { body: "More layers.\n\npacegate: the answers are much better\n" });
    await server.label(number, "pacegate-accepted", "writer");
    const run = await gatePullRequest();
    // The few microseconds of Python around this model may be left open; what was accepted may not.
    expect(["pass", "inconclusive"], run.log).toContain(run.outputs.verdict);
    expect(run.exitCode).toBe(0);
    expect(statusOf(repo.git("rev-parse", "change"))).toEqual(["pending", "failure", "pending", "success"]);
    const comments = await server.comments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain("the answers are much better");
    expect(comments[0]?.body).toContain("writer");
  });

  it("passes in the merge queue with what was accepted, and its comment stays as it is", async () => {
    const [before] = await server.comments(number);
    const branch = `gh-readonly-queue/main/pr-${number}-${first}`;
    repo.git("checkout", "--quiet", "-B", branch, "main");
    repo.git("merge", "--quiet", "--no-ff", "--message=Queue", "change");
    const commit = repo.git("rev-parse", "HEAD");
    await server.pushFrom(repo.directory, { commit, branch });
    runId += 1;
    const payload = { merge_group: { base_sha: first, head_sha: commit, head_ref: `refs/heads/${branch}` } };
    const event = { name: "merge_group", payload, sha: commit };
    const run = await runStep(server, { runId, event }, { directory: repo.directory });
    repo.git("checkout", "--quiet", "change");
    expect(run.exitCode, run.log).toBe(0);
    expect(statusOf(commit)).toEqual(["pending", "success"]);
    expect(await server.comments(number)).toEqual([before]);
  });

  it("fails again when a later push makes it worse than what was accepted", async () => {
    const head = await push(15);
    const run = await gatePullRequest();
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(statusOf(head)).toEqual(["pending", "failure"]);
    expect(await server.comments(number)).toHaveLength(1);
  });

  it("moves the baseline when it is merged, and keeps who accepted what", async () => {
    const head = await push(5);
    repo.git("checkout", "--quiet", "main");
    repo.git("merge", "--quiet", "--no-ff", "--message=Merge", head);
    const commit = repo.git("rev-parse", "HEAD");
    await server.pushFrom(repo.directory, { commit, branch: "merged" });
    await server.mergePullRequest(number, { commit });
    runId += 1;
    const payload = { ref: "refs/heads/main", before: first, after: commit, repository: { default_branch: "main" } };
    const run = await runStep(
      server,
      { runId, event: { name: "push", payload, sha: commit } },
      { directory: repo.directory },
    );
    expect(run.exitCode, run.log).toBe(0);
    const files = await server.filesAt("pacegate-data");
    const [path, ...others] = [...files.keys()].filter((name) => name.startsWith("records/"));
    expect(others).toEqual([]);
    const record = JSON.parse(files.get(path ?? "") ?? "");
    expect(record).toMatchObject({ kind: "merge", commit, base: first });
    expect(record.acceptances[0]).toMatchObject({ by: "writer", reason: "the answers are much better" });
    expect(files.get("trend.html")).toContain("tiny");
  });

  it("keeps its tokens to itself", async () => {
    expect(tokens.length).toBeGreaterThan(2);
    const told = [...logs, ...(await server.comments(number)).map(({ body }) => body)];
    const uploaded = await Promise.all(server.artifacts.map((artifact) => unpacked(server.artifactBytes(artifact))));
    for (const token of tokens) {
      for (const text of [...told, ...uploaded]) expect(text.includes(token)).toBe(false);
    }
  });

  it("sends GitHub nothing but what GitHub's own description allows", () => {
    expect(server.schemaViolations).toEqual([]);
  });
});
