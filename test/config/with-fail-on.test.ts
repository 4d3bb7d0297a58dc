import { expect, test } from "vitest";
import { withFailOn } from "../../src/config/index.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";

test("what the workflow says wins, and changes nothing else", () => {
  const config = sampleConfig();
  const stricter = withFailOn(config, "inconclusive");
  expect(stricter.gate.failOn).toBe("inconclusive");
  expect({ ...stricter, gate: { ...stricter.gate, failOn: config.gate.failOn } }).toEqual(config);
});

test("where it says nothing, the configuration stands", () => {
  const config = sampleConfig();
  expect(withFailOn(config, undefined)).toBe(config);
});
