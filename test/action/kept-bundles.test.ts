import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readActionInputs } from "../../src/action/action-inputs.ts";
import type { Job } from "../../src/action/job.ts";
import { bringBundles, bundleAsset, keepInRelease } from "../../src/action/kept-bundles.ts";
import type { WorkflowEvent } from "../../src/action/workflow-event.ts";
import { openBundle } from "../../src/bundle/index.ts";
import type { Parcel } from "../../src/dispatch/index.ts";
import { FakeClock } from "../dispatch/fake-fleet.ts";
import { writeBundle } from "../fixtures/bundle-folder.ts";
import type { GitHubServer } from "../fixtures/github-server/github-server.ts";
import { startGitHubServer } from "../fixtures/github-server/start-github-server.ts";
import { writeZip } from "../fixtures/zip-file.ts";
import { askedFor, quickClient } from "../github/quick-client.ts";

const commit = "1".repeat(40);
const folderName = `${commit}-0f1e`;
const night: WorkflowEvent = { kind: "night" };
const always = Number.POSITIVE_INFINITY;

/** A job without a cache, and a release that kept its bundle as the product does. */
describe("the bundle of the base, where no cache has it", () => {
  let server: GitHubServer;
  let place: string;
  let log = "";

  beforeEach(async () => {
    server = await startGitHubServer();
    place = mkdtempSync(join(tmpdir(), "pacegate-kept-"));
    log = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      log += String(text);
      return true;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    rmSync(place, { recursive: true, force: true });
    await server[Symbol.asyncDispose]();
  });

  const store = (): string => join(place, "project", ".pacegate");

  function jobOf(event: WorkflowEvent): Job {
    const client = quickClient(server);
    const address = "https://github.example/acme/app";
    const run = { repository: client.repository, apiUrl: server.apiUrl, runId: 7, attempt: 1, runUrl: address };
    mkdirSync(join(place, "project"), { recursive: true });
    return {
      inputs: readActionInputs((name) => (name === "working-directory" ? join(place, "project") : "")),
      event,
      connection: { client, lastWords: client, author: async () => "acme", run: { ...run, repositoryUrl: address } },
      signal: new AbortController().signal,
      clock: new FakeClock(),
    };
  }

  /** As the record of a release keeps it. */
  async function releaseWithBundle(tag: string): Promise<void> {
    await server.push({ "a.txt": tag });
    await server.createRelease(tag);
    const directory = join(place, tag);
    await writeBundle(directory);
    const parcel = { head: await openBundle(directory), headFolder: folderName } as Parcel;
    const { connection } = jobOf(night);
    if (connection !== null) expect(await keepInRelease(connection, tag, parcel)).toBe(true);
  }

  const bring = (event: WorkflowEvent = night): Promise<void> => bringBundles(jobOf(event), commit, {});
  const expectNothing = (): void => expect(existsSync(join(store(), "bundles"))).toBe(false);

  it("comes from the last release, whole and ready to be opened", async () => {
    await releaseWithBundle("v1");
    await bring();
    expect(log).toContain("Brought the bundle of v1 from its release.");
    const brought = await openBundle(join(store(), "bundles", folderName), {
      objectsDirectory: join(store(), "objects"),
    });
    const kept = await openBundle(join(place, "v1"));
    expect(brought.digest).toBe(kept.digest);
    expect(readdirSync(store()).toSorted()).toEqual(["bundles", "objects"]);
  });

  it("comes from the release before for the release that is gated", async () => {
    await releaseWithBundle("v1");
    await server.createRelease("v2");
    await bring({ kind: "release", tag: "v2" });
    expect(log).toContain("Brought the bundle of v1 from its release.");
  });

  it("is not looked for in releases by a pull request, whose base is another commit", async () => {
    await releaseWithBundle("v1");
    const before = askedFor(server, "GET", /releases/);
    await bring({ kind: "pull-request", number: 1, base: commit, head: commit, fork: false });
    expect(askedFor(server, "GET", /releases/)).toBe(before);
    expectNothing();
  });

  it("is exported where there is no release, or one without a bundle", async () => {
    await bring();
    expectNothing();
    await server.push({ "a.txt": "1" });
    await server.createRelease("v1");
    await bring();
    expectNothing();
    expect(log).not.toContain("::warning::");
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    [
      "is not what GitHub says it is",
      async () => {
        server.faults.add({ method: "GET", route: "/container/{blob}", times: always, fault: { kind: "altered" } });
      },
      /its digest is sha256:[0-9a-f]{64}/,
    ],
    [
      "breaks off",
      async () => {
        server.faults.add({ method: "GET", route: "/container/{blob}", times: always, fault: { kind: "truncated" } });
      },
      /could not be downloaded/,
    ],
    [
      "holds something else than a bundle",
      async () => {
        const evil = await writeZip([{ name: "bundles/evil.sh", bytes: Buffer.from("#!") }]);
        for (const { assets } of server.releases) assets.length = 0;
        await server.createRelease("v2", { assets: { [bundleAsset]: evil } });
      },
      /which does not belong there/,
    ],
  ])("is exported, and a warning says why, where the release's %s", async (_, spoil, why) => {
    await releaseWithBundle("v1");
    await spoil();
    await bring();
    expect(log).toMatch(/::warning::The release's bundle could not be used, so it is exported again: /);
    expect(log).toMatch(why);
    expectNothing();
  });

  it("leaves what the store has already as it is", async () => {
    await releaseWithBundle("v1");
    const there = join(store(), "bundles", folderName);
    await writeBundle(there, undefined, join(store(), "objects"));
    rmSync(join(there, "manifest.json"));
    mkdirSync(join(there, "mine"));
    await bring();
    expect(readdirSync(there).toSorted()).toEqual(["manifest.json", "mine"]);
  });
});
