// Numbers as the tables show them.

/** `98.3%`; whole percents without a decimal. */
export function percentText(share: number): string {
  return `${trimmed(share * 100, 1)}%`;
}

export function secondsText(seconds: number): string {
  return `${trimmed(seconds, seconds < 100 ? 1 : 0)} s`;
}

/** `2026-11-26 14:16 UTC`, of a time as ISO 8601 has it. */
export function minuteText(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `1.4 s`, `12 min` or `3.2 h`. */
export function lagText(seconds: number): string {
  if (seconds < 100) return secondsText(seconds);
  return seconds < 6000 ? `${trimmed(seconds / 60, 0)} min` : `${trimmed(seconds / 3600, 1)} h`;
}

interface WithError {
  readonly mean: number;
  readonly error: number;
}

/** `+0.38 ± 0.08` */
export function effectText({ mean, error }: WithError): string {
  return `${signed(mean, 2)} ± ${error.toFixed(2)}`;
}

/** `2.03 ± 0.04%` */
export function estimateText({ mean, error }: WithError): string {
  return `${mean.toFixed(2)} ± ${error.toFixed(2)}%`;
}

export const noData = "no data yet";

/** Of a pair of which some stretch needed more launches than were recorded. */
export const leftOutText = "left out";

/** Beside bounds in which it is not, how verdicts depend on each other. */
const exactAlone = "†";

/** `0 to 0.8%`, with a mark where the bounds are the exact ones alone. */
export function rangeText(range: { readonly lower: number; readonly upper: number; readonly bounds: string }): string {
  const { lower, upper, bounds } = range;
  return `${percentText(lower).slice(0, -1)} to ${percentText(upper)}${bounds === "exact alone" ? exactAlone : ""}`;
}

/** `12 of 460`, or `12 of 460 (effective n 40)` where trials have launches in common. */
export function countText(share: {
  readonly hits: number;
  readonly trials: number;
  readonly effective: number;
}): string {
  const { hits, trials, effective } = share;
  return `${hits} of ${trials}${effective < trials ? ` (effective n ${Math.round(effective)})` : ""}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return value >= 0 && !text.startsWith("-") ? `+${text}` : text;
}
