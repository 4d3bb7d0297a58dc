// What was found on the default branch, as it goes into the baseline.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import { connect } from "../../src/action/connection.ts";
import type { Job } from "../../src/action/job.ts";
import { recordVerdict } from "../../src/action/record-verdict.ts";
import { openBaseline } from "../../src/action/recorded.ts";
import { findRevisions } from "../../src/action/revisions.ts";
import { readRunContext } from "../../src/action/run-context.ts";
import type { WorkflowEvent } from "../../src/action/workflow-event.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import type { Judged } from "../../src/pipeline.ts";
import { FakeClock } from "../dispatch/fake-fleet.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";

let server: GitHubServer;
let head: string;
beforeEach(async () => {
  server = await startGitHubServer();
  head = await server.push({ "pacegate.yml": "version: 1\n" });
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server[Symbol.asyncDispose]();
});

function jobOf(event: WorkflowEvent, base = ""): Job & { readonly connection: NonNullable<Job["connection"]> } {
  const environment = server.environment({ runId: 42 });
  const { signal } = new AbortController();
  const token = environment.INPUT_TOKEN;
  const connection = connect(readRunContext(environment), { token, author: undefined, signal, onNotice: () => {} });
  if (connection === null) throw new Error("There is no connection.");
  const inputs = readActionInputs((name) => (name === "base" ? base : ""));
  return { inputs, event, connection, signal, clock: new FakeClock() };
}

/** As far as a record asks for it. */
function judgedOf(event: Verdict["event"], anchor: string | undefined): Judged {
  const verdict = sampleVerdict({ event, base: { commit: head }, head: { commit: head } });
  const planned = { config: sampleConfig(), head: { digest: "d".repeat(64) }, ...(anchor && { anchor }) };
  return { verdict, planned, results: {} } as Judged;
}

async function recorded(job: ReturnType<typeof jobOf>, judged: Judged) {
  await recordVerdict(job, job.connection, judged, new Date());
  const { records } = await openBaseline(job.connection, undefined, job.signal).read();
  return records.map(({ record }) => record);
}

it("names the release that a night was compared with, also where a newer one was published meanwhile", async () => {
  await server.createRelease("v1", { target: head });
  const job = jobOf({ kind: "night" });
  const { anchor } = await findRevisions(job);
  await server.createRelease("v2", { target: head });
  expect(await recorded(job, judgedOf("night", anchor))).toMatchObject([{ kind: "night", tag: "v1" }]);
});

it("names none for a night whose base the workflow names", async () => {
  await server.createRelease("v1", { target: head });
  const job = jobOf({ kind: "night" }, head);
  const { anchor } = await findRevisions(job);
  expect(await recorded(job, judgedOf("night", anchor))).toMatchObject([{ kind: "night", tag: null }]);
});

it.each<[string, WorkflowEvent]>([
  ["a pull request", { kind: "pull-request", number: 7, base: "1".repeat(40), head: "2".repeat(40), fork: false }],
  ["a merge group", { kind: "merge-group", base: "1".repeat(40), head: "2".repeat(40), number: 7 }],
  ["a fork's pull request", { kind: "workflow-run", runId: 9 }],
  ["a push to another branch", { kind: "push", before: null, after: "2".repeat(40), toDefault: false }],
  ["a run by hand", { kind: "manual" }],
])("keeps nothing of %s", async (_, event) => {
  expect(await recorded(jobOf(event), judgedOf("pull-request", undefined))).toEqual([]);
});
