import { expect, test } from "vitest";
import { manifestFormat } from "../../src/bundle/manifest.ts";
import { sampleManifest } from "../fixtures/manifest.ts";

test("the sample manifest that other tests build on is one that the format accepts", () => {
  expect(manifestFormat.schema.parse(sampleManifest())).toEqual(sampleManifest());
});
