// Baseline records as text for a terminal: all of them as a list, or one with its cells.
import type { BaselineRecord, RecordedCell } from "../baseline/record.ts";
import type { Records, StoredRecord } from "../baseline/store.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { formatChange, formatInterval, formatMs, formatUsd } from "./format-number.ts";
import { doubleRule, paragraph, singleRule, terminalColumns } from "./terminal-block.ts";
import { fitWidth, padLeft, padRight } from "./terminal-width.ts";

const commitLength = 12;

/** Oldest first, as the store has them; files that are no records are named at the end. */
export function renderRecordList({ records, skipped }: Records): string {
  const lines = [
    listLine(["Recorded (UTC)", "Kind", "Commit", "Against", "Conclusion", "Cells", "Slower", "Tag"]),
    doubleRule,
    ...records.map(({ record }) => listLine(listColumns(record))),
    ...(records.length === 0 ? ["There is no record yet: the first push to the default branch makes one."] : []),
    singleRule,
    count(records.length, "record"),
    ...skipped.flatMap(({ path, why }) =>
      paragraph(`Skipped, not a record: ${escapeTerminal(path)} (${escapeTerminal(why, 600)})`),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** One record with every cell. */
export function renderRecord({ path, record }: StoredRecord): string {
  const { kind, recordedAt, commit, base, tag, run, conclusion, bundle, pacegateVersion, cells, acceptances } = record;
  const lines = [
    ...paragraph(`${kind} of ${commit}${tag === null ? "" : ` (${escapeTerminal(tag)})`}: ${conclusion}`),
    ...paragraph(`Recorded ${recordedAt} by Pacegate ${escapeTerminal(pacegateVersion)} in ${escapeTerminal(path)}.`),
    ...paragraph(base === null ? "There was nothing to compare it with." : `Compared with ${base}.`),
    ...(run === null ? [] : paragraph(`Run: ${escapeTerminal(run.url)} (attempt ${run.attempt})`)),
    ...(bundle === null ? [] : paragraph(`Bundle: ${bundle.place} ${escapeTerminal(bundle.key)}`)),
    ...acceptances.flatMap(({ by, reason, until, cells: accepted }) =>
      paragraph(
        `Accepted by ${escapeTerminal(by)}${until === null ? "" : ` until ${until}`}: ${escapeTerminal(reason, 600)} (${count(accepted.length, "cell")})`,
      ),
    ),
    "",
    cellLine(["Head (ms)", "$/M items", "Change", "Interval", "Decision"]),
    doubleRule,
    ...cells.flatMap((cell) => [fitWidth(escapeTerminal(cell.cell), terminalColumns), cellLine(cellColumns(cell))]),
    singleRule,
  ];
  return `${lines.join("\n")}\n`;
}

type ListColumns = readonly [string, string, string, string, string, string, string, string];

function listColumns({ recordedAt, kind, commit, base, conclusion, cells, tag }: BaselineRecord): ListColumns {
  const slower = cells.filter(({ decision }) => decision === "regression").length;
  return [
    recordedAt.slice(0, 16).replace("T", " "),
    kind,
    commit.slice(0, commitLength),
    base === null ? "-" : base.slice(0, commitLength),
    conclusion,
    String(cells.length),
    String(slower),
    tag === null ? "" : escapeTerminal(tag, 24),
  ];
}

/** 16 + 7 + 12 + 12 + 10 + 5 + 6 columns and two blanks between them leave 18 for the tag. */
function listLine([time, kind, commit, base, conclusion, cells, slower, tag]: ListColumns): string {
  const columns = [
    padRight(time, 16),
    padRight(kind, 7),
    padRight(commit, commitLength),
    padRight(base, commitLength),
    padRight(conclusion, 10),
    padLeft(cells, 5),
    padLeft(slower, 6),
    fitWidth(tag, 18),
  ];
  return columns.join("  ").trimEnd();
}

type CellColumns = readonly [string, string, string, string, string];

function cellColumns({ headMsPerRun, headUsdPerMillionItems, effect, state, decision }: RecordedCell): CellColumns {
  return [
    headMsPerRun === null ? "-" : formatMs(headMsPerRun),
    headUsdPerMillionItems === null ? "-" : formatUsd(headUsdPerMillionItems),
    effect === null ? "-" : formatChange(effect.ratio),
    effect === null ? "-" : formatInterval(effect.lower, effect.upper),
    decision ?? state,
  ];
}

function cellLine([ms, usd, change, interval, decision]: CellColumns): string {
  const columns = [padLeft(ms, 9), padLeft(usd, 12), padLeft(change, 16), padLeft(interval, 20), decision];
  return `     ${columns.join("  ")}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
