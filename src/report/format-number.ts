// Turns figures into the words of the report: milliseconds, changes, dollars, sizes.
import type { Effect } from "../compare/verdict.ts";

const significantDigits = 3;
const smallestShown = 1e-6;
/** Few, wild launches have bounds of hundreds of digits. */
const largestRatio = 1e4;

/** `0.0123`, `1.23`, `12.3`, `123`, `1,234`: three significant digits, never fewer than the integer part has. */
export function formatMs(ms: number): string {
  return formatMagnitude(ms);
}

/** `+12.3%`; from twice as slow on also as a factor: `+131.0% (2.31x)`. */
export function formatChange(ratio: number): string {
  if (!Number.isFinite(ratio)) return "n/a";
  return ratio >= 1 && ratio <= largestRatio
    ? `${formatSignedPercent(ratio)} (${(1 + ratio).toFixed(2)}x)`
    : formatSignedPercent(ratio);
}

/** `+1.2% to +3.4%`. */
export function formatInterval(lower: number, upper: number): string {
  return `${formatSignedPercent(lower)} to ${formatSignedPercent(upper)}`;
}

/** `+34.7% [+33.9% to +35.5%]`. */
export function formatEffect({ ratio, lower, upper }: Omit<Effect, "level">): string {
  return `${formatChange(ratio)} [${formatInterval(lower, upper)}]`;
}

export function formatSignedPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return ratio > 0 ? "no limit" : "n/a";
  if (ratio > largestRatio) return `over ${formatSignedPercent(largestRatio)}`;
  const percent = withThousands((100 * Math.abs(ratio)).toFixed(1));
  if (percent === "0.0") return "0.0%";
  return `${ratio < 0 ? "-" : "+"}${percent}%`;
}

/** `1%`, `99.5%`, without a sign and without zeros that say nothing. */
export function formatPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return "n/a";
  return `${Number((100 * ratio).toFixed(2))}%`;
}

/** `$1.37`, `$0.0346`; a price that nobody gave is unknown, never free. */
export function formatUsd(usd: number | null): string {
  if (usd === null || !Number.isFinite(usd)) return "unknown price";
  if (usd >= 1) return `$${withThousands(usd.toFixed(2))}`;
  if (usd > 0 && usd < smallestShown) return `<$${smallestShown.toFixed(6)}`;
  return `$${formatMagnitude(usd)}`;
}

/** `$1.37 → $1.84`; one `unknown price` where neither side has one. */
export function formatUsdChange(base: number | null, head: number | null, arrow: string): string {
  if (base === null && head === null) return "unknown price";
  return `${formatUsd(base)} ${arrow} ${formatUsd(head)}`;
}

/** `98.2%`, `1.0%`: of a whole, in a column. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? "" : `${((100 * part) / whole).toFixed(1).replace(/^-(0\.0)$/, "$1")}%`;
}

/** `45 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `7.8 GiB`. */
export function formatGib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** Decimals for a column that must add up: one more than the largest figure needs, so that small ones still show. */
export function sharedDecimals(figures: readonly number[]): number {
  const largest = Math.max(0, ...figures.map(Math.abs).filter(Number.isFinite));
  return largest < smallestShown ? 6 : decimalsFor(largest) + 1;
}

/** `+4.10`, `-0.02`, `0.00`. */
export function formatSigned(figure: number, decimals: number): string {
  const text = withThousands(Math.abs(figure).toFixed(decimals));
  if (!/[1-9]/.test(text)) return text;
  return `${figure < 0 ? "-" : "+"}${text}`;
}

function formatMagnitude(figure: number): string {
  if (!Number.isFinite(figure)) return "n/a";
  if (figure === 0) return "0";
  const size = Math.abs(figure);
  if (size < smallestShown) return `<${smallestShown.toFixed(6)}`;
  return `${figure < 0 ? "-" : ""}${withThousands(size.toFixed(decimalsFor(size)))}`;
}

function decimalsFor(size: number): number {
  // Rounding first, so that 9.999 counts as 10.0 and not as 10.00.
  const rounded = Number(size.toPrecision(significantDigits));
  return Math.max(0, significantDigits - 1 - Math.floor(Math.log10(rounded)));
}

/** By hand and not by `toLocaleString`: a report must not depend on the machine's locale. */
function withThousands(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
