import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { connect } from "../../src/action/connection.ts";
import type { Job } from "../../src/action/job.ts";
import { findRevisions } from "../../src/action/revisions.ts";
import type { WorkflowEvent } from "../../src/action/workflow-event.ts";
import { FakeClock } from "../dispatch/fake-fleet.ts";

const one = "1".repeat(40);
const two = "2".repeat(40);

/** Nothing is asked of GitHub. */
function job(event: WorkflowEvent, inputs: Readonly<Record<string, string>> = {}): Job {
  return {
    inputs: readActionInputs((name) => inputs[name] ?? ""),
    event,
    connection: null,
    signal: new AbortController().signal,
    clock: new FakeClock(),
  };
}

/** A repository with these releases, newest first; `null` stands for a draft. */
async function withReleases<Result>(
  tags: readonly (string | null)[],
  work: (connection: NonNullable<Job["connection"]>) => Promise<Result>,
): Promise<Result> {
  const releases = tags.map((tag, index) => ({
    id: index + 1,
    tag_name: tag ?? "draft",
    draft: tag === null,
    upload_url: "https://uploads.example/{?name}",
    assets: [],
  }));
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(releases));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const run = {
      repository: { owner: "acme", name: "search" },
      apiUrl: url,
      runId: 1,
      attempt: 1,
      runUrl: `${url}/run`,
      repositoryUrl: url,
    };
    const signal = new AbortController().signal;
    const connection = connect(run, { token: "t", author: undefined, signal, onNotice: () => undefined });
    if (connection === null) throw new Error("There is no connection.");
    return await work(connection);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("which two commits a job is about", () => {
  it.each<[string, WorkflowEvent, object]>([
    [
      "a pull request",
      { kind: "pull-request", number: 7, base: one, head: two, fork: false },
      { pullRequest: { base: one, head: two } },
    ],
    ["a merge group", { kind: "merge-group", base: one, head: two, number: null }, { base: one }],
    ["a push", { kind: "push", before: one, after: two, toDefault: true }, { base: one }],
    ["a branch's first push", { kind: "push", before: null, after: two, toDefault: true }, { base: undefined }],
    ["a run by hand", { kind: "manual" }, {}],
  ])("%s", async (_, event, ends) => {
    expect(await findRevisions(job(event))).toEqual({
      directory: ".",
      configFile: "pacegate.yml",
      python: null,
      ...ends,
    });
  });

  it.each<[string, WorkflowEvent]>([
    ["a pull request", { kind: "pull-request", number: 7, base: one, head: two, fork: false }],
    ["a night", { kind: "night" }],
    ["a release", { kind: "release", tag: "v2" }],
  ])("are the inputs' for %s where they name some, and GitHub is not asked", async (_, event) => {
    expect(await findRevisions(job(event, { base: "v0" }))).toMatchObject({ base: "v0", head: undefined });
    expect(await findRevisions(job(event, { head: two }))).toMatchObject({ base: undefined, head: two });
    expect(await findRevisions(job(event, { base: "v0" }))).not.toHaveProperty("anchor");
  });

  it("compares a night with the newest release that is no draft, and says which one that is", async () => {
    await withReleases([null, "v2", "v1"], async (connection) => {
      const night = { ...job({ kind: "night" }), connection };
      expect(await findRevisions(night)).toMatchObject({ base: "refs/tags/v2", anchor: "v2" });
    });
  });

  it("compares a release with the newest other one, and the first with nothing", async () => {
    await withReleases(["v2", "v1"], async (connection) => {
      const release = (tag: string) => findRevisions({ ...job({ kind: "release", tag }), connection });
      expect(await release("v2")).toMatchObject({ base: "refs/tags/v1" });
    });
    await withReleases(["v1"], async (connection) => {
      expect(await findRevisions({ ...job({ kind: "release", tag: "v1" }), connection })).toMatchObject({ base: null });
    });
  });

  it("refuses a night without a release, and both without a line to GitHub", async () => {
    await withReleases([null], async (connection) => {
      await expect(findRevisions({ ...job({ kind: "night" }), connection })).rejects.toThrow(/There is no release yet/);
    });
    await expect(findRevisions(job({ kind: "night" }))).rejects.toThrow(/needs GitHub/);
    await expect(findRevisions(job({ kind: "release", tag: "v2" }))).rejects.toThrow(/needs GitHub/);
  });
});
