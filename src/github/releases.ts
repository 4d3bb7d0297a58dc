// Releases and the bundles that they keep as assets: the anchors that nights are compared with.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type GitHubClient, inRepository } from "./client.ts";
import { ask, GitHubError, isNotFound } from "./github-error.ts";
import { limitBytes } from "./unzip.ts";

/** "Each file included in a release must be under 2 GiB" (docs.github.com, "About releases"). */
const maxAssetBytes = 2 * 1024 ** 3 - 1;

export interface ReleaseAsset {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly digest: string | null;
}

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly uploadUrl: string;
  readonly assets: readonly ReleaseAsset[];
  /** What an upload that broke off has left: no file, but its name is taken. */
  readonly unfinished: readonly ReleaseAsset[];
}

interface Answer {
  readonly id: number;
  readonly tag_name: string;
  readonly upload_url: string;
  readonly draft: boolean;
  readonly assets: readonly {
    readonly id: number;
    readonly name: string;
    readonly state: string;
    readonly size: number;
    readonly digest?: string | null;
  }[];
}

function releaseOf({ id, tag_name, upload_url, assets }: Answer): Release {
  const inState = (isUploaded: boolean): readonly ReleaseAsset[] =>
    assets
      .filter(({ state }) => (state === "uploaded") === isUploaded)
      .map((asset) => ({ id: asset.id, name: asset.name, bytes: asset.size, digest: asset.digest ?? null }));
  return { id, tag: tag_name, uploadUrl: upload_url, assets: inState(true), unfinished: inState(false) };
}

/** Newest first, drafts left out; at most 100. */
export async function listReleases(client: GitHubClient): Promise<readonly Release[]> {
  const asked = { doing: "list the releases", permission: "contents: read" };
  const { data } = await ask(asked, () => client.rest.repos.listReleases({ ...inRepository(client), per_page: 100 }));
  return data.filter(({ draft }) => !draft).map(releaseOf);
}

export async function findRelease(client: GitHubClient, tag: string): Promise<Release | null> {
  const asked = { doing: `show the release ${tag}`, permission: "contents: read" };
  try {
    const { data } = await ask(asked, () => client.rest.repos.getReleaseByTag({ ...inRepository(client), tag }));
    return releaseOf(data);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Adds a file to a release; one of that name that is there already stays, since releases do not change. */
export async function uploadReleaseAsset(
  client: GitHubClient,
  release: Release,
  name: string,
  file: string,
): Promise<void> {
  if (release.assets.some((asset) => asset.name === name)) return;
  const asked = { doing: `add ${name} to the release ${release.tag}`, permission: "contents: write" };
  const { size } = await stat(file);
  if (size > maxAssetBytes) {
    throw new GitHubError("refused", null, {
      what: `The file ${name} for the release ${release.tag} has ${size} bytes, and GitHub takes ${maxAssetBytes}.`,
      remedy: "Export fewer or smaller models, or `weights: synthetic` for models that are too large to carry.",
    });
  }
  const data = await readFile(file);
  for (const { id, name: taken } of release.unfinished) {
    if (taken !== name) continue;
    await ask(asked, () => client.rest.repos.deleteReleaseAsset({ ...inRepository(client), asset_id: id }));
  }
  await ask(asked, () =>
    client.rest.repos.uploadReleaseAsset({
      ...inRepository(client),
      release_id: release.id,
      name,
      // Octokit's type says string and takes bytes.
      data: data as unknown as string,
      baseUrl: new URL(release.uploadUrl.replace(/\{.*$/, "")).origin,
      headers: { "content-type": "application/zip", "content-length": data.length },
    }),
  );
}

/** @throws GitHubError where it is larger than allowed, or is not what GitHub says of it */
export async function downloadReleaseAsset(
  client: GitHubClient,
  asset: ReleaseAsset,
  file: string,
  maxBytes: number,
): Promise<void> {
  const asked = { doing: `give the release asset ${asset.name}`, permission: "contents: read" };
  const { headers, data, url } = await ask(asked, () =>
    client.rest.repos.getReleaseAsset({
      ...inRepository(client),
      asset_id: asset.id,
      headers: { accept: "application/octet-stream" },
      request: { redirect: "manual" },
    }),
  );
  const link = headers.location;
  const sent: unknown = data;
  try {
    const body =
      link === undefined && sent instanceof ArrayBuffer
        ? Readable.from([Buffer.from(sent)])
        : Readable.fromWeb((await openLink(link ?? url)) as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, limitBytes(maxBytes), createWriteStream(file));
    const digest = `sha256:${createHash("sha256")
      .update(await readFile(file))
      .digest("hex")}`;
    if (asset.digest !== null && asset.digest !== digest) throw new Error(`its digest is ${digest}`);
  } catch (cause) {
    await rm(file, { force: true });
    throw new GitHubError("answer", null, {
      what: `The release asset ${asset.name} could not be downloaded: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: "Run the job again; if it stays so, delete the asset and run the release's gate again.",
      cause,
    });
  }
}

async function openLink(url: string): Promise<ReadableStream> {
  const answer = await fetch(url);
  if (!answer.ok || answer.body === null) throw new Error(`the store answered ${answer.status}`);
  return answer.body;
}
