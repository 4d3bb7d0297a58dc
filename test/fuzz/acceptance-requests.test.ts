// The reader of the text that asks for acceptance, driven with hostile texts, up to report and comment.
import fc from "fast-check";
import { test } from "vitest";
import { parseAcceptanceRequest, requestProblem } from "../../src/compare/index.ts";
import { renderComment } from "../../src/report/index.ts";
import { sampleCell, sampleVerdict } from "../fixtures/verdict.ts";
import { hostileText } from "../report/hostile-text.ts";
import { fuzz, fuzzTimeoutMs } from "./fuzz.ts";
import { expectHarmlessMarkdown, expectHarmlessVerdict } from "./harmless.ts";
import { splices } from "./mutations.ts";

test(
  "texts that ask for acceptance",
  async () => {
    const body =
      "Slower on purpose.\n\n```\npacegate: quoted\n```\n\npacegate: a better answer cells=search@16*,x until=2030-01-31\n";
    await fuzz({
      sound: body,
      reader: "acceptanceRequests",
      inputs: fc.oneof(
        splices.map((splice) => splice(body)),
        hostileText.map((text) => `pacegate: ${text}`),
        fc.nat(60_000).map((length) => `pacegate: ${"cells= ".repeat(length / 7)}`),
        fc.nat(60_000).map((length) => "<!--".repeat(length)),
      ),
      read: (text) => parseAcceptanceRequest(text),
      use: (request) => {
        const labelProblem = requestProblem(request, new Date(0)) ?? undefined;
        const acceptance =
          request !== null && "reason" in request
            ? { by: "somebody", reason: request.reason, until: request.until }
            : null;
        const cells = [sampleCell({ effectOnGate: "accepted", acceptance })];
        const state = {
          schema: "pacegate/comment-state/1" as const,
          commit: null,
          decidedAt: "2026-01-01T00:00:00Z",
          failed: [],
          omitted: 0,
          acceptances: [],
        };
        expectHarmlessVerdict(sampleVerdict({ cells }));
        expectHarmlessMarkdown(renderComment(sampleVerdict(), { runUrl: "", notices: [], state, labelProblem }), 2);
      },
    });
  },
  fuzzTimeoutMs,
);
