// Reads the line by which a pull request asks to be accepted: `pacegate: <reason> [cells=a,b] [until=YYYY-MM-DD]`.
import { z } from "zod";
import { longestReason } from "./acceptance.ts";

export interface AcceptanceRequest {
  readonly reason: string;
  /** Patterns of cell ids, in which `*` stands for any text; null: all that failed. */
  readonly cells: readonly string[] | null;
  /** First day on which it no longer holds, as YYYY-MM-DD in UTC; null: no end. */
  readonly until: string | null;
}

export interface AcceptanceProblem {
  /** What is wrong with the line and how to write it. */
  readonly problem: string;
}

/** A text of a pull request holds at most 65,536 characters; a fork's may claim more. */
const longestBody = 300_000;
const example = "`pacegate: <why> cells=search@16* until=2030-01-31`";

const startOfRequest = /^ {0,3}pacegate:(.*)$/i;
/** An option is a word of its own: `xcells=` is part of the reason. Quotes let a value hold blanks. */
const option = /(?<![^\s])(cells|until)=(?:"([^"]*)"|([^\s"]\S*)?)(?=\s|$)/gi;

/** The first such line counts; null where there is none. A line in a fenced block or a hidden comment is none. */
export function parseAcceptanceRequest(body: string): AcceptanceRequest | AcceptanceProblem | null {
  const line = visibleLines(body.slice(0, longestBody)).find((text) => startOfRequest.test(text));
  const text = line === undefined ? undefined : startOfRequest.exec(line)?.[1];
  return text === undefined ? null : parseRequest(text.replace(/<!--.*?(?:-->|$)/g, " "));
}

function parseRequest(text: string): AcceptanceRequest | AcceptanceProblem {
  const given = new Map<string, string>();
  for (const [, name = "", quoted, bare] of text.matchAll(option)) {
    const key = name.toLowerCase();
    if (given.has(key)) return { problem: `The line gives \`${key}=\` twice: give it once, as in ${example}.` };
    given.set(key, (quoted ?? bare ?? "").trim());
  }
  const reason = text.replace(option, " ").replace(/\s+/g, " ").trim();
  if (reason === "") return { problem: `The line \`pacegate:\` gives no reason: write why, as in ${example}.` };
  if (Buffer.byteLength(JSON.stringify(reason)) > longestReason) {
    return { problem: "The reason is too long to be kept: shorten it to 300 characters." };
  }
  if (/(?<![^\s])(?:cells|until)=/i.test(reason)) {
    return { problem: `A quote of \`cells=\` or \`until=\` is not closed: write it as in ${example}.` };
  }
  const cells = given
    .get("cells")
    ?.split(",")
    .map((pattern) => pattern.trim());
  if (cells?.includes("")) {
    return { problem: `\`cells=\` lists an empty name: write it as in ${example}, or leave it out to mean all.` };
  }
  const until = given.get("until");
  if (until !== undefined && !z.iso.date().safeParse(until).success) {
    return { problem: `\`until=\` is no day that exists: write it as in ${example}, or leave it out.` };
  }
  return { reason, cells: cells ?? null, until: until ?? null };
}

/** Why what was asked for covers nothing, whatever failed; null where it may. */
export function requestProblem(request: AcceptanceRequest | AcceptanceProblem | null, now: Date): string | null {
  if (request === null) {
    return `The pull request's text has no line that begins with \`pacegate:\` and says why: add one, such as ${example}.`;
  }
  if ("problem" in request) return request.problem;
  return hasEnded(request.until, now) ? `It held until ${request.until}, which has passed: name a later day.` : null;
}

/** `until` is the first day on which it no longer holds, in UTC. */
export function hasEnded(until: string | null, now: Date | undefined): boolean {
  if (until === null) return false;
  // Written so that a day or a time that is none has ended.
  return !(now !== undefined && now.getTime() < Date.parse(`${until}T00:00:00Z`));
}

/** Lines outside fenced blocks (CommonMark 0.31.2, section 4.5) and HTML comments, which end where they first can. */
function visibleLines(body: string): string[] {
  const visible: string[] = [];
  let fence: string | null = null;
  let inComment = false;
  for (const line of body.split(/\r\n|\n|\r/)) {
    if (inComment) {
      const end = line.indexOf("-->");
      inComment = end < 0 || opensComment(line.slice(end));
      continue;
    }
    if (fence !== null) {
      if (closes(line, fence)) fence = null;
      continue;
    }
    const opened = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
    if (opened !== undefined) {
      fence = opened;
      continue;
    }
    inComment = opensComment(line);
    visible.push(line);
  }
  return visible;
}

function opensComment(line: string): boolean {
  const last = line.lastIndexOf("<!--");
  return last >= 0 && !line.includes("-->", last + 4);
}

function closes(line: string, fence: string): boolean {
  const run = /^ {0,3}(`+|~+)\s*$/.exec(line)?.[1];
  return run !== undefined && run[0] === fence[0] && run.length >= fence.length;
}
