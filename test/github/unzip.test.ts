import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { GitHubError } from "../../src/github/github-error.ts";
import { limitBytes, unzip } from "../../src/github/unzip.ts";
import { handMadeZip, symbolicLink } from "./hand-made-zip.ts";

const limits = { allowed: /^(a\.txt|deep\/[a-z]+\.txt|objects\/\d+)$/, maxEntries: 20, maxBytes: 1_000_000 };

let place: string;
let folder: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "pacegate-unzip-"));
  folder = join(place, "out");
  mkdirSync(folder);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function unpack(zip: Buffer, change: Partial<typeof limits> = {}): Promise<void> {
  const file = join(place, "in.zip");
  writeFileSync(file, zip);
  return unzip(file, folder, { ...limits, ...change });
}

it("unpacks what another writer packed, folders included", async () => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("one"), "a.txt");
  zip.addBuffer(Buffer.from("two".repeat(10_000)), "deep/b.txt", { mode: 0o100600 });
  zip.end();
  const file = join(place, "in.zip");
  await pipeline(zip.outputStream, createWriteStream(file));
  await unzip(file, folder, limits);
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("one");
  expect(readFileSync(join(folder, "deep/b.txt"), "utf8")).toBe("two".repeat(10_000));
});

it("unpacks entries whose writer knows no file types", async () => {
  await unpack(handMadeZip([{ name: "a.txt", data: "one", mode: 0 }]));
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("one");
});

it("unpacks an archive of nothing to nothing", async () => {
  await unpack(handMadeZip([]));
  expect(readdirSync(folder)).toEqual([]);
});

describe("refuses", () => {
  const anyName = { allowed: /^/ };

  it.each([
    ["a name that leads out", "../x.txt"],
    ["a name that leads out later", "deep/../../x.txt"],
    ["a name that leads out by backslashes", "..\\x.txt"],
    ["an absolute name", "/tmp/x.txt"],
    ["an absolute name of Windows", "C:\\x.txt"],
    ["a folder", "deep/"],
  ])("%s, even where every name is allowed: %s", async (_, name) => {
    await expect(unpack(handMadeZip([{ name, data: "evil" }]), anyName)).rejects.toThrow(GitHubError);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(join(place, "x.txt"))).toBe(false);
  });

  it.each([
    ["other", "b.txt"],
    ["with a line break at its end", "a.txt\n"],
    ["with a zero byte", "a.txt\0"],
    ["hidden", ".a.txt"],
    ["in another folder", "deeper/b.txt"],
    ["empty", ""],
  ])("a name that is not expected: %s", async (_, name) => {
    await expect(unpack(handMadeZip([{ name, data: "x" }]))).rejects.toThrow("does not belong there");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("a name in one short line, whatever it holds", async () => {
    const name = `a\n::error::${"x".repeat(1000)}`;
    const refused = await unpack(handMadeZip([{ name }])).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GitHubError);
    const { what } = refused as GitHubError;
    expect(what).not.toContain("\n");
    expect(what.length).toBeLessThan(300);
  });

  it.each([
    ["a symbolic link", symbolicLink],
    ["a folder by its mode", 0o040755],
    ["a device", 0o060644],
    ["a pipe", 0o010644],
  ])("%s under an allowed name", async (_, mode) => {
    await expect(unpack(handMadeZip([{ name: "a.txt", data: "/etc/passwd", mode }]))).rejects.toThrow(
      '"a.txt", which does not belong there',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("the same name twice, and keeps the first", async () => {
    const twice = [
      { name: "a.txt", data: "one" },
      { name: "a.txt", data: "two" },
    ];
    await expect(unpack(handMadeZip(twice))).rejects.toThrow("EEXIST");
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("one");
  });

  it("a file where a folder is needed", async () => {
    const clash = [
      { name: "deep", data: "one" },
      { name: "deep/b.txt", data: "two" },
    ];
    await expect(unpack(handMadeZip(clash), anyName)).rejects.toThrow(GitHubError);
  });

  it("entries that are small each and large together, before one is written", async () => {
    const bomb = Array.from({ length: 11 }, (_, index) => ({ name: `objects/${index}`, data: Buffer.alloc(100_000) }));
    const zip = handMadeZip(bomb);
    expect(zip.length).toBeLessThan(10_000);
    await expect(unpack(zip)).rejects.toThrow("unpacks to more than 1000000 bytes");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("what the disk has no room for, before one is written", async () => {
    const { bavail, bsize } = statfsSync(folder);
    const claimed = 2 ** 32 - 1;
    const many = Array.from({ length: Math.ceil((bavail * bsize) / claimed) + 1 }, (_, index) => ({
      name: `objects/${index}`,
      data: "one",
      claimed,
    }));
    await expect(unpack(handMadeZip(many), { maxEntries: many.length, maxBytes: 2 ** 53 })).rejects.toThrow(
      /and the disk has room for \d+\./,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("an entry that is larger than it says", async () => {
    const lying = { name: "a.txt", data: Buffer.alloc(5_000_000), claimed: 10 };
    await expect(unpack(handMadeZip([lying]))).rejects.toThrow(/too many bytes/);
  });

  it("an entry that is smaller than it says", async () => {
    await expect(unpack(handMadeZip([{ name: "a.txt", data: "one", claimed: 10 }]))).rejects.toThrow(
      /not enough bytes/,
    );
  });

  it("ten thousand entries, before one is written", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `objects/${index}` }));
    await expect(unpack(handMadeZip(many))).rejects.toThrow("has 10000 files; at most 20 are allowed");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("more entries than the archive says it has", async () => {
    const two = [
      { name: "objects/1", data: "1" },
      { name: "objects/2", data: "2" },
    ];
    await unpack(handMadeZip(two, 1)).catch(() => undefined);
    expect(existsSync(join(folder, "objects/2"))).toBe(false);
  });

  it.each([
    ["is no archive at all", () => Buffer.from("<html>not found</html>")],
    ["is empty", () => Buffer.alloc(0)],
    ["breaks off", () => handMadeZip([{ name: "a.txt", data: "one" }]).subarray(0, -10)],
    ["begins later", () => handMadeZip([{ name: "a.txt", data: "one" }]).subarray(10)],
    ["promises entries that are not there", () => handMadeZip([{ name: "a.txt", data: "one" }], 3)],
  ])("what %s", async (_, zip) => {
    await expect(unpack(zip())).rejects.toMatchObject({ name: "GitHubError", kind: "answer" });
  });
});

describe("a limit of bytes", () => {
  it.each([
    [10, 10, true],
    [11, 10, false],
  ])("%i of %i pass: %s", async (sent, allowed, passes) => {
    const passed = pipeline([Buffer.alloc(sent - 1), Buffer.alloc(1)], limitBytes(allowed), async (source) => {
      for await (const chunk of source) expect(chunk.length).toBeLessThanOrEqual(allowed);
    });
    if (passes) await passed;
    else await expect(passed).rejects.toThrow(`more than ${allowed} bytes`);
  });
});
