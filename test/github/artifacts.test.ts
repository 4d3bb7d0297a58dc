import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type ArtifactDetails,
  type DownloadLimits,
  downloadArtifact,
  listArtifacts,
  uploadArtifact,
} from "../../src/github/artifacts.ts";
import type { FaultKind } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { handMadeZip } from "./hand-made-zip.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const runId = 42;
const limits: DownloadLimits = {
  allowed: /^(a\.txt|deep\/b\.txt)$/,
  maxEntries: 10,
  maxBytes: 1_000_000,
  maxZipBytes: 1_000_000,
  signal: new AbortController().signal,
};
const zip = handMadeZip([{ name: "a.txt", data: "one".repeat(1000) }]);

let server: GitHubServer;
let place: string;
beforeEach(async () => {
  server = await startGitHubServer();
  place = mkdtempSync(join(tmpdir(), "pacegate-artifacts-"));
  vi.stubEnv("ACTIONS_RUNTIME_TOKEN", undefined);
  // The real client tells much.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

function actAsJob(): void {
  for (const [name, value] of Object.entries(server.environment({ runId }))) vi.stubEnv(name, value);
}

async function listed(name: string): Promise<ArtifactDetails> {
  const found = (await listArtifacts(quickClient(server), runId)).find((artifact) => artifact.name === name);
  if (found === undefined) throw new Error(`There is no artifact ${name}.`);
  return found;
}

async function put(bytes = zip): Promise<ArtifactDetails> {
  server.putArtifact(runId, "parcel", bytes);
  return listed("parcel");
}

const download = (artifact: ArtifactDetails, change: Partial<DownloadLimits> = {}) =>
  downloadArtifact(quickClient(server), artifact, join(place, "out"), { ...limits, ...change });

/** Neither a half folder nor a zip file is left. */
const leftovers = () => readdirSync(place);

it("what a job uploads is listed and comes back as it was", async () => {
  actAsJob();
  mkdirSync(join(place, "in/deep"), { recursive: true });
  const files = { "a.txt": "one", "deep/b.txt": "two\n".repeat(5000) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, "in", name), text);
  const paths = Object.keys(files).map((name) => join(place, "in", name));
  const uploaded = await uploadArtifact("parcel-42-1", join(place, "in"), paths, 3);
  const artifact = await listed("parcel-42-1");
  expect(artifact).toMatchObject({
    id: uploaded.id,
    expired: false,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
  await download(artifact);
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(place, "out", name), "utf8")).toBe(text);
  expect(leftovers().toSorted()).toEqual(["in", "out"]);
});

it("a name is used once in a run", async () => {
  actAsJob();
  writeFileSync(join(place, "a.txt"), "one");
  await uploadArtifact("parcel", place, [join(place, "a.txt")], 3);
  await expect(uploadArtifact("parcel", place, [join(place, "a.txt")], 3)).rejects.toMatchObject({
    kind: "refused",
    what: expect.stringContaining("already exists"),
  });
});

it("outside of a job nothing is uploaded, and the way without is named", async () => {
  writeFileSync(join(place, "a.txt"), "one");
  await expect(uploadArtifact("parcel", place, [join(place, "a.txt")], 3)).rejects.toMatchObject({
    remedy: expect.stringContaining("dispatch: local"),
  });
});

it("all pages of a run's artifacts are listed, and no other run's", async () => {
  for (let index = 0; index < 101; index += 1) server.putArtifact(runId, `part-${index}`, zip);
  server.putArtifact(runId + 1, "elsewhere", zip);
  const names = (await listArtifacts(quickClient(server), runId)).map(({ name }) => name);
  expect(new Set(names).size).toBe(101);
  expect(names).not.toContain("elsewhere");
});

describe("a download that breaks off", () => {
  const passing: readonly FaultKind[] = [
    { kind: "truncated" },
    { kind: "altered" },
    { kind: "reset" },
    { kind: "status", status: 500 },
  ];

  it.each(passing)("begins again with a new link after %j", async (fault) => {
    const artifact = await put();
    server.faults.add({ method: "GET", route: "/container/{blob}", times: 2, fault });
    await download(artifact);
    expect(readFileSync(join(place, "out/a.txt"), "utf8")).toBe("one".repeat(1000));
    expect(askedFor(server, "GET", /\/zip$/)).toBe(3);
    expect(leftovers()).toEqual(["out"]);
  });

  it.each(passing)("every time is an error, and leaves nothing: %j", async (fault) => {
    const artifact = await put();
    server.faults.add({ method: "GET", route: "/container/{blob}", times: Number.POSITIVE_INFINITY, fault });
    await expect(download(artifact)).rejects.toMatchObject({
      kind: "network",
      what: expect.stringContaining("could not be downloaded whole"),
    });
    expect(leftovers()).toEqual([]);
  });

  it("is over when the gate is", async () => {
    const artifact = await put();
    server.faults.add({ method: "GET", route: "/container/{blob}", fault: { kind: "slow", milliseconds: 1000 } });
    const signal = AbortSignal.timeout(100);
    await expect(download(artifact, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
    expect(leftovers()).toEqual([]);
  });
});

it("what is not what GitHub says of it is refused", async () => {
  const artifact = await put();
  const digest = `sha256:${"0".repeat(64)}`;
  await expect(download({ ...artifact, digest })).rejects.toThrow(`instead of ${digest}`);
  await expect(download({ ...artifact, bytes: zip.length - 1 })).rejects.toThrow(
    `${zip.length} of ${zip.length - 1} bytes`,
  );
  expect(leftovers()).toEqual([]);
});

it("where GitHub tells no digest, the size and the archive itself are checked", async () => {
  await download({ ...(await put()), digest: null });
  expect(existsSync(join(place, "out/a.txt"))).toBe(true);
});

it("what has expired is not asked for", async () => {
  const artifact = await put();
  await expect(download({ ...artifact, expired: true })).rejects.toMatchObject({
    kind: "not-found",
    what: "The artifact parcel has expired.",
  });
  expect(askedFor(server, "GET", /\/zip$/)).toBe(0);
});

it("what expired since it was listed is told as not found", async () => {
  const artifact = await put();
  server.clock.skewSeconds = 100 * 24 * 3600;
  await expect(download(artifact)).rejects.toMatchObject({ kind: "not-found", status: 410 });
  expect(await listed("parcel")).toMatchObject({ expired: true });
});

describe("what is too large", () => {
  it("by what GitHub says is not asked for", async () => {
    const artifact = await put();
    await expect(download(artifact, { maxZipBytes: zip.length - 1 })).rejects.toThrow(`at most ${zip.length - 1} are`);
    expect(askedFor(server, "GET", /\/zip$/)).toBe(0);
  });

  it("though GitHub says otherwise is not taken in whole", async () => {
    const artifact = { ...(await put()), bytes: 0 };
    await expect(download(artifact, { maxZipBytes: zip.length - 1 })).rejects.toThrow(
      `more than ${zip.length - 1} bytes`,
    );
    expect(leftovers()).toEqual([]);
  });

  it("unpacked leaves nothing", async () => {
    await expect(download(await put(), { maxBytes: 2999 })).rejects.toThrow("unpacks to more than 2999 bytes");
    expect(leftovers()).toEqual([]);
  });
});

it("an archive with anything else in it leaves nothing, not even what was allowed", async () => {
  const mixed = handMadeZip([{ name: "a.txt", data: "one" }, { name: "evil.sh" }]);
  await expect(download(await put(mixed))).rejects.toThrow('"evil.sh", which does not belong there');
  expect(leftovers()).toEqual([]);
});

it("the token does not follow the link to another host", async () => {
  // The store refuses whoever brings one.
  await download(await put());
  expect(server.requests.filter(({ service }) => service === "blobs").map(({ status }) => status)).toEqual([200]);
});
