import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Acceptance, longestReason } from "../../src/compare/acceptance.ts";
import {
  type CommentState,
  commentMarker,
  decodeCommentState,
  encodeCommentState,
  readCommentState,
} from "../../src/report/comment-state.ts";
import { hostileText } from "./hostile-text.ts";

const acceptance: Acceptance = {
  by: "ada",
  reason: "Worth it.",
  acceptedAt: "2026-03-01T10:00:00Z",
  commit: "9".repeat(40),
  until: null,
  cells: [{ cell: "search@16 local-python", what: "removed", ratio: null, work: null }],
};

function state(change: Partial<CommentState> = {}): CommentState {
  return {
    schema: "pacegate/comment-state/1",
    commit: "9".repeat(40),
    decidedAt: "2026-03-01T10:00:00Z",
    failed: [{ cell: "search@16 here/onnxrt-cpu", what: "regression", ratio: 0.2, work: null }],
    omitted: 0,
    acceptances: [acceptance],
    ...change,
  };
}

const failures = (count: number, name = (index: number) => `model${index}@16 g4dn.xlarge/onnxrt-cpu`) =>
  Array.from({ length: count }, (_, index) => ({
    cell: name(index),
    what: "regression" as const,
    ratio: 0.1 + index / 7,
    work: null,
  }));

const body = (encoded: string, rest = "\n\nReport.") => `${commentMarker}\n<!-- pacegate:state ${encoded} -->${rest}`;

describe("the state of a comment", () => {
  test("reads back as it was written, whatever the names are", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, reason) => {
        const given = state({
          failed: failures(2, () => `a${name}`),
          acceptances: [{ ...acceptance, reason: `a${reason}` }],
        });
        const encoded = encodeCommentState(given);
        expect(encoded).toMatch(/^[A-Za-z0-9_-]+$/);
        const wellFormed: unknown = JSON.parse(Buffer.from(JSON.stringify(given)).toString());
        expect(readCommentState(body(encoded))).toEqual(wellFormed);
      }),
    );
  });

  test("is found through line breaks of either kind", () => {
    const text = body(encodeCommentState(state()));
    expect(readCommentState(text.replaceAll("\n", "\r\n"))).toEqual(state());
  });

  test("takes 8,000 characters at the most, and counts what it had no room for", () => {
    const encoded = encodeCommentState(state({ failed: failures(10_000), omitted: 5 }));
    expect(encoded.length).toBeLessThanOrEqual(8_000);
    expect(encoded.length).toBeGreaterThan(6_000);
    const read = decodeCommentState(encoded);
    expect(read?.failed.length).toBeGreaterThan(40);
    expect(read?.omitted).toBe(10_005 - (read?.failed.length ?? 0));
    expect(read?.acceptances).toEqual([acceptance]);
  });

  test("remembers no more than can be accepted: an acceptance of all of it, with the longest reason, still fits", () => {
    const full = decodeCommentState(encodeCommentState(state({ failed: failures(10_000), acceptances: [] })));
    const failed = full?.failed ?? [];
    const reason = "r".repeat(longestReason - 2);
    const all: Acceptance = { ...acceptance, by: "x".repeat(39), reason, until: "2026-04-01", cells: failed };
    const next = decodeCommentState(encodeCommentState(state({ failed: failures(50), acceptances: [all] })));
    expect(failed.length).toBeGreaterThan(40);
    expect(next?.acceptances).toEqual([all]);
  });

  test("lets no giant push out the others", () => {
    const failed = [...failures(1, () => "x".repeat(65_000)), ...failures(3)];
    expect(decodeCommentState(encodeCommentState(state({ failed })))?.failed).toEqual(failures(3));
  });

  test("keeps the newest acceptances before anything that failed", () => {
    const old = { ...acceptance, reason: "old ".repeat(1_200), by: "old" };
    const fresh = { ...acceptance, reason: "new ".repeat(1_000), by: "new" };
    const read = decodeCommentState(encodeCommentState(state({ acceptances: [old, fresh], failed: failures(100) })));
    expect(read?.acceptances.map(({ by }) => by)).toEqual(["new"]);
  });
});

describe("no state", () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  test.each([
    ["is in another comment", "A person wrote this."],
    ["is in a comment without one", `${commentMarker}\n\nReport.`],
    ["is in one that is quoted further down", `> ${body(encodeCommentState(state()))}`],
    ["is in base64 of no JSON", body("AAAA")],
    ["is in one that was cut", body(encodeCommentState(state()).slice(0, -5))],
    ["is of another format", body(encode({ ...state(), schema: "pacegate/comment-state/2" }))],
    ["has a key that is not known", body(encode({ ...state(), more: 1 }))],
    [
      "has a number that is none",
      body(encode({ ...state(), failed: [{ cell: "a", what: "regression", ratio: "1e999", work: null }] })),
    ],
    [
      "has a reason that is none",
      body(encode({ ...state(), failed: [{ cell: "a", what: "failed", ratio: null, work: null }] })),
    ],
    ["is longer than one may be", body(encode(state({ failed: failures(200) })))],
  ])("%s", (_name, text) => {
    expect(readCommentState(text)).toBeNull();
  });

  test("and never an error, whatever the text is", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json().map((json) => Buffer.from(json).toString("base64url")),
    );
    fc.assert(
      fc.property(text, (encoded) => {
        expect(decodeCommentState(encoded)).toBeNull();
        expect(readCommentState(body(encoded))).toBeNull();
      }),
    );
  });
});
