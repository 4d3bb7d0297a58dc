// The trend page: one HTML file without a script, with every cell's series drawn and its last figures beside it.
import type { BaselineRecord } from "../baseline/record.ts";
import { escapeHtml } from "./escape-html.ts";
import { formatChange, formatInterval, formatMs } from "./format-number.ts";
import { trendChart } from "./trend-chart.ts";
import { releasesOf, type Trend, type TrendPoint, type TrendRelease, trendsOf } from "./trend-series.ts";
import { trendStyle } from "./trend-style.ts";

/** Browsers and GitHub's raw view stay quick with it. */
const mostBytes = 1_900_000;
/** What a point of a chart takes, roughly. */
const bytesPerPoint = 60;
const points = { fewest: 30, most: 1_000 };
const tableRows = 8;

export interface TrendOptions {
  readonly title: string;
}

export function renderTrend(records: readonly BaselineRecord[], { title }: TrendOptions): string {
  const trends = trendsOf(records);
  const releases = releasesOf(records);
  const share = Math.floor((0.7 * mostBytes) / Math.max(trends.length, 1) / bytesPerPoint);
  const drawn = Math.min(Math.max(share, points.fewest), points.most);
  const shown: { readonly row: string; readonly section: string }[] = [];
  let room = mostBytes - trendStyle.length - 4_000;
  for (const trend of trends) {
    const id = `cell-${shown.length + 1}`;
    const part = { row: overviewRow(trend, id), section: section(trend, id, releases, drawn) };
    room -= Buffer.byteLength(part.row + part.section) + 2;
    if (room < 0) break;
    shown.push(part);
  }
  const left = trends.length - shown.length;
  return `${[
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${trendStyle}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1><p>${scope(records)}</p>`,
    ...(shown.length === 0
      ? ["<p>Nothing was measured yet: the first night or the first merge that changes a model adds a line here.</p>"]
      : [legend, overview(shown.map(({ row }) => row)), ...shown.map((part) => part.section)]),
    ...(left === 0
      ? []
      : [`<p>${left} more cells are left out to keep this page small; the records have them all.</p>`]),
    "</body></html>",
  ].join("\n")}\n`;
}

const legend =
  '<p><span class="key k1"></span>nights, against the release, with their interval' +
  '<span class="key k2"></span>merges, each against the commit before it. Above zero is slower.</p>';

function scope(records: readonly BaselineRecord[]): string {
  const days = records.map(({ recordedAt }) => recordedAt.slice(0, 10)).sort();
  const [first, last] = [days[0], days.at(-1)];
  const count = `${records.length} ${records.length === 1 ? "record" : "records"}`;
  if (first === undefined || last === undefined) return "No records yet.";
  return first === last
    ? `${count} of ${escapeHtml(first)}.`
    : `${count} from ${escapeHtml(first)} to ${escapeHtml(last)}.`;
}

function overview(rows: readonly string[]): string {
  const titles =
    '<th>Cell</th><th class="n">Last night</th><th class="n">Interval</th><th>Against</th><th class="n">ms</th>';
  return `<section><h2>Overview</h2><div class="scroll"><table><tr>${titles}</tr>\n${rows.join("\n")}\n</table></div></section>`;
}

function overviewRow({ cell, lastNight, points: all }: Trend, id: string): string {
  const ms = all.findLast(({ headMsPerRun }) => headMsPerRun !== null)?.headMsPerRun ?? null;
  const against = lastNight?.tag ?? null;
  return row([
    `<td><a href="#${id}">${escapeHtml(cell)}</a></td>`,
    change(lastNight),
    interval(lastNight),
    `<td>${against === null ? "–" : escapeHtml(against, 60)}</td>`,
    figure(ms === null ? "–" : formatMs(ms)),
  ]);
}

function section({ cell, points: all }: Trend, id: string, releases: readonly TrendRelease[], drawn: number): string {
  const chart = trendChart(cell, all.slice(-drawn), releases);
  const titles =
    '<th>Day</th><th>What</th><th>Commit</th><th class="n">Change</th><th class="n">Interval</th><th>Decision</th>';
  const rows = all.slice(-tableRows).toReversed().map(pointRow);
  const table = `<div class="scroll"><table><tr>${titles}</tr>${rows.join("")}</table></div>`;
  return `<section id="${id}"><h2>${escapeHtml(cell)}</h2><div class="row"><div>${chart}</div>${table}</div></section>`;
}

function pointRow(point: TrendPoint): string {
  return row([
    `<td>${escapeHtml(point.day, 10)}</td>`,
    `<td>${point.kind === "release" && point.tag !== null ? escapeHtml(point.tag, 24) : point.kind}</td>`,
    `<td>${escapeHtml(point.commit.slice(0, 10))}</td>`,
    change(point),
    interval(point),
    `<td>${point.decision ?? point.state}</td>`,
  ]);
}

function change(point: TrendPoint | null): string {
  if (point === null || point.effect === null) return figure("–");
  const words = formatChange(point.effect.ratio);
  if (point.decision === "regression") return `<td class="n slower">${words}</td>`;
  return point.decision === "improvement" ? `<td class="n faster">${words}</td>` : figure(words);
}

function interval(point: TrendPoint | null): string {
  return figure(point === null || point.effect === null ? "–" : formatInterval(point.effect.lower, point.effect.upper));
}

function figure(text: string): string {
  return `<td class="n">${text}</td>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.join("")}</tr>`;
}
