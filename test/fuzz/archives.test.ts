// The reader of archives, driven with damaged ones and with names that lead elsewhere.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { unzip } from "../../src/github/index.ts";
import { FuzzFolder, sha256 } from "./folders.ts";
import { fuzz, fuzzTimeoutMs, treeOf } from "./fuzz.ts";
import { damages } from "./mutations.ts";

const folders = new FuzzFolder();
afterAll(() => folders[Symbol.dispose]());

test(
  "archives",
  async () => {
    const allowed = /^(?:parcel\.json|objects\/[0-9a-f]{64})$/;
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from("{}"), "parcel.json");
    zip.addBuffer(Buffer.alloc(50_000), `objects/${sha256("a")}`);
    zip.addBuffer(Buffer.from(sha256("b").repeat(40)), `objects/${sha256("b")}`);
    zip.end();
    const sound = await buffer(zip.outputStream);
    const rename = fc.constantFrom("", "", "../parcel.j", "/etc/parcel", "..\\..\\abcd", "parcel.json", "a/../../x.j");
    await fuzz({
      sound: [null, ""],
      reader: "archives",
      inputs: fc.tuple(fc.option(damages), rename),
      read: async ([damage, name]) => {
        using folder = folders.fresh();
        const { inside, outside } = folder;
        // Both where the entry is and where the archive lists it; as long as the name that it replaces.
        const renamed = Buffer.from(
          sound.toString("latin1").replaceAll("parcel.json", name || "parcel.json"),
          "latin1",
        );
        writeFileSync(join(outside, "given.zip"), damage === null ? renamed : damage(renamed));
        const elsewhere = () => treeOf(outside).filter((line) => !line.startsWith(join(inside, "to")));
        const before = elsewhere();
        try {
          await unzip(join(outside, "given.zip"), join(inside, "to"), { allowed, maxEntries: 3, maxBytes: 100_000 });
        } finally {
          expect(elsewhere()).toEqual(before);
        }
        return treeOf(join(inside, "to")).map((line) => line.slice(join(inside, "to/").length));
      },
      use: (files) => {
        for (const file of files) {
          if (file !== "objects") expect(file.split(" ")[0]).toMatch(allowed);
        }
      },
    });
  },
  fuzzTimeoutMs,
);
