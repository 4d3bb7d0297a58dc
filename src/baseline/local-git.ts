// A baseline branch as the git repository on this machine knows it: read without the network, never written.
import { execa } from "execa";
import { BaselineError } from "./baseline-error.ts";
import type { GitData } from "./store.ts";

/** Inside a git hook these would point every command at the hook's own repo. */
const inherited = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"];

/** @param directory any folder of a clone */
export function localGit(directory: string): GitData {
  const git = (args: readonly string[], input = "") =>
    execa("git", args, {
      cwd: directory,
      encoding: "buffer",
      maxBuffer: 2 ** 30,
      reject: false,
      input,
      env: {
        GIT_TERMINAL_PROMPT: "0",
        // A partial clone would fetch what it lacks.
        GIT_NO_LAZY_FETCH: "1",
        ...Object.fromEntries(inherited.map((name) => [name, undefined])),
      },
    });

  async function answer(args: readonly string[], input?: string): Promise<Buffer> {
    const { exitCode, stdout, stderr, message } = await git(args, input);
    if (exitCode === 0) return Buffer.from(stdout);
    const words = stderr === undefined ? message : Buffer.from(stderr).toString("utf8").trim().split("\n").at(-1);
    throw unreadable(`git ${args[0]} failed: ${words}`);
  }

  function unreadable(what: string): BaselineError {
    return new BaselineError({
      what,
      where: directory,
      remedy: "Name a folder of a clone with --directory, and bring the branch with `git fetch origin`.",
    });
  }

  const contents = oneProcessForMany(async (shas) => {
    const bytes = await answer(["cat-file", "--batch"], shas.map((sha) => `${sha}\n`).join(""));
    return parseBatch(bytes, unreadable);
  });

  return {
    /** What the remote had at the last fetch wins over a branch that somebody checked out long ago. */
    async readBranch(branch) {
      await answer(["rev-parse", "--git-dir"]);
      for (const ref of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
        const { exitCode, stdout } = await git(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
        if (exitCode === 0) return Buffer.from(stdout).toString("utf8").trim();
      }
      throw new BaselineError({
        what: `This clone has no branch "${branch}", neither of its own nor of its remote origin.`,
        where: directory,
        remedy: `Bring it with \`git fetch origin ${branch}\`; it is there after the first push to the default branch that Pacegate gated.`,
      });
    },

    async listFiles(commit) {
      const listed = await answer(["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
      return listed
        .toString("utf8")
        .split("\0")
        .flatMap((line) => {
          const match = /^\d+ blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line);
          return match === null ? [] : [{ sha: match[1] ?? "", size: Number(match[2]), path: match[3] ?? "" }];
        });
    },

    async readFile(sha) {
      return contents(sha);
    },

    makeCommit: () => Promise.reject(readOnly()),
    moveBranch: () => Promise.reject(readOnly()),
  };
}

function readOnly(): BaselineError {
  return new BaselineError({
    what: "A branch of a clone is only read.",
    remedy: "Name the repository with --repository owner/name: the branch is then changed on GitHub.",
  });
}

/** Objects by digest, from `<digest> blob <size>`, a line break, the bytes, a line break. */
function parseBatch(bytes: Buffer, unreadable: (what: string) => BaselineError): Map<string, Uint8Array> {
  const objects = new Map<string, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf("\n", at);
    const header = bytes.toString("utf8", at, end < 0 ? bytes.length : end);
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(header);
    if (match === null) throw unreadable(`git cat-file says: ${header.slice(0, 200)}`);
    const [, sha = "", size = "0"] = match;
    const start = end + 1;
    objects.set(sha, bytes.subarray(start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return objects;
}

/** What is asked for in one turn is answered by one call: a process a record would take minutes. */
function oneProcessForMany(
  readMany: (shas: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>,
): (sha: string) => Promise<Uint8Array> {
  let waiting: Set<string> | null = null;
  let answers: Promise<ReadonlyMap<string, Uint8Array>> | null = null;
  return async (sha) => {
    if (waiting === null || answers === null) {
      const asked = new Set<string>();
      waiting = asked;
      answers = Promise.resolve().then(() => {
        waiting = null;
        return readMany([...asked]);
      });
    }
    waiting.add(sha);
    const bytes = (await answers).get(sha);
    if (bytes !== undefined) return bytes;
    throw new BaselineError({
      what: `The clone lacks the object ${sha}.`,
      remedy: "Bring it with `git fetch --refetch origin`.",
    });
  };
}
