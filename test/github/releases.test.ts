import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { downloadReleaseAsset, findRelease, listReleases, uploadReleaseAsset } from "../../src/github/releases.ts";
import type { FaultKind } from "../fixtures/github-server/faults.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { askedFor, quickClient } from "./quick-client.ts";

const bytes = Buffer.from([...Array(1000).keys()].map((index) => index % 256));

let server: GitHubServer;
let place: string;
beforeEach(async () => {
  server = await startGitHubServer();
  place = mkdtempSync(join(tmpdir(), "pacegate-releases-"));
  writeFileSync(join(place, "in"), bytes);
});
afterEach(async () => {
  rmSync(place, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

const release = async (tag = "v1") => {
  const found = await findRelease(quickClient(server), tag);
  if (found === null) throw new Error(`There is no release ${tag}.`);
  return found;
};
const asset = async () => {
  const [found] = (await release()).assets;
  if (found === undefined) throw new Error("There is no asset.");
  return found;
};
const out = () => join(place, "out");

it("a release is found by its tag, or is not there", async () => {
  await server.createRelease("v1");
  expect(await findRelease(quickClient(server), "v1")).toMatchObject({ tag: "v1", assets: [] });
  expect(await findRelease(quickClient(server), "v2")).toBeNull();
});

it("releases are listed newest first, drafts left out", async () => {
  await server.createRelease("v1");
  await server.createRelease("v2");
  await server.admin.repos.createRelease({ owner: "acme", repo: "app", tag_name: "v3", draft: true });
  expect((await listReleases(quickClient(server))).map(({ tag }) => tag)).toEqual(["v2", "v1"]);
});

it("a file that is added comes back as it was", async () => {
  await server.createRelease("v1");
  await uploadReleaseAsset(quickClient(server), await release(), "bundle.zip", join(place, "in"));
  expect(await asset()).toMatchObject({ name: "bundle.zip", bytes: 1000 });
  await downloadReleaseAsset(quickClient(server), await asset(), out(), 1000);
  expect(readFileSync(out())).toEqual(bytes);
});

it("a file that is there already stays", async () => {
  await server.createRelease("v1", { assets: { "bundle.zip": Buffer.from("first") } });
  await uploadReleaseAsset(quickClient(server), await release(), "bundle.zip", join(place, "in"));
  expect(askedFor(server, "POST", /assets$/)).toBe(0);
  expect((await asset()).bytes).toBe(5);
});

it("a file whose upload broke off is not there, and is put in the place of what that left", async () => {
  await server.createRelease("v1", { assets: { "bundle.zip": Buffer.alloc(0), "other.zip": Buffer.alloc(0) } });
  expect((await release()).assets).toEqual([]);
  await uploadReleaseAsset(quickClient(server), await release(), "bundle.zip", join(place, "in"));
  expect((await release()).assets).toMatchObject([{ name: "bundle.zip", bytes: 1000 }]);
  expect((await release()).unfinished).toMatchObject([{ name: "other.zip" }]);
});

it("a file that is larger than a release takes is refused before it is read", async () => {
  await server.createRelease("v1");
  truncateSync(join(place, "in"), 2 * 1024 ** 3);
  await expect(
    uploadReleaseAsset(quickClient(server), await release(), "bundle.zip", join(place, "in")),
  ).rejects.toThrow("has 2147483648 bytes, and GitHub takes 2147483647");
  expect(askedFor(server, "POST", /assets$/)).toBe(0);
});

it("a larger file than allowed is not taken in whole", async () => {
  await server.createRelease("v1", { assets: { "bundle.zip": bytes } });
  await expect(downloadReleaseAsset(quickClient(server), await asset(), out(), 999)).rejects.toThrow(
    "more than 999 bytes",
  );
  expect(existsSync(out())).toBe(false);
});

it.each([{ kind: "altered" }, { kind: "truncated" }, { kind: "status", status: 500 }] satisfies FaultKind[])(
  "a file that does not come as GitHub says leaves nothing: %j",
  async (fault) => {
    await server.createRelease("v1", { assets: { "bundle.zip": bytes } });
    const found = await asset();
    server.faults.add({ method: "GET", route: "/container/{blob}", times: Number.POSITIVE_INFINITY, fault });
    await expect(downloadReleaseAsset(quickClient(server), found, out(), 1000)).rejects.toMatchObject({
      name: "GitHubError",
      what: expect.stringContaining("The release asset bundle.zip could not be downloaded"),
    });
    expect(existsSync(out())).toBe(false);
  },
);

it("a file is not added without the permission, whose line is named", async () => {
  await server.createRelease("v1");
  const client = quickClient(server, { permissions: { contents: "read" } });
  const asked = uploadReleaseAsset(client, await release(), "bundle.zip", join(place, "in"));
  await expect(asked).rejects.toThrow(/\n {6}contents: write$/);
});
