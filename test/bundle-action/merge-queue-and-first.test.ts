import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TeamRepository } from "../fixtures/team-repository.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"], 5);

describe("the events of a repository that has no Pacegate yet", { timeout: 200_000 }, () => {
  let team: TeamRepository;
  /** The default branch once Pacegate is merged. */
  let adopted: string;

  beforeAll(async () => {
    team = await TeamRepository.start(sizedTinyModel(1));
  });
  afterAll(() => team[Symbol.asyncDispose]());

  const noTrace = async (before: number): Promise<void> => {
    expect(team.server.statuses).toHaveLength(before);
    expect(await team.records()).toEqual([]);
  };

  it("the pull request that adds Pacegate: everything is new, is measured and passes", async () => {
    const { number, head } = await team.propose("add-pacegate", { "pacegate.yml": config });
    const run = await team.gatePullRequest(number);
    expect(run.outputs.verdict, run.log).toBe("pass");
    expect(run.exitCode).toBe(0);
    expect(team.statesOf(head)).toEqual(["pending", "success"]);
    expect(team.dispatches).toBe(1);
    const [comment, ...others] = await team.server.comments(number);
    expect(others).toEqual([]);
    expect(comment?.body).toMatch(/new/i);
    team.repo.git("checkout", "--quiet", "main");
    team.repo.git("merge", "--quiet", "--ff-only", head);
    await team.server.pushFrom(team.repo.directory, { commit: head });
    adopted = head;
  });

  it("a pull request that changes no model: passes, and no runner is asked", async () => {
    const before = team.dispatches;
    const { number, head } = await team.propose("notes", { "README.md": "Notes.\n" });
    const run = await team.gatePullRequest(number);
    expect(run.outputs.verdict, run.log).toBe("pass");
    expect(run.exitCode).toBe(0);
    expect(team.statesOf(head)).toEqual(["pending", "success"]);
    expect(team.dispatches).toBe(before);
    expect(team.server.artifacts.filter(({ name }) => name.startsWith("pacegate-parcel-"))).toHaveLength(1);
  });

  it("a pull request whose commit ends another one too: is not green, since both would be, until one is closed", async () => {
    const { number, head } = await team.propose("twice", { "README.md": "Notes for two branches.\n" });
    await team.server.push({ "OLD.md": "Old.\n" }, { branch: "old" });
    const other = await team.server.openPullRequest({ head: "twice", base: "old" });
    const shared = await team.gatePullRequest(number);
    expect(shared.exitCode, shared.log).toBe(2);
    expect(shared.outputs.verdict).toBe("error");
    expect(shared.log).toMatch(new RegExp(`2 open pull requests \\(#${other}, #${number}\\)`));
    expect(team.statesOf(head)).toEqual(["pending", "error"]);
    await team.server.editPullRequest(other, { state: "closed" });
    const alone = await team.gatePullRequest(number);
    expect(alone.exitCode, alone.log).toBe(0);
    expect(team.statesOf(head)).toEqual(["pending", "error", "pending", "success"]);
  });

  it("a pull request that loosens the thresholds: is judged by the base's, and the comment begins with the change", async () => {
    const loose = config.replace("gate:\n", "gate:\n  tolerance: 99%\n");
    const { number, head } = await team.propose("loosen", { "pacegate.yml": loose, ...sizedTinyModel(2) });
    const run = await team.gatePullRequest(number);
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(team.statesOf(head)).toEqual(["pending", "failure"]);
    const body = (await team.server.comments(number))[0]?.body ?? "";
    expect(body).toContain("tolerance");
    expect(body.indexOf("tolerance")).toBeLessThan(body.indexOf("What changed"));
  });

  it("a merge group: its own commit gets the status, and nobody a comment", async () => {
    const before = team.server.requests.length;
    team.repo.git("checkout", "--quiet", "-B", "gh-readonly-queue/main/pr-3", "main");
    const head = await team.push("queued", sizedTinyModel(6), "gh-readonly-queue/main/pr-3");
    const payload = { merge_group: { base_sha: adopted, head_sha: head } };
    const run = await team.step({ event: { name: "merge_group", payload, sha: head } });
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(run.outputs["comment-url"]).toBeUndefined();
    expect(team.statesOf(head)).toEqual(["pending", "failure"]);
    expect(await team.records()).toEqual([]);
    const asked = team.server.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
    expect(asked.filter((line) => /\/(comments|pulls)/.test(line))).toEqual([]);
  });

  it("a run by hand: compares with the default branch, and tells only the job", async () => {
    const before = team.server.statuses.length;
    team.repo.git("checkout", "--quiet", "notes");
    const run = await team.step({ event: { name: "workflow_dispatch", payload: {} } });
    expect(run.outputs.verdict, run.log).toBe("pass");
    expect(run.exitCode).toBe(0);
    expect(run.summary).toContain("tiny");
    await noTrace(before);
  });

  it.each([
    ["issues", {}, /does not know what to measure on the event "issues"/],
    ["pull_request_target", { pull_request: {} }, /pull_request_target the code of a pull request would run/],
    ["pull_request", { pull_request: { number: "7" } }, /payload of the event pull_request is not as GitHub writes it/],
    [
      "push",
      {
        ref: "refs/heads/gone",
        before: "1".repeat(40),
        after: "0".repeat(40),
        deleted: true,
        repository: { default_branch: "main" },
      },
      /push deleted refs\/heads\/gone/,
    ],
  ])("the event %s: an error that says what to do", async (name, payload, reason) => {
    const before = team.server.statuses.length;
    const run = await team.step({ event: { name, payload } });
    expect(run.exitCode, run.log).toBe(2);
    expect(run.outputs.verdict).toBe("error");
    expect(run.log).toMatch(reason);
    await noTrace(before);
  });

  it("a push to another branch: is judged and recorded nowhere", async () => {
    const before = team.server.statuses.length;
    const after = team.repo.git("rev-parse", "HEAD");
    const payload = { ref: "refs/heads/notes", before: adopted, after, repository: { default_branch: "main" } };
    const run = await team.step({ event: { name: "push", payload, sha: after } });
    expect(run.outputs.verdict, run.log).toBe("pass");
    await noTrace(before);
  });

  it("ask GitHub only for what GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
