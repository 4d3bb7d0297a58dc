// One place in the history where cells got slower, as a part of the issue: which cells, which commits, how to see it.
import { boundedLines } from "./bounded-lines.ts";
import type { CommitRange, RangeEnds } from "./commit-ranges.ts";
import type { Shift } from "./find-shifts.ts";
import { changeWords, counted, dayOf, link, shortCommit, signedPercent } from "./night-words.ts";

/** Of the cells, and of the commits. */
const mostRows = 50;

export interface RangeContext {
  readonly range: CommitRange | undefined;
  /** Characters for its lists. */
  readonly share: number;
  /** Shortens and escapes. */
  readonly text: (raw: string) => string;
}

/** A section with a heading of its own, escaped. */
export function rangeBlock(ends: RangeEnds, shifts: readonly Shift[], { range, share, text }: RangeContext): string {
  const rows = shifts.map(
    (shift) =>
      `| ${text(shift.cell)} | ${signedPercent(shift.before)} | ${signedPercent(shift.after)} | ${changeWords(shift)} | ${whenWords(shift)} |`,
  );
  const machines = new Set(
    shifts.flatMap(({ processors }) => (processors === null ? [] : [machineWords(processors, text)])),
  );
  const part = 0.45 * share;
  return [
    `### Between ${shortCommit(ends.lastGood)} and ${shortCommit(ends.firstBad)}`,
    "",
    "| cell | before, against the anchor | now | change | since |",
    "| --- | ---: | ---: | --- | --- |",
    ...boundedLines(
      rows,
      { lines: mostRows, characters: part },
      (left) => `| and ${counted(left, "more cell")} | | | | |`,
    ),
    "",
    ...boundedLines(
      [...machines],
      { lines: 3, characters: share - 2 * part },
      (left) => `${counted(left, "more change")} of processor came at the same time.`,
    ).flatMap((words) => [words, ""]),
    ...commitLines(ends, range, { characters: part, text }),
    ...nextSteps(ends),
  ].join("\n");
}

function commitLines(
  ends: RangeEnds,
  range: CommitRange | undefined,
  { characters, text }: { readonly characters: number; readonly text: (raw: string) => string },
): string[] {
  if (ends.lastGood === ends.firstBad) {
    return ["The commit was the same before and after: the machine, its driver or its load changed, not the code.", ""];
  }
  const [good, bad] = [shortCommit(ends.lastGood), shortCommit(ends.firstBad)];
  if (range === undefined || (range.commits.length === 0 && range.total === 0)) {
    return [`Which commits lie between could not be found out: \`git log ${good}..${bad}\` in a clone lists them.`, ""];
  }
  const total = Math.max(range.total, range.commits.length);
  const page = link("all of them", range.compareUrl);
  const lines = range.commits.map(({ sha, subject }) => `- ${shortCommit(sha)} ${text(subject)}`);
  const rest = (left: number) => `- and ${left} more${page === null ? "" : `: ${page}`}`;
  const beyond = total - range.commits.length;
  return [
    `${counted(total, "commit")} came between:`,
    "",
    ...boundedLines(lines, { lines: mostRows, characters }, rest, beyond),
    "",
  ];
}

/** Exit code 125 tells `git bisect` to skip a commit that the gate could not decide. */
function nextSteps({ lastGood, firstBad }: RangeEnds): string[] {
  const [good, bad] = [shortCommit(lastGood), shortCommit(firstBad)];
  if (lastGood === firstBad) {
    return [
      "To see whether it is still so, run the gate on that machine:",
      "",
      ...block([`pacegate gate --base ${good}`]),
    ];
  }
  return [
    "To see it again, then to find the commit, in a clone on a machine of that kind:",
    "",
    ...block([
      `pacegate gate --base ${good} --head ${bad}`,
      `git bisect start ${bad} ${good}`,
      `git bisect run sh -c 'pacegate gate --base ${good}; code=$?; [ $code -le 1 ] || exit 125; exit $code'`,
    ]),
  ];
}

function block(lines: readonly string[]): string[] {
  return ["```sh", ...lines, "```"];
}

function whenWords({ lastGoodNight, firstNight }: Shift): string {
  return lastGoodNight === null
    ? `${dayOf(firstNight)}, the first night against this anchor`
    : `${dayOf(firstNight)}, last good ${dayOf(lastGoodNight)}`;
}

function machineWords({ before, after }: NonNullable<Shift["processors"]>, text: (raw: string) => string): string {
  return `The processor changed too, from ${text(before)} to ${text(after)}: that alone may have moved the ratio.`;
}
