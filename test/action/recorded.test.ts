import { afterAll, beforeAll, expect, test } from "vitest";
import { InputError } from "../../src/action/action-inputs.ts";
import type { Connection } from "../../src/action/connection.ts";
import { openBaselineToWrite } from "../../src/action/recorded.ts";
import { type GitServer, openGitServer } from "../baseline/git-server.ts";
import { sampleRecord } from "../baseline/sample-record.ts";

let server: GitServer;
let connection: Connection;
beforeAll(async () => {
  server = await openGitServer();
  const client = server.client();
  const address = "https://github.example";
  connection = {
    client,
    lastWords: client,
    author: async () => "acme",
    run: {
      repository: client.repository,
      apiUrl: address,
      runId: 1,
      attempt: 1,
      runUrl: address,
      repositoryUrl: address,
    },
  };
});
afterAll(() => server.close());

const { signal } = new AbortController();

test("records are refused on the default branch, whatever it is called", async () => {
  const { data } = await connection.client.rest.repos.get({ owner: "acme", repo: "search" });
  const refusal = openBaselineToWrite(connection, data.default_branch, signal);
  await expect(refusal).rejects.toThrow(InputError);
  await expect(refusal).rejects.toThrow(/default branch[\s\S]*pacegate-data/);
});

test("records go to a branch of their own", async () => {
  const store = await openBaselineToWrite(connection, undefined, signal);
  await store.append(sampleRecord());
  expect(await store.list()).toHaveLength(1);
});
