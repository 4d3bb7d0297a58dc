// The reader of what a bench job is asked for, driven with hostile text.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readBenchRequest } from "../../src/dispatch/index.ts";
import { sha256 } from "./folders.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { mutate, mutations, splices } from "./mutations.ts";

test(
  "requests of bench jobs",
  async () => {
    const request = {
      schema: "pacegate/bench-request/1",
      run: 1,
      artifact: "pacegate-parcel-1-1",
      planDigest: sha256("plan"),
      pacegateVersion: "0.1.0",
      only: { t4: [0, 1] },
    };
    await fuzz({
      sound: [[], null],
      reader: "benchRequests",
      inputs: fc.tuple(mutations, fc.option(splices)),
      read: ([changes, splice]) => {
        const text = mutate(request, changes);
        return readBenchRequest(splice === null ? text : splice(text), "0.1.0");
      },
      use: ({ artifact, planDigest: digest }) => {
        expect(artifact).toMatch(/^pacegate-parcel-\d+-\d+$/);
        expect(digest).toMatch(/^[0-9a-f]{64}$/);
      },
    });
  },
  fuzzTimeoutMs,
);
