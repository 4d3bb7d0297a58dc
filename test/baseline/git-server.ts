// A GitHub server in this process, and what tests do to a branch behind the store's back.
import { Octokit } from "@octokit/rest";
import { createEmulator } from "emulate";
import type { GitHubClient } from "../../src/github/client.ts";

export interface GitServer {
  /** A client of its own each time. */
  client(as?: "read" | "write", name?: string): GitHubClient;
  close(): Promise<void>;
}

/** Of the repository's owner, and of somebody who may only read. */
const tokens = { write: "ghp_owner", read: "ghp_reader" };
const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const repository = { owner: "acme", name: "search" };

export async function openGitServer(): Promise<GitServer> {
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: {
        [tokens.write]: { login: "acme", scopes: ["repo"] },
        [tokens.read]: { login: "reader", scopes: ["repo"] },
      },
      github: { users: [{ login: "acme" }, { login: "reader" }], repos: [repository] },
    },
  });
  return {
    // Without the patience of the product's client, which has tests of its own and is slow on purpose.
    client: (as = "write", name = repository.name) => ({
      rest: new Octokit({ auth: tokens[as], baseUrl: emulator.url, log: silent }),
      repository: { owner: repository.owner, name },
    }),
    close: () => emulator.close(),
  };
}

/** Commits files, bytes and all, as somebody with git would; `alone` drops what was there, as a force-push does. */
export async function putFiles(
  { rest, repository: { owner, name: repo } }: GitHubClient,
  branch: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  alone = false,
): Promise<string> {
  const ref = `heads/${branch}`;
  const { data: refs } = await rest.git.listMatchingRefs({ owner, repo, ref });
  const tip = refs.find((found) => found.ref === `refs/${ref}`)?.object.sha;
  const tree = [];
  for (const [path, content] of Object.entries(files)) {
    const encoded = Buffer.from(content).toString("base64");
    const { data } = await rest.git.createBlob({ owner, repo, content: encoded, encoding: "base64" });
    tree.push({ path, mode: "100644" as const, type: "blob" as const, sha: data.sha });
  }
  const parent = alone || tip === undefined ? null : await rest.git.getCommit({ owner, repo, commit_sha: tip });
  const made = await rest.git.createTree({
    owner,
    repo,
    tree,
    ...(parent === null ? {} : { base_tree: parent.data.tree.sha }),
  });
  const commit = await rest.git.createCommit({
    owner,
    repo,
    message: "By hand",
    tree: made.data.sha,
    parents: parent === null ? [] : [parent.data.sha],
  });
  const sha = commit.data.sha;
  if (tip === undefined) await rest.git.createRef({ owner, repo, ref: `refs/${ref}`, sha });
  else await rest.git.updateRef({ owner, repo, ref, sha, force: true });
  return sha;
}

/** Path -> bytes in base64 of all files of a branch. */
export async function filesOf(client: GitHubClient, branch: string): Promise<Map<string, string>> {
  const { owner, name: repo } = client.repository;
  const { data } = await client.rest.git.getTree({ owner, repo, tree_sha: branch, recursive: "1" });
  const files = new Map<string, string>();
  for (const { path, type, sha } of data.tree) {
    if (type !== "blob") continue;
    const blob = await client.rest.git.getBlob({ owner, repo, file_sha: sha });
    files.set(path, Buffer.from(blob.data.content, "base64").toString("base64"));
  }
  return files;
}
