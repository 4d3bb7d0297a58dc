// The reader of what a comment remembers, driven with hostile comments, up to the next comment.
import fc from "fast-check";
import { expect, test } from "vitest";
import { commentMarker, readCommentState, renderComment } from "../../src/report/index.ts";
import { sampleVerdict } from "../fixtures/verdict.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { expectHarmlessMarkdown } from "./harmless.ts";
import { mutate, mutations, splices } from "./mutations.ts";

test(
  "what a comment remembers",
  async () => {
    const failed = { cell: "search@16", what: "regression", ratio: 0.2, work: null };
    const state = {
      schema: "pacegate/comment-state/1",
      commit: "a".repeat(40),
      decidedAt: "2026-01-01T00:00:00Z",
      failed: [failed],
      omitted: 0,
      acceptances: [],
    };
    const encodedIn = (text: string) =>
      `${commentMarker}\n<!-- pacegate:state ${Buffer.from(text).toString("base64url")} -->\n\nreport`;
    expect(readCommentState(encodedIn(JSON.stringify(state)))).toEqual(state);
    await fuzz({
      sound: [[], null],
      reader: "commentState",
      inputs: fc.tuple(mutations, fc.option(splices)),
      read: ([changes, splice]) => {
        const body = encodedIn(mutate(state, changes));
        return readCommentState(splice === null ? body : splice(body));
      },
      use: (remembered) => {
        if (remembered === null) return;
        const comment = renderComment(sampleVerdict(), { runUrl: "", notices: [], state: remembered });
        expectHarmlessMarkdown(comment, 2);
        expect(comment.split("\n")[1]).toMatch(/^<!-- pacegate:state [\w-]+ -->$/);
      },
    });
  },
  fuzzTimeoutMs,
);
