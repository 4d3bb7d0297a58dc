// Which two commits are compared: the ones asked for, else HEAD and where it left the default branch.
import { ExportError } from "./export-error.ts";
import { findCommit, findDefaultBranch, findMergeBase, type Repository } from "./git.ts";

export interface Commits {
  /** Null: the head is the first commit, so everything in it is new. */
  readonly base: string | null;
  readonly head: string;
}

function missing(repository: Repository, side: string, revision: string): ExportError {
  return new ExportError({
    what: `The ${side} revision ${JSON.stringify(revision)} is not in this repository.`,
    where: repository.root,
    remedy: repository.shallow
      ? "The clone is shallow: give actions/checkout `fetch-depth: 0`, or run `git fetch --unshallow`."
      : `Check its name with \`git log ${side === "base" ? "--all " : ""}--oneline\`, or fetch it first.`,
  });
}

/** The parent that a head on the default branch itself is compared with. */
async function findParent(repository: Repository, head: string): Promise<string | null> {
  const parent = await findCommit(repository, `${head}^1`);
  if (parent !== undefined) return parent;
  if (!repository.shallow) return null;
  throw new ExportError({
    what: "There is no commit to compare with: the clone is shallow and the head's parent is not in it.",
    where: repository.root,
    remedy: "Give actions/checkout `fetch-depth: 0`, or run `git fetch --unshallow`.",
  });
}

/** As GitHub's payload has it: the tip of the branch it goes to, and its own last commit. */
export interface PullRequest {
  readonly base: string;
  readonly head: string;
}

export interface AskedCommits {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly pullRequest?: PullRequest | undefined;
}

/**
 * Where a pull request left its branch. GitHub checks out a merge of the pull request into the branch's newest commit:
 * then the first parent is what it is merged into, which may be newer than the payload's.
 */
async function findPullRequestBase(
  repository: Repository,
  { base, head }: PullRequest,
  checkedOut: string,
): Promise<string> {
  if ((await findCommit(repository, `${checkedOut}^2`)) === head) {
    const parent = await findParent(repository, checkedOut);
    if (parent !== null) return parent;
  }
  const mergeBase = await findMergeBase(repository, base, checkedOut);
  if (mergeBase === undefined) throw missing(repository, "base", base);
  return mergeBase;
}

export async function chooseCommits(repository: Repository, asked: AskedCommits): Promise<Commits> {
  const headRevision = asked.head ?? "HEAD";
  const head = await findCommit(repository, headRevision);
  if (head === undefined) {
    if (asked.head !== undefined) throw missing(repository, "head", headRevision);
    throw new ExportError({
      what: "The repository has no commit yet.",
      where: repository.root,
      remedy: "Commit the project first: Pacegate measures commits, not files on the disk.",
    });
  }
  if (asked.base !== undefined) {
    const base = await findCommit(repository, asked.base);
    if (base === undefined) throw missing(repository, "base", asked.base);
    return { base, head };
  }
  if (asked.pullRequest !== undefined) {
    return { base: await findPullRequestBase(repository, asked.pullRequest, head), head };
  }
  const branch = await findDefaultBranch(repository);
  const mergeBase = branch === undefined ? undefined : await findMergeBase(repository, branch, head);
  if (mergeBase !== undefined && mergeBase !== head) return { base: mergeBase, head };
  if (branch !== undefined && mergeBase === undefined && repository.shallow) {
    throw new ExportError({
      what: "The merge base of the head and the default branch is not in this shallow clone.",
      where: repository.root,
      remedy: "Give actions/checkout `fetch-depth: 0`, or run `git fetch --unshallow`.",
    });
  }
  return { base: await findParent(repository, head), head };
}
