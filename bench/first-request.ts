// How long after its start the built action first asks GitHub for something, beside a Node that does nothing, in turns.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Start {
  readonly nothingMs: number;
  readonly firstRequestMs: number;
}

const entry = resolve(import.meta.dirname, "../dist/main.js");
const commit = (digit: string) => digit.repeat(40);
const repository = { full_name: "owner/project" };
const payload = {
  pull_request: {
    number: 1,
    base: { sha: commit("a"), repo: repository },
    head: { sha: commit("b"), repo: repository },
  },
};

/** What a runner sets for a pull request's job. */
function jobEnvironment(folder: string, apiUrl: string): Record<string, string> {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return {
    HOME: folder,
    PATH: process.env.PATH ?? "",
    GITHUB_OUTPUT: file("output", ""),
    GITHUB_STATE: file("state", ""),
    GITHUB_STEP_SUMMARY: file("summary", ""),
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(payload)),
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_REPOSITORY: repository.full_name,
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_API_URL: apiUrl,
    GITHUB_RUN_ID: "1",
    GITHUB_RUN_ATTEMPT: "1",
    INPUT_MODE: "gate",
    INPUT_TOKEN: "a-token",
  };
}

/** One after the other, `pairs` times; the server is bare, so that it costs neither side anything. */
export async function measureStarts(pairs: number): Promise<Start[]> {
  let onRequest: () => void = () => undefined;
  const listener: RequestListener = (_, response) => {
    onRequest();
    response.writeHead(404).end();
  };
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const folder = mkdtempSync(join(tmpdir(), "pacegate-start-"));
  const env = jobEnvironment(folder, `http://127.0.0.1:${address.port}`);
  const start = (args: readonly string[]) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
    const closed = new Promise<void>((done) => child.once("close", () => done()));
    return { child, closed, elapsedMs: () => performance.now() - began };
  };
  const nothing = async (): Promise<number> => {
    const { closed, elapsedMs } = start(["-e", "0"]);
    await closed;
    return elapsedMs();
  };
  const firstRequest = async (): Promise<number> => {
    const requested = new Promise<void>((done) => {
      onRequest = done;
    });
    const { child, closed, elapsedMs } = start([entry]);
    const came = await Promise.race([requested.then(() => true), closed.then(() => false)]);
    const ms = elapsedMs();
    child.kill("SIGKILL");
    await closed;
    if (came) return ms;
    throw new Error("The action ended without a request: run `npm run build`, then look at what it prints.");
  };
  try {
    // Files that nobody has read yet are slow for a reason that is not ours.
    await nothing();
    await firstRequest();
    const starts: Start[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      if (pair % 2 === 0) {
        const nothingMs = await nothing();
        starts.push({ nothingMs, firstRequestMs: await firstRequest() });
      } else {
        const firstRequestMs = await firstRequest();
        starts.push({ nothingMs: await nothing(), firstRequestMs });
      }
    }
    return starts;
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
