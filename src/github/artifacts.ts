// Artifacts of workflow runs: uploaded with GitHub's own client, downloaded with nothing in them trusted.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type GitHubClient, inRepository } from "./client.ts";
import { ask, GitHubError } from "./github-error.ts";
import { limitBytes, type UnzipLimits, unzip } from "./unzip.ts";

export interface UploadedArtifact {
  readonly name: string;
  /** Null where the client did not tell. */
  readonly id: number | null;
}

/**
 * @param files absolute paths inside `root`
 * @throws GitHubError; a name can be used once in a run
 */
export async function uploadArtifact(
  name: string,
  root: string,
  files: readonly string[],
  retentionDays: number,
): Promise<UploadedArtifact> {
  try {
    // Loaded only here: it takes longer to load than everything else together.
    const { DefaultArtifactClient } = await import("@actions/artifact");
    const { id } = await new DefaultArtifactClient().uploadArtifact(name, [...files], root, { retentionDays });
    return { name, id: id ?? null };
  } catch (cause) {
    throw new GitHubError("refused", null, {
      what: `The artifact ${name} could not be uploaded: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: process.env.ACTIONS_RUNTIME_TOKEN
        ? "Run the job again; GitHub's artifact store did not take it."
        : "Artifacts can be uploaded from a GitHub Actions job only: elsewhere use `dispatch: local`.",
      cause,
    });
  }
}

export interface ArtifactDetails {
  readonly id: number;
  readonly name: string;
  /** Of the zip file. */
  readonly bytes: number;
  /** `sha256:` and 64 digits; null from servers that do not tell. */
  readonly digest: string | null;
  readonly expired: boolean;
}

export async function listArtifacts(client: GitHubClient, runId: number): Promise<readonly ArtifactDetails[]> {
  const asked = { doing: `list the artifacts of run ${runId}`, permission: "actions: read" };
  const artifacts = await ask(asked, () =>
    client.rest.paginate(client.rest.actions.listWorkflowRunArtifacts, {
      ...inRepository(client),
      run_id: runId,
      per_page: 100,
    }),
  );
  return artifacts.map(({ id, name, size_in_bytes, digest, expired }) => ({
    id,
    name,
    bytes: size_in_bytes,
    digest: digest ?? null,
    expired,
  }));
}

export interface DownloadLimits extends UnzipLimits {
  /** Of the zip file. */
  readonly maxZipBytes: number;
  readonly signal: AbortSignal;
}

/** The link lives for a minute, so a download that broke off begins with a new link. */
const maxDownloads = 3;

/**
 * Unpacks an artifact into a new folder, after its size and digest were checked.
 * @throws GitHubError; nothing half stays under the folder's name
 */
export async function downloadArtifact(
  client: GitHubClient,
  artifact: ArtifactDetails,
  folder: string,
  limits: DownloadLimits,
): Promise<void> {
  const { name, bytes, expired } = artifact;
  if (expired) {
    throw new GitHubError("not-found", null, {
      what: `The artifact ${name} has expired.`,
      remedy: "Run the gate again: it makes a new one.",
    });
  }
  if (bytes > limits.maxZipBytes) {
    throw new GitHubError("answer", null, {
      what: `The artifact ${name} has ${bytes} bytes; at most ${limits.maxZipBytes} are downloaded.`,
      remedy: "Export fewer or smaller models, or `weights: synthetic` for models that are too large to carry.",
    });
  }
  const zip = `${folder}.zip`;
  await mkdir(join(folder, ".."), { recursive: true });
  try {
    await fetchWhole(client, artifact, zip, limits);
    await mkdir(folder);
    await unzip(zip, folder, limits);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(zip, { force: true });
  }
}

async function fetchWhole(
  client: GitHubClient,
  artifact: ArtifactDetails,
  zip: string,
  limits: DownloadLimits,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const url = await findLink(client, artifact);
    try {
      await fetchOnce(url, artifact, zip, limits);
      return;
    } catch (cause) {
      limits.signal.throwIfAborted();
      if (attempt < maxDownloads) continue;
      throw new GitHubError("network", null, {
        what: `The artifact ${artifact.name} could not be downloaded whole: ${cause instanceof Error ? cause.message : String(cause)}.`,
        remedy: "Run the job again. If it stays so, the artifact is damaged: run the job that uploads it again.",
        cause,
      });
    }
  }
}

async function findLink(client: GitHubClient, { id, name }: ArtifactDetails): Promise<string> {
  const asked = { doing: `give a link to the artifact ${name}`, permission: "actions: read" };
  const { headers, url } = await ask(asked, () =>
    client.rest.actions.downloadArtifact({
      ...inRepository(client),
      artifact_id: id,
      archive_format: "zip",
      // The link leads elsewhere, where the token must not go.
      request: { redirect: "manual" },
    }),
  );
  return headers.location ?? url;
}

async function fetchOnce(
  url: string,
  { bytes, digest }: ArtifactDetails,
  zip: string,
  { maxZipBytes, signal }: DownloadLimits,
): Promise<void> {
  const answer = await fetch(url, { signal });
  if (!answer.ok || answer.body === null) throw new Error(`the store answered ${answer.status}`);
  const hash = createHash("sha256");
  let received = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      received += chunk.length;
      done(null, chunk);
    },
  });
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(body, limitBytes(maxZipBytes), measure, createWriteStream(zip));
  if (bytes > 0 && received !== bytes) throw new Error(`${received} of ${bytes} bytes arrived`);
  const got = `sha256:${hash.digest("hex")}`;
  if (digest !== null && digest !== got) throw new Error(`its digest is ${got} instead of ${digest}`);
}
