import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readActionInputs } from "../../src/action/action-inputs.ts";

const actionFile = z
  .object({ inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })) })
  .parse(parse(readFileSync(new URL("../../action.yml", import.meta.url), "utf8")));

const read = (given: Readonly<Record<string, string>> = {}) => readActionInputs((name) => given[name] ?? "");

describe("action inputs", () => {
  it("are the ones that action.yml declares, with its defaults", () => {
    const asked = new Set<string>();
    const withDefaults = readActionInputs((name) => {
      asked.add(name);
      // An expression of the workflow's, not a value.
      return name === "token" ? "" : (actionFile.inputs[name]?.default ?? "");
    });
    expect([...asked].toSorted()).toEqual(Object.keys(actionFile.inputs).toSorted());
    expect(withDefaults).toEqual(read());
  });

  it.each([
    ["mode", "gates", /mode is "gates"; there are `gate`, `announce`, `export`, `bench`, `report`/],
    ["event", "nightly", /event is "nightly"/],
    ["fail-on", "regressions", /fail-on is "regressions"/],
    ["dispatch", "remote", /dispatch is "remote"/],
    ["queue-timeout", "soon", /queue-timeout is "soon", which is no duration/],
    ["bench-timeout", "0s", /bench-timeout is "0s"/],
    ["bench-workflow", "../secrets.yml", /no workflow's file name/],
    ["dry-run", "on", /dry-run is "on"/],
    ["summary", "yes", /summary is "yes", which is neither true nor false/],
  ])("refuses %s: %s", (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  it.each([
    ["true", true],
    ["FALSE", false],
  ])("reads summary: %s", (text, value) => {
    expect(read({ summary: text }).summary).toBe(value);
  });
});
