import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError, loadConfig } from "../../src/config/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pacegate-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a file is read, and the config knows from where", async () => {
  const path = fileURLToPath(new URL("../fixtures/config/minimal.yml", import.meta.url));
  expect(await loadConfig(path)).toMatchObject({ path, models: [{ name: "search" }] });
});

test("a missing file is told from one that cannot be read", async () => {
  const missing = await loadConfig(join(folder, "pacegate.yml")).catch((error: unknown) => error);
  expect(missing).toBeInstanceOf(ConfigError);
  expect(missing).toMatchObject({ what: "There is no configuration file.", where: join(folder, "pacegate.yml") });
  const unreadable = await loadConfig(folder).catch((error: unknown) => error);
  expect(unreadable).toBeInstanceOf(ConfigError);
  expect(unreadable).toMatchObject({ what: expect.stringContaining("cannot be read") });
});

test("a file that is not UTF-8 is refused", async () => {
  const path = join(folder, "pacegate.yml");
  await writeFile(path, Buffer.from([0x73, 0xff, 0xfe]));
  await expect(loadConfig(path)).rejects.toThrow("not UTF-8");
});

test("a byte order mark is no part of the first key", async () => {
  const path = join(folder, "pacegate.yml");
  await writeFile(
    path,
    "\uFEFFversion: 1\nmodels: {a: {entry: m.py:f, inputs: m.py:g}}\nbackends: [here/onnxrt-cpu]\n",
  );
  expect((await loadConfig(path)).models).toHaveLength(1);
});
