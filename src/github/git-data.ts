// Git through GitHub's API: what the baseline branch needs of it.
import { RequestError } from "@octokit/request-error";
import type { GitData } from "../baseline/store.ts";
import { type GitHubClient, inRepository, repeatable } from "./client.ts";
import { ask, GitHubError } from "./github-error.ts";

type ListedFile = Awaited<ReturnType<GitData["listFiles"]>>[number];

const reading = (doing: string) => ({ doing, permission: "contents: read" });
const writing = (doing: string) => ({ doing, permission: "contents: write" });

/**
 * What GitHub says to the one who comes second: the branch is elsewhere by now, was made by another or was removed;
 * the last is the answer where both come at the same moment. A rule that forbids the update has other words.
 */
const lostMessage = /not a fast.forward|reference already exists|reference does not exist|reference cannot be updated/i;

function isLost(error: unknown): boolean {
  return error instanceof RequestError && error.status === 422 && lostMessage.test(error.message);
}

export function githubData(client: GitHubClient): GitData {
  const { git } = client.rest;
  const repository = inRepository(client);
  /** A commit's tree never changes. */
  const trees = new Map<string, string>();

  async function treeOf(commit: string): Promise<string> {
    const known = trees.get(commit);
    if (known !== undefined) return known;
    const { data } = await ask(reading(`show commit ${commit.slice(0, 12)}`), () =>
      git.getCommit({ ...repository, commit_sha: commit }),
    );
    trees.set(commit, data.tree.sha);
    return data.tree.sha;
  }

  async function readTree(tree: string, recursive: boolean) {
    const { data } = await ask(reading("list the files of a branch"), () =>
      git.getTree({ ...repository, tree_sha: tree, ...(recursive ? { recursive: "1" } : {}) }),
    );
    return data;
  }

  /** In one request, unless GitHub cuts the list: then a folder a request. */
  async function listTree(tree: string, prefix: string): Promise<ListedFile[]> {
    const whole = await readTree(tree, true);
    const { tree: entries, truncated } = whole.truncated ? await readTree(tree, false) : whole;
    if (truncated) {
      throw new GitHubError("answer", null, {
        what: "GitHub did not list all files of a folder: there are too many.",
        where: prefix,
        remedy: "Remove old files from it, of a baseline branch with `pacegate baseline prune`.",
      });
    }
    const files: ListedFile[] = [];
    for (const { path, type, sha, size } of entries) {
      if (type === "blob") files.push({ path: prefix + path, sha, size: size ?? 0 });
      else if (type === "tree" && whole.truncated) files.push(...(await listTree(sha, `${prefix}${path}/`)));
    }
    return files;
  }

  return {
    async readBranch(branch) {
      // Asked for one branch, GitHub says 404 both where it is missing and where the token may not see it.
      const { data } = await ask(reading(`show branch ${branch}`), () =>
        git.listMatchingRefs({ ...repository, ref: `heads/${branch}` }),
      );
      return data.find(({ ref }) => ref === `refs/heads/${branch}`)?.object.sha ?? null;
    },

    async listFiles(commit) {
      return listTree(await treeOf(commit), "");
    },

    async readFile(sha) {
      const { data } = await ask(reading("show a file"), () => git.getBlob({ ...repository, file_sha: sha }));
      return Buffer.from(data.content, data.encoding === "base64" ? "base64" : "utf8");
    },

    async makeCommit({ parent, files, message }) {
      const base = parent === null ? {} : { base_tree: await treeOf(parent) };
      const tree = Array.from(files, ([path, text]) => ({
        path,
        mode: "100644" as const,
        type: "blob" as const,
        ...(text === null ? { sha: null } : { content: text }),
      }));
      // Made twice, objects are the same or lie unused: only moving the branch counts.
      const made = await ask(writing("store files"), () =>
        git.createTree({ ...repository, ...base, tree, ...repeatable }),
      );
      const parents = parent === null ? [] : [parent];
      const { data } = await ask(writing("make a commit"), () =>
        git.createCommit({ ...repository, message, tree: made.data.sha, parents, ...repeatable }),
      );
      trees.set(data.sha, made.data.sha);
      return data.sha;
    },

    async moveBranch(branch, from, to) {
      return ask(writing(`move branch ${branch}`), async () => {
        try {
          await (from === null
            ? git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha: to, ...repeatable })
            : git.updateRef({ ...repository, ref: `heads/${branch}`, sha: to, force: false }));
          return "moved";
        } catch (error) {
          if (isLost(error)) return "lost";
          throw error;
        }
      });
    },
  };
}
