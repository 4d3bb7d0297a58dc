// The words for figures, dates, commits and addresses in an issue; nothing that these return needs escaping.
import type { Shift } from "./find-shifts.ts";
import type { Night } from "./series.ts";

const shownDigits = 12;
const commitName = /^[0-9a-f]{40,64}$/;

/** `+3.2%`, `-12%`. */
export function signedPercent(ratio: number): string {
  const value = 100 * ratio;
  const digits = Math.abs(value) >= 10 ? value.toFixed(0) : String(Number(value.toFixed(1)) || 0);
  return value > 0 && digits !== "0" ? `+${digits}%` : `${digits}%`;
}

/** `+8.1% (95% interval +6.2% … +10%)`. */
export function changeWords({ change }: Shift): string {
  const level = Math.floor(change.level * 1e4) / 1e2;
  return `${signedPercent(change.ratio)} (${level}% interval ${signedPercent(change.lower)} … ${signedPercent(change.upper)})`;
}

export function shortCommit(commit: string): string {
  return commitName.test(commit) ? commit.slice(0, shownDigits) : "an unknown commit";
}

/** Day of a night in UTC. */
export function dayOf({ recordedAt }: Night): string {
  return new Date(recordedAt).toISOString().slice(0, 10);
}

/** `2 cells`, `1 cell`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Only a plain web address becomes a link. */
export function link(text: string, url: string | null): string | null {
  return url !== null && /^https?:\/\/[\w.:~/?#@!$&'*+,;=%-]+$/.test(url) && url.length <= 300
    ? `[${text}](${url})`
    : null;
}
