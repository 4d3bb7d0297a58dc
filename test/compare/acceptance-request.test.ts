import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAcceptanceRequest, requestProblem } from "../../src/compare/acceptance-request.ts";

const asked = (reason: string, cells: string[] | null = null, until: string | null = null) => ({
  reason,
  cells,
  until,
});

describe("the line that asks to be accepted", () => {
  it.each([
    ["pacegate: the new encoder is worth it", asked("the new encoder is worth it")],
    ["PaceGate:   spaces   collapse  ", asked("spaces collapse")],
    ["What it does.\r\n\r\npacegate: after a CRLF\r\nMore.", asked("after a CRLF")],
    ["pacegate: the first counts\npacegate: not the second", asked("the first counts")],
    ["pacegate: why cells=search@16* until=2030-01-31", asked("why", ["search@16*"], "2030-01-31")],
    [
      "pacegate: until=2030-01-31 options stand cells=a,b anywhere",
      asked("options stand anywhere", ["a", "b"], "2030-01-31"),
    ],
    [
      'pacegate: why cells="search@16 here/onnxrt-cpu, rank@1 local-python"',
      asked("why", ["search@16 here/onnxrt-cpu", "rank@1 local-python"]),
    ],
    ["pacegate: why <!-- a note for later -->", asked("why")],
    ["pacegate: xcells=a is a word", asked("xcells=a is a word")],
    ["```\nx\n```\npacegate: after a block", asked("after a block")],
    ["<!-- one\ntwo -->\npacegate: after a comment", asked("after a comment")],
  ])("in %j", (body, request) => {
    expect(parseAcceptanceRequest(body)).toEqual(request);
  });

  it.each([
    "",
    "Nothing of the kind.",
    "See pacegate: in the middle of a line",
    "- pacegate: in a list",
    "    pacegate: in indented code",
    "```\npacegate: in a block\n```",
    "~~~~ md\n~~~\npacegate: a shorter fence closes nothing\n~~~~",
    "```\npacegate: in a block that never ends",
    "<!-- pacegate: hidden -->",
    "<!--\npacegate: hidden\n-->",
    "text <!-- begins here\npacegate: hidden\n--> ends <!-- and begins again\npacegate: hidden too\n-->",
  ])("is none in %j", (body) => {
    expect(parseAcceptanceRequest(body)).toBeNull();
  });

  it.each([
    ["pacegate:", "gives no reason"],
    ["pacegate: cells=a until=2030-01-31", "gives no reason"],
    ["pacegate: why until=2030-02-31", "no day that exists"],
    ["pacegate: why until=31.1.2030", "no day that exists"],
    ["pacegate: why until=", "no day that exists"],
    ["pacegate: why cells=a,,b", "empty name"],
    ["pacegate: why cells=", "empty name"],
    ['pacegate: why cells="a b', "not closed"],
    ["pacegate: why cells=a cells=b", "twice"],
    [`pacegate: ${"long ".repeat(201)}`, "shorten"],
    [`pacegate: ${"語".repeat(333)}`, "shorten"],
  ])("is refused with a remedy in %j", (body, words) => {
    expect(parseAcceptanceRequest(body)).toEqual({ problem: expect.stringContaining(words) });
  });

  it("reads any text in a moment, and never gives what it would itself refuse", () => {
    const piece = fc.constantFrom(
      "pacegate:",
      "cells=",
      "until=",
      '"',
      ",",
      " ",
      "\n",
      "\r\n",
      "```",
      "<!--",
      "-->",
      "a",
      "*",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 40 }),
        (pieces) => {
          const request = parseAcceptanceRequest(pieces.join(""));
          if (request === null || "problem" in request) return;
          expect(request.reason).toMatch(/^\S(.*\S)?$/s);
          expect(request.reason.length).toBeLessThanOrEqual(1_000);
          expect(request.cells ?? ["a"]).not.toContain("");
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("why a request covers nothing", () => {
  const now = new Date("2030-01-31T00:00:00Z");
  it.each([
    [null, "no line that begins with `pacegate:`"],
    [{ problem: "It is wrong." }, "It is wrong."],
    [asked("why", null, "2030-01-31"), "has passed"],
  ])("%j", (request, words) => {
    expect(requestProblem(request, now)).toContain(words);
  });

  it("is not said of one that still holds", () => {
    expect(requestProblem(asked("why", null, "2030-02-01"), now)).toBeNull();
    expect(requestProblem(asked("why"), now)).toBeNull();
  });
});
