import { createServer, type RequestListener } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setFirstStatus } from "../../src/github/first-status.ts";
import type { CommitStatus } from "../../src/github/status-fields.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";

let server: GitHubServer;
let head: string;
beforeAll(async () => {
  server = await startGitHubServer();
  head = await server.push({ "a.txt": "changed" }, { branch: "feature" });
});
afterAll(() => server[Symbol.asyncDispose]());

const targetUrl = "https://github.test/acme/app/actions/runs/1";
const pending: CommitStatus = { state: "pending", description: " Measuring\n it. ", targetUrl };

function access(token = server.issueToken()) {
  const [owner = "", name = ""] = server.repository.split("/");
  return { token, apiUrl: server.apiUrl, repository: { owner, name } };
}

it("is the same as the client's: on the commit, under our name, with where to read more", async () => {
  expect(await setFirstStatus(access(), head, pending)).toBe(true);
  const said = { sha: head, state: "pending", context: "pacegate", description: "Measuring it.", targetUrl };
  expect(server.statuses.at(-1)).toMatchObject(said);
  expect(server.schemaViolations).toEqual([]);
});

it("is not heard where the token may not, and sets nothing", async () => {
  const before = server.statuses.length;
  const token = server.issueToken({ permissions: { contents: "read" } });
  expect(await setFirstStatus(access(token), head, pending)).toBe(false);
  expect(server.statuses).toHaveLength(before);
});

async function heardBy(answer: RequestListener, patienceMs?: number): Promise<boolean> {
  const other = createServer(answer);
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const address = other.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  try {
    const apiUrl = `http://127.0.0.1:${address.port}`;
    return await setFirstStatus({ ...access(), apiUrl }, head, pending, patienceMs);
  } finally {
    other.closeAllConnections();
    other.close();
  }
}

it.each<[string, RequestListener]>([
  ["the connection breaks off", (_, response) => response.destroy()],
  ["GitHub is down", (_, response) => response.writeHead(502).end("bad gateway")],
  ["the repository has moved", (_, response) => response.writeHead(307, { location: server.apiUrl }).end()],
  ["too much was asked", (_, response) => response.writeHead(429, { "retry-after": "60" }).end("{}")],
])("is not heard where %s", async (_, answer) => {
  expect(await heardBy(answer)).toBe(false);
});

it("is given up where no answer comes", async () => {
  expect(await heardBy(() => undefined, 50)).toBe(false);
});

it("counts as heard where the answer breaks off after its yes, and breaks nothing", async () => {
  const answer: RequestListener = (_, response) => {
    response.writeHead(201, { "content-length": "1000" });
    response.write("{", () => response.destroy());
  };
  expect(await heardBy(answer)).toBe(true);
});

it("is not heard where nobody listens, or where nobody could be asked", async () => {
  expect(await setFirstStatus({ ...access(), apiUrl: "http://127.0.0.1:1" }, head, pending)).toBe(false);
  expect(await setFirstStatus({ ...access(), apiUrl: "no address" }, head, pending)).toBe(false);
  expect(await setFirstStatus(access("a token\nof two lines"), head, pending)).toBe(false);
});
