import { describe, expect, it } from "vitest";
import { machineDigest } from "../../src/bench/environment.ts";

describe("the name of this machine", () => {
  it("is short and the same each time", () => {
    expect(machineDigest()).toMatch(/^[0-9a-f]{16}$/);
    expect(machineDigest()).toBe(machineDigest());
  });
});
