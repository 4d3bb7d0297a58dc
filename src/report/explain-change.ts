// The rows that say where a cell's milliseconds went; what is shown adds up to the total that is shown.

import { formatMs, formatShare, formatSigned, sharedDecimals } from "./format-number.ts";
import type { CellIn } from "./group-cells.ts";

export interface ExplainedRow {
  readonly kind: "part" | "others" | "remainder" | "total";
  /** From the repo where `kind` is `part`, else Pacegate's own words. */
  readonly label: string;
  /** Pacegate's words after the label: that a part is the same on both sides, so what it shows is noise. */
  readonly note: string;
  readonly baseMs: string;
  readonly headMs: string;
  readonly deltaMs: string;
  /** Of the total change; empty where a share says nothing. */
  readonly share: string;
}

/** @param maxParts largest changes first; the others become one row */
export function explainChange(cell: CellIn<"measured">, maxParts: number): ExplainedRow[] {
  const { contributions, remainderMs, base, head } = cell.outcome;
  if (contributions.length === 0) return [];
  const total = contributions.reduce((sum, part) => sum + part.deltaMs, remainderMs);
  const sorted = contributions.toSorted((a, b) => Math.abs(b.deltaMs) - Math.abs(a.deltaMs));
  const parts = sorted.slice(0, maxParts);
  const others = sorted.slice(maxParts);
  const decimals = sharedDecimals([total, ...parts.map((part) => part.deltaMs)]);
  const shown = (figure: number) => Number(figure.toFixed(decimals));
  const named = parts.map(
    (part): ExplainedRow => ({
      kind: "part",
      label: part.label,
      note: part.unchanged ? " (unchanged)" : "",
      baseMs: formatSide(part.baseMs),
      headMs: formatSide(part.headMs),
      deltaMs: formatSigned(part.deltaMs, decimals),
      share: formatShare(part.deltaMs, total),
    }),
  );
  const othersMs = others.reduce((sum, part) => sum + part.deltaMs, 0);
  const summed = (kind: "others" | "remainder", label: string, deltaMs: number, exactMs: number): ExplainedRow => ({
    kind,
    label,
    note: "",
    baseMs: "",
    headMs: "",
    deltaMs: formatSigned(deltaMs, decimals),
    share: formatShare(exactMs, total),
  });
  // The remainder takes up the rounding of the rows above it, so that a reader who adds them up is not puzzled.
  const listed = parts.reduce((sum, part) => sum + shown(part.deltaMs), shown(othersMs));
  const otherParts = others.length === 1 ? "1 other part" : `${others.length} other parts`;
  return [
    ...named,
    ...(others.length === 0 ? [] : [summed("others", otherParts, othersMs, othersMs)]),
    summed("remainder", "Remainder (not assigned to a part)", shown(total) - listed, remainderMs),
    {
      kind: "total",
      label: "Total",
      note: "",
      baseMs: formatMs(base.msPerRun),
      headMs: formatMs(head.msPerRun),
      deltaMs: formatSigned(total, decimals),
      share: formatShare(total, total),
    },
  ];
}

/** Parts that got faster may make the share of the slowest more than the whole. */
const wholeShare = 0.995;

/** What got slower most, for the advice below the table; null where nothing did. */
export function slowestPart(cell: CellIn<"measured">): { readonly label: string; readonly share: string } | null {
  const { contributions, remainderMs } = cell.outcome;
  const [first, ...rest] = contributions;
  if (first === undefined) return null;
  const slowest = rest.reduce((most, part) => (part.deltaMs > most.deltaMs ? part : most), first);
  if (slowest.deltaMs <= 0) return null;
  const total = contributions.reduce((sum, part) => sum + part.deltaMs, remainderMs);
  const isAll = total > 0 && slowest.deltaMs / total >= wholeShare;
  return { label: slowest.label, share: isAll ? "all" : formatShare(slowest.deltaMs, total) };
}

function formatSide(ms: number | null): string {
  return ms === null ? "–" : formatMs(ms);
}
