// The one comment of a pull request: hidden state first, then the report, never longer than GitHub takes.
import type { Creep } from "../compare/index.ts";
import type { Verdict } from "../compare/verdict.ts";
import { type CommentState, commentMarker, decodeCommentState, encodeCommentState } from "./comment-state.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { reproduceCommand } from "./reproduce-command.ts";

/** GitHub refuses more than 65,536 characters; bytes are never fewer. */
const longestComment = 65_500;

export interface CommentOptions {
  readonly runUrl: string;
  /** Measurements and JSON report. */
  readonly artifactUrl?: string | undefined;
  /** Sentences about this run. */
  readonly notices: readonly string[];
  readonly creep?: readonly Creep[] | undefined;
  readonly state: CommentState;
  /** Why the label that accepts covers nothing though it is set; empty: no more is known. */
  readonly labelProblem?: string | undefined;
}

export function renderComment(verdict: Verdict, options: CommentOptions): string {
  const { notices, creep = [], state, labelProblem } = options;
  const encoded = encodeCommentState(state);
  const hidden = `${commentMarker}\n<!-- pacegate:state ${encoded} -->\n\n`;
  const links = linkLine(options);
  const command = reproduceCommand(verdict);
  const report = renderMarkdown(verdict, {
    maxCharacters: longestComment - hidden.length,
    notices: [...forgotten(encoded), ...notices],
    creep,
    chart: true,
    ...(links === undefined ? {} : { links }),
    ...(command === undefined ? {} : { reproduceCommand: command }),
    ...(labelProblem === undefined ? {} : { labelProblem }),
  });
  return hidden + report;
}

/** Said before anybody sets the label and wonders why the check is still red. */
function forgotten(encoded: string): string[] {
  const state = decodeCommentState(encoded);
  if (state === null || state.omitted === 0) return [];
  return [
    `${state.failed.length} failures can be accepted from this comment, which has no room for the other ${state.omitted}: repair what they have in common first.`,
  ];
}

function linkLine({ runUrl, artifactUrl }: CommentOptions): string | undefined {
  const links = [
    link("The run", runUrl),
    artifactUrl === undefined ? null : link("measurements and JSON report", artifactUrl),
  ];
  const shown = links.filter((text) => text !== null);
  return shown.length === 0 ? undefined : `${shown.join(", ")}.`;
}

/** An address that could end its own link is none that GitHub gave us. */
function link(words: string, url: string): string | null {
  return /^https?:\/\/[\w./:?=&%~+-]{1,1000}$/.test(url) ? `[${words}](<${url}>)` : null;
}
