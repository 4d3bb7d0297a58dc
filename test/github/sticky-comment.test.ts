import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommentPlace, findAuthor, readComment, writeComment } from "../../src/github/sticky-comment.ts";
import type { FaultKind } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const marker = "<!-- pacegate:comment -->";
const author = "github-actions[bot]";

let server: GitHubServer;
let place: CommentPlace;
beforeEach(async () => {
  server = await startGitHubServer();
  await server.push({ "a.txt": "changed" }, { branch: "feature" });
  place = { number: await server.openPullRequest({ head: "feature" }), marker, author };
});
afterEach(() => server[Symbol.asyncDispose]());

const bodies = async (): Promise<readonly string[]> => (await server.comments(place.number)).map(({ body }) => body);

it("is made once and changed in place", async () => {
  const client = quickClient(server);
  const first = await writeComment(client, place, `${marker}\none`, null);
  const second = await writeComment(client, place, `${marker}\ntwo`, null);
  expect(second.url).toBe(first.url);
  expect(await bodies()).toEqual([`${marker}\ntwo`]);
});

it("is found behind more comments than a page holds", async () => {
  for (let index = 0; index < 101; index += 1) await server.comment(place.number, `${index}`);
  await writeComment(quickClient(server), place, `${marker}\none`, null);
  expect((await readComment(quickClient(server), place))?.body).toBe(`${marker}\none`);
  await writeComment(quickClient(server), place, `${marker}\ntwo`, null);
  expect((await bodies()).filter((body) => body.startsWith(marker))).toEqual([`${marker}\ntwo`]);
});

it("is never somebody else's, whatever that begins with", async () => {
  await server.comment(place.number, `${marker}\nforged`, "mallory");
  expect(await readComment(quickClient(server), place)).toBeNull();
  await writeComment(quickClient(server), place, `${marker}\nours`, null);
  expect(await bodies()).toEqual([`${marker}\nforged`, `${marker}\nours`]);
});

it("is not one of ours that only quotes the marker", async () => {
  const client = quickClient(server);
  await writeComment(client, { ...place, marker: "<!-- other -->" }, `<!-- other -->\n${marker}`, null);
  expect(await readComment(client, place)).toBeNull();
});

it("needs no search where it was read before", async () => {
  const client = quickClient(server);
  await writeComment(client, place, `${marker}\none`, null);
  const known = await readComment(client, place);
  const before = server.restRequestCount();
  await writeComment(client, place, `${marker}\ntwo`, known);
  expect(server.restRequestCount() - before).toBe(1);
});

it("is made anew where somebody deleted it since it was read", async () => {
  const client = quickClient(server);
  await writeComment(client, place, `${marker}\none`, null);
  const known = await readComment(client, place);
  await server.admin.issues.deleteComment({ owner: "acme", repo: "app", comment_id: known?.id ?? 0 });
  await writeComment(client, place, `${marker}\ntwo`, known);
  expect(await bodies()).toEqual([`${marker}\ntwo`]);
});

it("stays one where several gates end at the same time", async () => {
  const texts = ["a", "b", "c", "d"].map((name) => `${marker}\n${name}`);
  const written = await Promise.all(texts.map((text) => writeComment(quickClient(server), place, text, null)));
  const [left, ...more] = await server.comments(place.number);
  expect(more).toEqual([]);
  expect(texts).toContain(left?.body);
  for (const { url } of written) expect(url).toContain(`issuecomment-${left?.id}`);
});

describe("a lost answer", () => {
  it.each([
    { kind: "reset", taken: true },
    { kind: "status", status: 502, taken: true },
    { kind: "truncated" },
  ] satisfies FaultKind[])("doubles nothing: %j", async (fault) => {
    server.faults.add({ method: "POST", route: /comments$/, fault });
    const { url } = await writeComment(quickClient(server), place, `${marker}\none`, null);
    const comments = await server.comments(place.number);
    expect(comments).toHaveLength(1);
    expect(url).toContain(String(comments[0]?.id));
  });

  it("to a change is asked for again", async () => {
    const client = quickClient(server);
    await writeComment(client, place, `${marker}\none`, null);
    server.faults.add({ method: "PATCH", route: /comments/, fault: { kind: "reset", taken: true } });
    await writeComment(client, place, `${marker}\ntwo`, null);
    expect(await bodies()).toEqual([`${marker}\ntwo`]);
  });

  it("to a comment that was not made is an error, and nothing is sent twice", async () => {
    server.faults.add({ method: "POST", route: /comments$/, fault: { kind: "status", status: 500 } });
    const asked = writeComment(quickClient(server), place, `${marker}\none`, null);
    await expect(asked).rejects.toMatchObject({ kind: "server", status: 500 });
    expect(askedFor(server, "POST", /comments$/)).toBe(1);
    expect(await bodies()).toEqual([]);
  });
});

it("of more than 65,536 characters is refused, in GitHub's words", async () => {
  const asked = writeComment(quickClient(server), place, marker.padEnd(65_537, "x"), null);
  await expect(asked).rejects.toMatchObject({
    kind: "refused",
    status: 422,
    what: expect.stringContaining("too long"),
  });
  await writeComment(quickClient(server), place, marker.padEnd(65_536, "x"), null);
  expect((await bodies())[0]).toHaveLength(65_536);
});

describe("the author", () => {
  it.each([
    ["is the one that was configured", "octocat", "acme-bot", "acme-bot"],
    ["of a person's token is that person", "writer", null, "writer"],
    ["of a job's token is known without asking", null, null, author],
  ])("%s", async (_, login, configured, expected) => {
    const token = server.issueToken(login === null ? {} : { login });
    expect(await findAuthor(quickClient(server, { token }), token, configured)).toBe(expected);
    expect(askedFor(server, "GET", /^\/user$/)).toBe(expected === "writer" ? 1 : 0);
  });
});
