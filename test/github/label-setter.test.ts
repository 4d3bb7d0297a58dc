import { afterEach, beforeEach, expect, it } from "vitest";
import { findLabelSetter, hasWriteAccess } from "../../src/github/label-setter.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { quickClient } from "./quick-client.ts";

const label = "pacegate-accepted";

let server: GitHubServer;
let number: number;
beforeEach(async () => {
  server = await startGitHubServer();
  await server.push({ "a.txt": "changed" }, { branch: "feature" });
  number = await server.openPullRequest({ head: "feature" });
});
afterEach(() => server[Symbol.asyncDispose]());

it("nobody has set a label that was never there", async () => {
  await server.label(number, "other", "writer");
  expect(await findLabelSetter(quickClient(server), number, label)).toBeNull();
});

it("whoever set it last counts, not who did before", async () => {
  await server.label(number, label, "maintainer");
  await server.unlabel(number, label, "maintainer");
  await server.label(number, label, "triager");
  await server.label(number, "other", "writer");
  expect(await findLabelSetter(quickClient(server), number, label)).toMatchObject({
    login: "triager",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
});

it("nobody has set a label that was taken away again", async () => {
  await server.label(number, label, "writer");
  await server.unlabel(number, label, "reader");
  expect(await findLabelSetter(quickClient(server), number, label)).toBeNull();
});

it("the last page of the history counts", async () => {
  await server.label(number, label, "maintainer");
  for (let index = 0; index < 100; index += 1) await server.label(number, `other-${index}`);
  await server.unlabel(number, label, "maintainer");
  await server.label(number, label, "writer");
  expect((await findLabelSetter(quickClient(server), number, label))?.login).toBe("writer");
});

it.each([
  ["maintainer", true],
  ["writer", true],
  ["triager", false],
  ["reader", false],
  ["mallory", false],
  ["nobody-of-that-name", false],
])("%s has write access: %s", async (login, expected) => {
  expect(await hasWriteAccess(quickClient(server), login)).toBe(expected);
});

it("whether somebody has write access is not guessed where GitHub does not answer", async () => {
  server.faults.add({ route: /permission$/, times: 9, fault: { kind: "status", status: 500 } });
  await expect(hasWriteAccess(quickClient(server), "writer")).rejects.toMatchObject({ kind: "server" });
});
