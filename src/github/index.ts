// The only room that talks to GitHub.
export { type ArtifactDetails, downloadArtifact, listArtifacts, uploadArtifact } from "./artifacts.ts";
export { restoreCache, saveCache } from "./cache.ts";
export { type GitHubClient, makeGitHubClient, type Pace } from "./client.ts";
export { setCommitStatus } from "./commit-status.ts";
export { setFirstStatus } from "./first-status.ts";
export { githubFleet, measurementsArtifact, newestMeasurements } from "./fleet.ts";
export { githubData } from "./git-data.ts";
export { GitHubError } from "./github-error.ts";
export { findLabelSetter, hasWriteAccess } from "./label-setter.ts";
export { closeIssue, type IssueText, writeIssue } from "./night-issue.ts";
export {
  findMergedPullRequest,
  findPullRequest,
  type PullRequestDetails,
  readPullRequest,
  refuseShared,
} from "./pull-requests.ts";
export {
  downloadReleaseAsset,
  findRelease,
  listReleases,
  type Release,
  uploadReleaseAsset,
} from "./releases.ts";
export { findMergeBase, listCommitsBetween, readDefaultBranch, readFileAt } from "./repository.ts";
export { type CommitStatus, statusContext } from "./status-fields.ts";
export { type CommentPlace, findAuthor, readComment, type StickyComment, writeComment } from "./sticky-comment.ts";
export { unzip } from "./unzip.ts";
export { cancelRun, listRunJobs, type RunDetails, readRun } from "./workflow-runs.ts";
