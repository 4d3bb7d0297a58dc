import { afterAll, beforeAll, expect, it } from "vitest";
import { setCommitStatus } from "../../src/github/commit-status.ts";
import { statusContext } from "../../src/github/status-fields.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { quickClient } from "./quick-client.ts";

let server: GitHubServer;
let head: string;
beforeAll(async () => {
  server = await startGitHubServer();
  head = await server.push({ "a.txt": "changed" }, { branch: "feature" });
});
afterAll(() => server[Symbol.asyncDispose]());

it("is set on the commit under our name, with where to read more", async () => {
  const targetUrl = "https://github.test/acme/app/actions/runs/1";
  await setCommitStatus(quickClient(server), head, { state: "pending", description: "Measuring.", targetUrl });
  expect(server.statuses.at(-1)).toMatchObject({ sha: head, state: "pending", context: statusContext });
});

it.each([
  ["140 characters are kept", "x".repeat(140), "x".repeat(140)],
  ["141 end with an ellipsis", "x".repeat(141), `${"x".repeat(139)}…`],
  ["line breaks become spaces", " two\n lines\t", "two lines"],
  ["a character of two units is not cut in half", `${"x".repeat(138)}🚀🚀`, `${"x".repeat(138)}…`],
  ["nothing at all is allowed", "", ""],
])("of its description %s", async (_, description, shown) => {
  await setCommitStatus(quickClient(server), head, { state: "failure", description, targetUrl: null });
  expect(server.statuses.at(-1)).toMatchObject({ description: shown });
});

it("on a commit that is not there is refused, with its name", async () => {
  const asked = setCommitStatus(quickClient(server), "0".repeat(40), {
    state: "error",
    description: "",
    targetUrl: null,
  });
  await expect(asked).rejects.toThrow("set the commit status on 000000000000 (422");
});
