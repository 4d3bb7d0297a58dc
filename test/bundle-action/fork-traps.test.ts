import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForkedTeam } from "../fixtures/forked-team.ts";
import { sizedTinyModel, tinyConfig } from "../fixtures/tiny-model.ts";
import { handMadeZip, symbolicLink } from "../github/hand-made-zip.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"]);
const gibibyte = 1024 ** 3;

/** Small files that would be large, or lead elsewhere, once they are unpacked on the trusted run's machine. */
describe("a fork's artifact that is a trap", { timeout: 200_000 }, () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "pacegate-traps-")));
  const temporary = join(outside, "tmp");
  let forked: ForkedTeam;
  let head: string;

  beforeAll(async () => {
    mkdirSync(temporary);
    forked = await ForkedTeam.start({ "pacegate.yml": config, ...sizedTinyModel(1) }, null);
    head = await forked.push(sizedTinyModel(2));
    await forked.open();
  });
  afterAll(async () => {
    await forked[Symbol.asyncDispose]();
    rmSync(outside, { recursive: true, force: true });
  });

  const object = (index: number): string => `objects/${index.toString(16).padStart(64, "0")}`;
  const zeros = Buffer.alloc(64 * 1024 ** 2);

  it.each<[string, () => Buffer, RegExp]>([
    [
      "since it unpacks to more than a bundle may have",
      () =>
        handMadeZip(Array.from({ length: 33 }, (_, index) => ({ name: object(index), data: "x", claimed: gibibyte }))),
      /unpacks to more than 34359738368 bytes/,
    ],
    [
      "since a file of it is larger than it says",
      () => handMadeZip([{ name: object(0), data: zeros, claimed: 1000 }]),
      /cannot be read: too many bytes/,
    ],
    [
      "since a file of it is a symbolic link",
      () => handMadeZip([{ name: object(0), data: "/etc/passwd", mode: symbolicLink }]),
      /which does not belong there/,
    ],
    [
      "since its manifest is larger than any",
      () => handMadeZip([{ name: "bundle/manifest.json", data: Buffer.alloc(65 * 1024 ** 2, "[") }]),
      /The manifest has 68157440 bytes; the limit is 67108864/,
    ],
  ])("ends in an error, %s, and leaves nothing on the disk", async (_, zip, reason) => {
    const { team } = forked;
    const runId = forked.addRun(head);
    const bytes = zip();
    // A trap is small until it is opened.
    expect(bytes.length).toBeLessThan(1024 ** 2);
    team.server.putArtifact(runId, `pacegate-fork-${runId}-1`, bytes);
    const run = await forked.decide(runId, { TMPDIR: temporary });
    expect(run.exitCode, run.log).toBe(2);
    expect(run.outputs.verdict).toBe("error");
    expect(run.log).toMatch(reason);
    expect(team.statesOf(head).slice(-2)).toEqual(["pending", "error"]);
    expect(team.server.statuses.at(-1)?.description).toMatch(/archive|manifest/);
    expect(team.dispatches).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(outside)).toEqual(["tmp"]);
  });
});
