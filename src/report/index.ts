// Renders a verdict for the people who must act on it, and for the programs that read on.
import type { Verdict } from "../compare/verdict.ts";
import { renderJson } from "./render-json.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { renderTerminal } from "./render-terminal.ts";
import { reproduceCommand } from "./reproduce-command.ts";

export {
  type CommentState,
  commentMarker,
  commentStateFormat,
  decodeCommentState,
  encodeCommentState,
  readCommentState,
} from "./comment-state.ts";
export { escapeMarkdown } from "./escape-markdown.ts";
export { exportRecordsCsv, exportRecordsJson } from "./export-records.ts";
export { type CommentOptions, renderComment } from "./render-comment.ts";
export { renderRecord, renderRecordList } from "./render-records.ts";
export { renderTrend, type TrendOptions } from "./render-trend.ts";
export { ReportError } from "./report-error.ts";
export { type StateWord, stateWord } from "./state-word.ts";
export { statusDescription, statusState } from "./status-description.ts";

export interface ReportOptions {
  readonly format: "markdown" | "terminal" | "json";
  /** Of Markdown, in characters and in bytes of UTF-8. The default fits GitHub's limit of 65,536 for a comment. */
  readonly maxCharacters?: number;
  /** Of the terminal; the caller knows whether its output is one, and about `NO_COLOR`. The default is none. */
  readonly color?: boolean;
  /** Command lines that repeat this gate on another machine; the default names the verdict's commits. */
  readonly reproduceCommand?: string;
  /** Why the label that accepts covers nothing though it is set, as a sentence; empty: no more is known. */
  readonly labelProblem?: string;
}

/**
 * Renders a whole report, ending in a line break.
 * @throws ReportError if `maxCharacters` is too small even for the conclusion
 */
export function renderReport(verdict: Verdict, given: ReportOptions): string {
  const command = given.reproduceCommand ?? reproduceCommand(verdict);
  const options = command === undefined ? given : { ...given, reproduceCommand: command };
  switch (options.format) {
    case "markdown":
      return renderMarkdown(verdict, options);
    case "terminal":
      return renderTerminal(verdict, options);
    case "json":
      return renderJson(verdict);
  }
}
