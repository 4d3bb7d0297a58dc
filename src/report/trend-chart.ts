// Draws one cell's series as inline SVG: nights as a line with its interval, merges as dots, releases as upright lines.
import { escapeHtml } from "./escape-html.ts";
import { formatSignedPercent } from "./format-number.ts";
import type { TrendPoint, TrendRelease } from "./trend-series.ts";

const size = { width: 720, height: 240 };
const plot = { left: 62, right: 708, top: 18, bottom: 212 };
/** Ratios closer together than this are drawn as what they are: nearly the same. */
const leastSpan = 0.02;
/** An interval may be wider than everything else: it is drawn up to this many times the spread of the ratios. */
const widestInterval = 1.5;
/** Ten thousand times as slow: what is beyond has too many digits for a sum, and nobody reads it off. */
const largestRatio = 1e4;
const ticksWanted = 6;

type Drawn = TrendPoint & { readonly effect: NonNullable<TrendPoint["effect"]> };

interface Scales {
  readonly x: (time: number) => string;
  readonly y: (ratio: number) => string;
}

/** @param name of the cell, for a reader who hears the page */
export function trendChart(name: string, points: readonly TrendPoint[], releases: readonly TrendRelease[]): string {
  const drawn = points.filter(isDrawn).map(bounded);
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (first === undefined || last === undefined) return "";
  const range = rangeOf(drawn);
  const scales = scalesOf(first.time, last.time, range);
  const { width, height } = size;
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Changes of ${escapeHtml(name)} over time">`,
    ...grid(range, scales),
    ...releases
      .filter(({ time }) => time >= first.time && time <= last.time)
      .map((release) => upright(release, scales)),
    ...nightLines(drawn, scales),
    ...mergeDots(drawn, scales),
    `<text x="${plot.left}" y="${height - 8}">${first.day}</text>`,
    last.day === first.day ? "" : `<text x="${plot.right}" y="${height - 8}" text-anchor="end">${last.day}</text>`,
    "</svg>",
  ].join("");
}

function isDrawn(point: TrendPoint): point is Drawn {
  return point.kind !== "release" && point.effect !== null;
}

function bounded(point: Drawn): Drawn {
  const { ratio, lower, upper, level } = point.effect;
  const bound = (value: number) => Math.min(value, largestRatio);
  return { ...point, effect: { ratio: bound(ratio), lower: bound(lower), upper: bound(upper), level } };
}

function rangeOf(drawn: readonly Drawn[]): { readonly low: number; readonly high: number } {
  let [low, high] = [0, 0];
  for (const { effect } of drawn) {
    low = Math.min(low, effect.ratio);
    high = Math.max(high, effect.ratio);
  }
  const reach = widestInterval * Math.max(high - low, leastSpan);
  const [lowest, highest] = [low - reach, high + reach];
  for (const { effect } of drawn) {
    low = Math.min(low, Math.max(effect.lower, lowest));
    high = Math.max(high, Math.min(effect.upper, highest));
  }
  const margin = 0.06 * Math.max(high - low, leastSpan);
  return { low: low - margin, high: high + margin };
}

function scalesOf(from: number, to: number, range: { readonly low: number; readonly high: number }): Scales {
  const middle = (plot.left + plot.right) / 2;
  const clamp = (value: number) => Math.min(Math.max(value, range.low), range.high);
  const share = (ratio: number) => (clamp(ratio) - range.low) / (range.high - range.low);
  return {
    x: (time) =>
      to === from ? short(middle) : short(plot.left + ((time - from) / (to - from)) * (plot.right - plot.left)),
    y: (ratio) => short(plot.bottom - share(ratio) * (plot.bottom - plot.top)),
  };
}

function grid({ low, high }: { readonly low: number; readonly high: number }, { y }: Scales): string[] {
  const step = niceStep((high - low) / ticksWanted);
  const lines: string[] = [];
  for (let tick = Math.ceil(low / step); tick * step <= high; tick += 1) {
    const at = y(tick * step);
    lines.push(
      `<path class="${tick === 0 ? "zero" : "grid"}" d="M${plot.left} ${at}H${plot.right}"/>`,
      `<text x="${plot.left - 6}" y="${at}" dy=".32em" text-anchor="end">${formatSignedPercent(tick * step)}</text>`,
    );
  }
  return lines;
}

/** 1, 2 or 5 times a power of ten, not smaller than asked for. */
function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10);
}

function upright({ time, tag }: TrendRelease, { x }: Scales): string {
  const at = x(time);
  return `<path class="release" d="M${at} ${plot.top}V${plot.bottom}"/><text x="${at}" y="12" text-anchor="middle">${escapeHtml(tag, 24)}</text>`;
}

/** A line ends where the anchor changes: ratios against different releases are different figures. */
function nightLines(drawn: readonly Drawn[], { x, y }: Scales): string[] {
  const nights = drawn.filter(({ kind }) => kind === "night");
  const runs: Drawn[][] = [];
  for (const night of nights) {
    const run = runs.at(-1);
    if (run === undefined || run[0]?.tag !== night.tag) runs.push([night]);
    else run.push(night);
  }
  return runs.flatMap((run) => {
    const path = (points: readonly Drawn[], of: (point: Drawn) => number) =>
      points.map((point) => `${x(point.time)} ${y(of(point))}`).join("L");
    const upper = path(run, ({ effect }) => effect.upper);
    const lower = path(run.toReversed(), ({ effect }) => effect.lower);
    const line = path(run, ({ effect }) => effect.ratio);
    // A band around one night has no width to fill: its edge shows it.
    return [
      `<path class="band" d="M${upper}L${lower}Z"/>`,
      `<path class="night" d="M${line}${run.length === 1 ? "h0" : ""}"/>`,
    ];
  });
}

/** All of them in two paths: a line of no length with a round end is a dot. */
function mergeDots(drawn: readonly Drawn[], { x, y }: Scales): string[] {
  const merges = drawn.filter(({ kind }) => kind === "merge");
  if (merges.length === 0) return [];
  const whiskers = merges.map(({ time, effect }) => `M${x(time)} ${y(effect.lower)}V${y(effect.upper)}`).join("");
  const dots = merges.map(({ time, effect }) => `M${x(time)} ${y(effect.ratio)}h0`).join("");
  return [`<path class="whisker" d="${whiskers}"/>`, `<path class="merge" d="${dots}"/>`];
}

function short(figure: number): string {
  return `${Number(figure.toFixed(1))}`;
}
