// A verdict as a commit status: its state, and the headline in the few characters that GitHub allows.
import type { Verdict } from "../compare/verdict.ts";
import { plainLine } from "./plain-line.ts";

/** docs.github.com, "Create a commit status": a longer description is refused. */
const longestDescription = 140;

export function statusDescription(verdict: Verdict): string {
  let room = longestDescription;
  let line = plainLine(verdict.headline, room);
  // A code point outside the basic plane may count as two.
  while (line.length > longestDescription) {
    room -= Math.ceil((line.length - longestDescription) / 2);
    line = plainLine(verdict.headline, room);
  }
  return line;
}

export function statusState({ conclusion }: Verdict): "success" | "failure" | "error" {
  switch (conclusion) {
    case "pass":
      return "success";
    case "regression":
      return "failure";
    case "error":
      return "error";
  }
}
