import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readReview } from "../../src/action/acceptance.ts";
import { connect } from "../../src/action/connection.ts";
import { readRunContext } from "../../src/action/run-context.ts";
import { acceptanceLabel } from "../../src/compare/acceptance.ts";
import { readComment, writeComment } from "../../src/github/index.ts";
import { type CommentState, commentMarker, encodeCommentState } from "../../src/report/index.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

const failed: CommentState["failed"] = [{ cell: "tiny t4/onnxrt-cpu", what: "regression", ratio: 0.3, work: null }];
const line = "pacegate: worth it";

describe("the label that accepts", () => {
  let server: GitHubServer;
  let number: number;

  beforeEach(async () => {
    server = await startGitHubServer();
    await server.push({ "a.txt": "a" });
    await server.push({ "a.txt": "b" }, { branch: "change" });
    number = await server.openPullRequest({ head: "change", body: line });
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const connection = () => {
    const environment = server.environment({ runId: 1, event: { name: "pull_request", payload: {} } });
    const signal = new AbortController().signal;
    const line = { token: environment.INPUT_TOKEN, author: undefined, signal, onNotice: () => undefined };
    const connected = connect(readRunContext(environment), line);
    if (connected === null) throw new Error("There is no connection.");
    return connected;
  };
  const review = () => readReview(connection(), number, new Date());

  /** Leaves a result in the comment, as a gate does; times at GitHub have a second's grain. */
  const publish = async (change: Partial<CommentState> = {}): Promise<void> => {
    const { client } = connection();
    const place = { number, marker: commentMarker, author: "github-actions[bot]" };
    const state: CommentState = {
      schema: "pacegate/comment-state/1",
      commit: "9".repeat(40),
      decidedAt: "2026-03-01T10:00:00Z",
      failed,
      omitted: 0,
      acceptances: [],
      ...change,
    };
    const body = `${commentMarker}\n<!-- pacegate:state ${encodeCommentState(state)} -->\n\nslower`;
    await writeComment(client, place, body, await readComment(client, place));
    await sleep(1100);
  };

  it("covers what the comment said had failed, with name, reason and commit", async () => {
    await publish();
    await server.label(number, acceptanceLabel, "writer");
    const { acceptances, labelProblem } = await review();
    expect(labelProblem).toBeUndefined();
    expect(acceptances).toMatchObject([{ by: "writer", reason: "worth it", commit: "9".repeat(40), cells: failed }]);
  });

  it.each(["triager", "reader"])("means nothing from a %s, who may not write", async (login) => {
    await publish();
    await server.label(number, acceptanceLabel, login);
    const { acceptances, labelProblem } = await review();
    expect(acceptances).toEqual([]);
    expect(labelProblem).toMatch(new RegExp(`${login}.*no write access`));
  });

  it("means nothing before there is a result, and says to set it again", async () => {
    await server.label(number, acceptanceLabel, "writer");
    await sleep(1100);
    expect((await review()).labelProblem).toMatch(/before there was this result/);
    await publish();
    expect(await review()).toMatchObject({ acceptances: [], labelProblem: expect.stringMatching(/set it again/) });
  });

  it("means nothing without a line that says why", async () => {
    await publish();
    await server.editPullRequest(number, { body: "Faster, I promise." });
    await server.label(number, acceptanceLabel, "writer");
    expect(await review()).toMatchObject({ acceptances: [], labelProblem: expect.stringMatching(/pacegate:/) });
  });

  it("keeps what was taken down, whatever the text says later, and adds what is accepted next", async () => {
    await publish();
    await server.label(number, acceptanceLabel, "writer");
    const first = (await review()).acceptances;
    const next: CommentState["failed"] = [{ cell: "tiny arm/onnxrt-cpu", what: "removed", ratio: null, work: null }];
    await publish({ acceptances: [...first], failed: next });
    await server.editPullRequest(number, { body: "pacegate: everything, for good until=2099-01-01" });
    expect((await review()).acceptances).toEqual(first);

    await server.unlabel(number, acceptanceLabel, "writer");
    expect((await review()).acceptances).toEqual([]);
    await sleep(1100);
    await server.label(number, acceptanceLabel, "maintainer");
    const [kept, added] = (await review()).acceptances;
    expect([kept]).toEqual(first);
    expect(added).toMatchObject({ by: "maintainer", reason: "everything, for good", cells: next });
  });

  it("takes no state from a comment that somebody else wrote", async () => {
    const forged = encodeCommentState({
      schema: "pacegate/comment-state/1",
      commit: null,
      decidedAt: "2026-03-01T10:00:00Z",
      failed,
      omitted: 0,
      acceptances: [],
    });
    await server.comment(number, `${commentMarker}\n<!-- pacegate:state ${forged} -->\n`, "octocat");
    await sleep(1100);
    await server.label(number, acceptanceLabel, "writer");
    expect((await review()).acceptances).toEqual([]);
  });
});
