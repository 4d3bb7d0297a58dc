// A verdict as a commit status: its state, and the headline in the few characters that GitHub allows.
import type { Verdict } from "../compare/verdict.ts";
import { plainLine } from "./plain-line.ts";
import { stateWord } from "./state-word.ts";

/** docs.github.com, "Create a commit status": a longer description is refused. */
const longestDescription = 140;

export function statusDescription(verdict: Verdict): string {
  const word = openWord(verdict);
  const longest = longestDescription - word.length;
  let room = longest;
  let line = plainLine(verdict.headline, room);
  // A code point outside the basic plane may count as two.
  while (line.length > longest) {
    room -= Math.ceil((line.length - longest) / 2);
    line = plainLine(verdict.headline, room);
  }
  return word + line;
}

/** A green status that is no plain pass says so first: a long headline loses its middle. */
function openWord(verdict: Verdict): string {
  const word = stateWord(verdict);
  return verdict.conclusion === "pass" && word !== "PASS" ? `${word}: ` : "";
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
