// A checkout of one commit that is gone when its scope ends, however it ends.
import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git, type Repository } from "./git.ts";

export interface Worktree extends AsyncDisposable {
  readonly directory: string;
}

const remedy = "Check that the disk has room and that the repository is not locked by another git command.";

/** `git worktree add` takes a lock on the repo: one at a time. */
export async function addWorktree(repository: Repository, commit: string, directory: string): Promise<Worktree> {
  await mkdir(dirname(directory), { recursive: true });
  const worktree: Worktree = { directory, [Symbol.asyncDispose]: () => removeWorktree(repository, directory) };
  try {
    await git(repository.root, ["worktree", "add", "--quiet", "--detach", "--force", directory, commit], remedy);
  } catch (error) {
    await worktree[Symbol.asyncDispose]();
    throw error;
  }
  return worktree;
}

async function removeWorktree(repository: Repository, directory: string): Promise<void> {
  // By hand, then pruned: `git worktree remove` refuses where a killed child left a half-written file.
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  await git(repository.root, ["worktree", "prune"], remedy);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Removes what processes left that were killed before they could: folders are named `<process id>-…`. */
export async function removeLeftovers(repository: Repository, folders: readonly string[]): Promise<void> {
  let removed = false;
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const name of await readdir(folder)) {
      const processId = Number(/^(\d+)-/.exec(name)?.[1]);
      if (Number.isInteger(processId) && isAlive(processId)) continue;
      await rm(join(folder, name), { recursive: true, force: true });
      removed = true;
    }
  }
  if (removed) await git(repository.root, ["worktree", "prune"], remedy);
}
