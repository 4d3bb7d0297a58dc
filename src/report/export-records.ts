// Baseline records for other programs: whole as JSON, or a line for each cell as CSV.
import type { StoredRecord } from "../baseline/store.ts";
import { escapeJson } from "./escape-json.ts";

export function exportRecordsJson(records: readonly StoredRecord[]): string {
  const documents = records.map(({ path, record }) => ({ path, ...record }));
  return `${escapeJson(JSON.stringify(documents, null, 1))}\n`;
}

const columns = [
  "recorded_at",
  "kind",
  "commit",
  "base",
  "tag",
  "conclusion",
  "cell",
  "case",
  "target",
  "engine",
  "state",
  "decision",
  "ratio",
  "ratio_lower",
  "ratio_upper",
  "head_ms_per_run",
  "head_usd_per_million_items",
  "processor",
];

/** RFC 4180, but with line feeds; empty where there is nothing. */
export function exportRecordsCsv(records: readonly StoredRecord[]): string {
  const lines = records.flatMap(({ record }) =>
    record.cells.map((cell) => [
      record.recordedAt,
      record.kind,
      record.commit,
      record.base,
      record.tag,
      record.conclusion,
      cell.cell,
      cell.case,
      cell.backend?.target ?? null,
      cell.backend?.engine ?? null,
      cell.state,
      cell.decision,
      cell.effect?.ratio ?? null,
      cell.effect?.lower ?? null,
      cell.effect?.upper ?? null,
      cell.headMsPerRun,
      cell.headUsdPerMillionItems,
      cell.processor,
    ]),
  );
  return [columns, ...lines].map((line) => `${line.map(field).join(",")}\n`).join("");
}

/** A sheet would calculate a text that begins like a formula (OWASP, "CSV Injection"): it gets a quote before it. */
function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
