// The command line that repeats a gate on another machine.
import type { Verdict } from "../compare/verdict.ts";

/** Enough digits for any repo that is measured, and a line that fits a terminal. */
const shownDigits = 12;
const commitName = /^[0-9a-f]{40,64}$/;

/** @returns undefined where the head was no commit, so that nobody else can check it out */
export function reproduceCommand({ base, head }: Verdict): string | undefined {
  const shown = (commit: string | null | undefined) =>
    commit && commitName.test(commit) ? commit.slice(0, shownDigits) : undefined;
  const [from, to] = [shown(base?.commit), shown(head.commit)];
  if (to === undefined) return undefined;
  return `pacegate gate${from === undefined ? "" : ` --base ${from}`} --head ${to}`;
}
