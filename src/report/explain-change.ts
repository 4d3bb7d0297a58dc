// The rows that say where a cell's milliseconds went; what is shown adds up to the total that is shown.

import { formatMs, formatPercent, formatSigned, sharedDecimals } from "./format-number.ts";
import type { CellIn } from "./group-cells.ts";

export interface ExplainedRow {
  readonly kind: "part" | "others" | "remainder" | "total";
  /** From the repo where `kind` is `part`, else Pacegate's own words. */
  readonly label: string;
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
  const row = (kind: ExplainedRow["kind"], label: string, baseMs: string, headMs: string, delta: number) => ({
    kind,
    label,
    baseMs,
    headMs,
    deltaMs: formatSigned(delta, decimals),
    share: share(delta, shown(total)),
  });
  const rows = parts.map((part) =>
    row("part", part.label, formatSide(part.baseMs), formatSide(part.headMs), shown(part.deltaMs)),
  );
  const othersDelta = shown(others.reduce((sum, part) => sum + part.deltaMs, 0));
  if (others.length > 0) {
    const name = others.length === 1 ? "1 other part" : `${others.length} other parts`;
    rows.push(row("others", name, "", "", othersDelta));
  }
  // The remainder takes up the rounding of the rows above it, so that a reader who adds them up is not puzzled.
  const listed = parts.reduce((sum, part) => sum + shown(part.deltaMs), others.length > 0 ? othersDelta : 0);
  rows.push(row("remainder", "Remainder (not assigned to a part)", "", "", shown(shown(total) - listed)));
  rows.push(row("total", "Total", formatMs(base.msPerRun), formatMs(head.msPerRun), shown(total)));
  return rows;
}

/** What got slower most, for the advice below the table; null where nothing did. */
export function slowestPart(cell: CellIn<"measured">): { readonly label: string; readonly share: string } | null {
  const { contributions, remainderMs } = cell.outcome;
  const [first, ...rest] = contributions;
  if (first === undefined) return null;
  const slowest = rest.reduce((most, part) => (part.deltaMs > most.deltaMs ? part : most), first);
  if (slowest.deltaMs <= 0) return null;
  const total = contributions.reduce((sum, part) => sum + part.deltaMs, remainderMs);
  return { label: slowest.label, share: share(slowest.deltaMs, total) };
}

function formatSide(ms: number | null): string {
  return ms === null ? "–" : formatMs(ms);
}

function share(delta: number, total: number): string {
  return total === 0 ? "" : formatPercent(Number((delta / total).toFixed(3)));
}
