// Whatever was accepted of hostile input, shown: no command to the runner, no mention, no tag, nothing that hides.
import { expect } from "vitest";
import { failedCells } from "../../src/compare/index.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { printable } from "../../src/describe-error.ts";
import { renderComment, renderReport, statusDescription } from "../../src/report/index.ts";
import { invisibleCharacter } from "../report/hostile-text.ts";
import { withoutCode } from "../report/without-code.ts";

/** The runner trims a line before it looks for `::`, and finds `##[` anywhere. */
export function expectNoCommands(text: string): void {
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain("##[");
}

/** @param headerLines lines that hold hidden data of our own */
export function expectHarmlessMarkdown(text: string, headerLines = 0): void {
  const report = text.split("\n").slice(headerLines).join("\n");
  expectNoCommands(report);
  expect(report).not.toMatch(invisibleCharacter);
  const outside = withoutCode(report);
  expect(outside).not.toMatch(/(^|\W)@\w/);
  expect(outside).not.toMatch(/<(?!\/?(details|summary)>)/);
}

export function expectHarmlessTerminal(text: string): void {
  expectNoCommands(text);
  expect(text).not.toMatch(invisibleCharacter);
}

export function expectHarmlessVerdict(verdict: Verdict): void {
  const failed = failedCells(verdict.cells);
  const state = {
    schema: "pacegate/comment-state/1",
    commit: verdict.head.commit,
    decidedAt: "2026-01-01T00:00:00Z",
    failed,
    omitted: 0,
    acceptances: [],
  } as const;
  const comment = renderComment(verdict, {
    // Without an address: a link of our own has pointed brackets.
    runUrl: "",
    notices: [],
    state: { ...state, failed: [...failed], acceptances: [] },
  });
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expectHarmlessMarkdown(comment, 2);
  expectHarmlessMarkdown(renderReport(verdict, { format: "markdown" }));
  expectHarmlessTerminal(renderReport(verdict, { format: "terminal" }));
  expectNoCommands(printable(verdict.headline));
  expect(statusDescription(verdict)).not.toMatch(invisibleCharacter);
  expect(JSON.parse(renderReport(verdict, { format: "json" }))).toBeTypeOf("object");
}
